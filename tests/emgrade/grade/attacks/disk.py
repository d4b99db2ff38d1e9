# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: resource limits, reaper
# Many files, a deep tree, and folders that cannot be entered.
# honest score: 0
# %%
import os
answer = values = 0
for i in range(200): open(f"f{i}", "w").write("x" * 1000)
os.makedirs("/".join(["d"] * 60))
os.makedirs("closed/in"); os.chmod("closed/in", 0); os.chmod("closed", 0)
for place in ("/dev/shm", "/tmp", "/var/tmp"):
    try: open(place + "/emgrade-attack-left", "w").write("x")
    except OSError: pass
