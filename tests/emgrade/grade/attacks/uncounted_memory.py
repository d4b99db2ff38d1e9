# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Memory that belongs to no process, that a fork shares, and of processes that let nobody look into them.
# honest score: 0
# %%
import os
answer = values = 0
try:
    os.memfd_create("emgrade-attack")
    raise RuntimeError("gained")
except OSError:
    pass
# %%
import ctypes, mmap, os, time
filled, full = os.pipe()
for _ in range(8):
    if not os.fork():
        ctypes.CDLL(None).prctl(4, 0)  # PR_SET_DUMPABLE
        shared = mmap.mmap(-1, 120 << 20, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE)
        os.write(full, b"x")
        time.sleep(20)
        os._exit(0)
for _ in range(8): os.read(filled, 1)
time.sleep(1)
raise RuntimeError("gained")
