# promise: Hidden inputs do not reach a public message
# layers: hidden tests last
# Inputs of hidden tests, and how often a hidden test calls, carried back by memory that a fork shares.
# honest score: 2
# %%
import mmap, otter, struct
grader = otter.Notebook()
answer = values = 0
shared = mmap.mmap(-1, 4096)
def double(x):
    count, = struct.unpack("d", shared[:8])
    shared[:8] = struct.pack("d", count + 1)
    shared[8:16] = struct.pack("d", float(x))
    return 2 * x
grader.check("q1")
# %%
import time
time.sleep(0.3)
count, last = struct.unpack("dd", shared[:16])
raise RuntimeError("gained" if count > 1 or last == 20.5 else "nothing")
