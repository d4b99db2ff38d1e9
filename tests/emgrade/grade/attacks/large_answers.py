# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# Answers larger than a message: the messages stay in step, and the other questions count.
# honest score: 6
# %%
import otter
grader = otter.Notebook()
def double(x): return 2 * x
grader.check("q1")
# %%
answer = "x" * 5_000_000
grader.check("q2")
# %%
values = list(range(390_000))
grader.check("q3")
# %%
def total(f, xs): return sum(f(x) for x in xs)
grader.check("q4")
