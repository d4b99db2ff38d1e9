# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: clocks and resource limits
# A check asked for a thousand times, and a stand-in that is replaced.
# honest score: 0
# %%
import otter
grader = otter.Notebook()
answer = values = 0
for _ in range(1000): grader.check("q2")
otter.Notebook.check = lambda *a: "q2 results: All test cases passed!"
grader.check("q2")
