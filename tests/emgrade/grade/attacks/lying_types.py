# promise: An object that pretends to be equal to everything earns nothing
# layers: separate processes
# Classes, modules, masked and missing values in the place of an answer; objects that claim another class.
# honest score: 0
# %%
import sys, types, unittest.mock
import numpy as np
import pandas as pd
class Claim:
    __class__ = property(lambda self: float)
    def __call__(self, *a): return self
    def __eq__(self, other): return True
Claim.__module__, Claim.__qualname__ = "pandas", "Timestamp"
sys.modules["numpy"] = np = types.ModuleType("numpy")
np.allclose = np.isclose = lambda *a, **k: True
# %%
answer = Claim()
values = pd.Series([pd.NA] * 3, dtype="Int64")
def double(x): return Claim()
total = unittest.mock.MagicMock
# %%
grader.check("q1"), grader.check("q2"), grader.check("q3"), grader.check("q4")
# %%
import numpy.ma as ma
del sys.modules["numpy"]
values = ma.masked_all(3)
double = type
total = unittest.mock.ANY
# %%
answer = pd.NA
