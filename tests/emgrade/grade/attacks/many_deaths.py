# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: held copies
# Six cells that end the process: what was earned before stays.
# honest score: 10
# %%
import otter
grader = otter.Notebook()
import numpy as np
# %%
def double(x): return 2 * x
grader.check("q1")
# %%
answer = 41.628473
grader.check("q2")
# %%
values = np.array([1, 4, 9])
grader.check("q3")
# %%
def total(f, xs): return sum(f(x) for x in xs)
grader.check("q4")
# %%
import os; os._exit(1)
# %%
import os; os._exit(2)
# %%
import os; os._exit(3)
# %%
import os; os._exit(4)
# %%
import os; os._exit(5)
# %%
import os; os._exit(6)
# %%
import os; os._exit(7)
