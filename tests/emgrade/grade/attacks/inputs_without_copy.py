# promise: Hidden inputs do not reach a public message
# layers: hidden tests last
# The copying replaced: what should be a copy is the notebook's own process.
# honest score: 0
# %%
import gc, otter
grader = otter.Notebook()
answer = values = 0
seen = []
from emgrade.grade.remote import server
for one in gc.get_objects():
    if type(one) is server.Server:
        one._work["copy"] = lambda message, blob: None
def double(x):
    seen.append(float(x))
    return 2 * x
for question in ("q1", "q2", "q3", "q4"):
    grader.check(question)
# %%
import time
time.sleep(0.3)
raise RuntimeError("gained" if 20.5 in seen else "nothing")
