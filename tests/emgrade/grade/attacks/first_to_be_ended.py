# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: any
# Where the machine's memory runs out the kernel ends the student's process first, which cannot ask for another.
# honest score: 0
# %%
import os
with open(f"/proc/{os.getpid()}/oom_score_adj") as mine:
    if int(mine.read()) < 1000: raise RuntimeError("gained")
try:
    with open("/proc/self/oom_score_adj", "w") as mine: mine.write("0")
except OSError:
    pass
else:
    raise RuntimeError("gained")
