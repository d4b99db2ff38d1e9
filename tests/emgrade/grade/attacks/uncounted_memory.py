# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Memory that belongs to no process, that a fork shares, and of processes that let nobody look into them.
# honest score: 2
# %%
import otter
grader = otter.Notebook()
answer = values = 0
def double(x): return 2 * x
grader.check("q1")
# %%
import os
try:
    os.memfd_create("emgrade-attack")
    raise RuntimeError("gained")
except OSError:
    pass
# %%
import ctypes, mmap, os, time
for _ in range(8):
    if not os.fork():
        ctypes.CDLL(None).prctl(4, 0)  # PR_SET_DUMPABLE
        shared = mmap.mmap(-1, 120 << 20)
        for at in range(0, 120 << 20, 4096): shared[at] = 1
        time.sleep(20)
        os._exit(0)
time.sleep(1.4)
raise RuntimeError("gained")
