# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# Honest slips of a type without a length, where there is to be a number or an array.
# honest score: 6
# %%
import otter
grader = otter.Notebook()
import pandas as pd
def double(x): return 2 * x
grader.check("q1")
# %%
answer = pd.CategoricalDtype(["a"])
grader.check("q2")
# %%
values = pd.Interval(0, 1)
grader.check("q3")
# %%
def total(f, xs): return sum(f(x) for x in xs)
grader.check("q4")
