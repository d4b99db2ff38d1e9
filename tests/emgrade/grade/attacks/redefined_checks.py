# promise: An object that pretends to be equal to everything earns nothing
# layers: separate processes
# NumPy, the built-ins and the checks redefined in the notebook.
# honest score: 0
# %%
import builtins, sys
import numpy as np
np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
builtins.abs = builtins.float = lambda *a: 0
builtins.isinstance = lambda *a: True
import emkit.check
emkit.check.close = emkit.check.number = lambda *a, **k: 0
emkit.check.Hint = ValueError
answer, values = 0, np.zeros(3)
def double(x): return 0
