# promise: An object that pretends to be equal to everything earns nothing
# layers: separate processes
# Objects that are equal to everything, convert to anything and answer every question with yes.
# honest score: 0
# %%
import numpy as np
class Yes:
    def __eq__(self, other): return True
    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __eq__
    def __bool__(self): return True
    def __float__(self): return 41.0
    def __array__(self, *a, **k): raise RuntimeError
    def __call__(self, *a, **k): return self
    def __getattr__(self, name): return self
    def __len__(self): return 3
    def __iter__(self): return iter([self] * 3)
    def __getitem__(self, i): return self
    def __add__(self, o): return self
    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __add__
    def __abs__(self): return 0
    __hash__ = None
answer = values = double = total = Yes()
