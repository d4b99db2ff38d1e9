# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: separate processes
# More checks of questions that do not exist than are run, and the same as forged messages.
# honest score: 10
# %%
import otter
grader = otter.Notebook()
import numpy as np
for n in range(230):
    try: grader.check(f"q{n + 50}")
    except FileNotFoundError: pass
# %%
def double(x): return 2 * x
answer, values = 41.628473, np.array([1, 4, 9])
def total(f, xs): return sum(f(x) for x in xs)
