# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Many files, each within the limit.
# honest score: 2
# %%
import otter
grader = otter.Notebook()
answer = values = 0
def double(x): return 2 * x
grader.check("q1")
# %%
import time
for n in range(12):
    with open(f"file{n}", "wb") as out: out.write(bytes(7_000_000))
time.sleep(6)
