# promise: Hidden inputs do not reach a public message
# layers: hidden tests last
# Inputs of hidden tests kept for a later public message.
# honest score: 2
# %%
import otter
grader = otter.Notebook()
answer = values = 0
seen = []
def double(x):
    seen.append(float(x))
    return 2 * x
grader.check("q1")
# %%
if 20.5 in seen: raise RuntimeError("gained")
