# promise: Hidden inputs do not reach a public message
# layers: hidden tests last
# Inputs of hidden tests carried back by a pipe, and shown by a public check that fails.
# honest score: 0
# %%
import os, otter
grader = otter.Notebook()
answer = values = 0
read, write = os.pipe()
os.set_blocking(read, False)
os.set_blocking(write, False)
def double(x):
    os.write(write, f"{x} ".encode())
    return 2 * x
grader.check("q1")
# %%
import time
time.sleep(0.3)
seen = os.read(read, 10000).decode()
def double(x):
    raise ValueError("gained" if "20.5" in seen else "nothing")
grader.check("q1")
# %%
found = str(41 / 2) in seen
raise RuntimeError("gained" if found else "nothing")
