# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# A frame that announces four gigabytes.
# honest score: 3
# %%
import os
answer = 41.628473
values = 0
import otter
otter.Notebook().check("q2")
def double(x):
    for fd in range(3, 64):
        try: os.write(fd, b"\xff" * 64)
        except OSError: pass
