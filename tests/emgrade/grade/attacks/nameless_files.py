# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Files that lost their names while they are open, or mapped.
# honest score: 2
# %%
import otter
grader = otter.Notebook()
answer = values = 0
def double(x): return 2 * x
grader.check("q1")
# %%
import mmap, os, time
kept = []
for n in range(12):
    file = open(f"file{n}", "w+b")
    os.remove(f"file{n}")
    file.write(bytes(7_000_000))
    file.flush()
    kept.append(file if n % 2 else mmap.mmap(file.fileno(), 0))
time.sleep(1.2)
raise RuntimeError("gained")
