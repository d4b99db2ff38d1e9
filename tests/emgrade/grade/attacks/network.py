# promise: No network, no service of this machine
# layers: system calls
# Sockets to the outside, to this machine, and to other users.
# honest score: 0
# %%
import socket, urllib.request
answer = values = 0
gained = []
for family in (socket.AF_INET, socket.AF_INET6, 16, 17):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(family, kind); gained.append(family)
        except OSError: pass
if gained: raise RuntimeError("gained")
