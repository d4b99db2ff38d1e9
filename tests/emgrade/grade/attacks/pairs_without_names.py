# promise: No network, no service of this machine
# layers: system calls
# A pair of sockets, one of which is then connected to a service that has a path or a name.
# honest score: 0
# %%
import array, socket
answer = values = 0
made = []
for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
    try:
        left, right = socket.socketpair(socket.AF_UNIX, kind)
        left.bind("service")
        right.sendto(b"x", "service")
        made.append(kind)
    except OSError:
        pass
left, right = socket.socketpair()
for attempt in (lambda: right.connect("service"), lambda: left.listen(), lambda: socket.send_fds(left, [b"x"], [0])):
    try:
        attempt()
        made.append(attempt)
    except OSError:
        pass
if made: raise RuntimeError("gained")
