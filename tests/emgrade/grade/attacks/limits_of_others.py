# promise: No root, no ptrace, no signals to other processes
# layers: own user, system calls
# Limits and processors of the processes above.
# honest score: 0
# %%
import os, otter, resource
grader = otter.Notebook()
answer = values = 0
done = []
for pid in (os.getppid(), 1):
    try:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3))
        done.append(pid)
    except OSError:
        pass
    try:
        os.sched_setaffinity(pid, {0})
        done.append(pid)
    except OSError:
        pass
if done: raise RuntimeError("gained")
