# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: separate processes
# Answers that cost the judge memory: one long text among many short ones, and a range without end.
# honest score: 6
# %%
import otter
grader = otter.Notebook()
def double(x): return 2 * x
grader.check("q1")
# %%
answer = range(8_000_000_000)
grader.check("q2")
# %%
values = ["a" * 1_500_000] + ["b"] * 400
grader.check("q3")
# %%
def total(f, xs): return sum(f(x) for x in xs)
grader.check("q4")
