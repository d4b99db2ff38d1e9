# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# Honest slips of an odd shape: rows of unequal length, bytes among texts, a list that holds itself.
# honest score: 6
# %%
import otter
grader = otter.Notebook()
def double(x): return 2 * x
grader.check("q1")
# %%
answer = [[1, 2], 3]
grader.check("q2")
# %%
values = ["a", b"\xff", {1: set()}]
values.append(values)
grader.check("q3")
# %%
def total(f, xs): return sum(f(x) for x in xs)
grader.check("q4")
