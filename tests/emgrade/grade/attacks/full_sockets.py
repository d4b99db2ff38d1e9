# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Memory that lies in the buffers of sockets.
# honest score: 2
# %%
import otter
grader = otter.Notebook()
answer = values = 0
def double(x): return 2 * x
grader.check("q1")
# %%
import os, socket, time
for _ in range(24):
    if not os.fork():
        kept = [socket.socketpair() for _ in range(110)]
        time.sleep(1.2)
        os._exit(0)
time.sleep(1.2)
raise RuntimeError("gained")
