# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# A frame of a million brackets.
# honest score: 3
# %%
import os, struct
answer = 41.628473
values = 0
import otter
otter.Notebook().check("q2")
def double(x):
    text = b'{"re":"value","v":' + b"[" * 1_000_000
    for fd in range(3, 64):
        try: os.write(fd, struct.pack("<II", len(text), 0) + text)
        except OSError: pass
