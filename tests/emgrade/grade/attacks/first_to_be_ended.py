# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: clocks and resource limits
# Where the machine's memory runs out the kernel ends the student's process first. To undo that needs a kernel without
# Landlock, and a grader without the capability to set resources.
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
