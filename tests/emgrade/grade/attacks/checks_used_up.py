# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: separate processes
# More checks than are run: every question is graded all the same.
# honest score: 10
# %%
import otter
grader = otter.Notebook()
import numpy as np
def double(x): return 2 * x
for _ in range(230): grader.check("q1")
# %%
answer = 41.628473
print(grader.check("q2"))
# %%
values = np.array([1, 4, 9])
grader.check("q3")
# %%
def total(f, xs): return sum(f(x) for x in xs)
grader.check("q4")
