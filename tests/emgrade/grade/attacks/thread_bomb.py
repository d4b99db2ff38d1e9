# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Threads without end.
# honest score: 0
# %%
import threading, time
answer = values = 0
try:
    for _ in range(2000):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
except RuntimeError:
    pass
