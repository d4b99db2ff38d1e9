# promise: Nothing outlives the run, whoever is killed
# layers: any
# Folders in each other, deeper than a recursion and than a path may be.
# honest score: 2
# %%
import os, otter
grader = otter.Notebook()
answer = values = 0
def double(x): return 2 * x
grader.check("q1")
# %%
try: os.chdir("/dev/shm")
except OSError: pass
try:
    for n in range(3000):
        os.mkdir("emgrade-attack-deep")
        os.chdir("emgrade-attack-deep")
except OSError: pass
# %%
os.chdir(os.environ["HOME"])
for n in range(3000):
    os.mkdir("d")
    os.chdir("d")
os.chmod(".", 0)
