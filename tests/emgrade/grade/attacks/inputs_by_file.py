# promise: Hidden inputs do not reach a public message
# layers: hidden tests last
# Inputs of hidden tests carried back by a file.
# honest score: 2
# %%
import otter
grader = otter.Notebook()
answer = values = 0
def double(x):
    open("seen.txt", "a").write(f"{x}\n")
    return 2 * x
grader.check("q1")
# %%
import time
time.sleep(0.3)
raise RuntimeError("gained" if "20.5" in open("seen.txt").read() else "nothing")
