# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# Values that are nested, cyclic or large beyond measure.
# honest score: 0
# %%
import numpy as np
values = []
values.append(values)
answer = 0
for _ in range(5000): answer = [answer]
def double(x): return np.broadcast_to(np.float64(1), (10**6, 10**6))
def total(f, xs): return 10 ** 100_000
