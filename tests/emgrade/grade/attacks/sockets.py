# promise: No network, no service of this machine
# layers: system calls
# A socket of any kind reaches services outside; a pair without a name does not.
# honest score: 0
# %%
import otter, socket
grader = otter.Notebook()
answer = values = 0
made = []
for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):
    try:
        socket.socket(family, socket.SOCK_DGRAM)
        made.append(family)
    except OSError:
        pass
left, right = socket.socketpair()
if made: raise RuntimeError("gained")
