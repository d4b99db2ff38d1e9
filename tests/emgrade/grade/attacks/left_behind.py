# promise: Nothing outlives the run, whoever is killed
# layers: reaper
# Processes that outlive the run: detached, in sessions of their own, deaf to signals.
# honest score: 0
# %%
import os, signal, subprocess, sys
answer = values = 0
code = "import os,signal,time\nfor s in range(1,64):\n  try: signal.signal(s, signal.SIG_IGN)\n  except (OSError, ValueError): pass\ntime.sleep(4321)"
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", code])
        os._exit(0)
subprocess.Popen(["sleep", "4321"], start_new_session=True)
