# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Processes that start processes.
# honest score: 0
# %%
import os, time
answer = values = 0
started = time.time()
while time.time() - started < 1:
    try: os.fork()
    except OSError: time.sleep(0.01)
