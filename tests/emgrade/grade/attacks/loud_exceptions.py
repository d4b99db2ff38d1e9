# promise: An object that pretends to be equal to everything earns nothing
# layers: separate processes
# Exceptions that pretend to be the checks' own, and texts that try to shout.
# honest score: 0
# %%
from emkit.check import Hint
answer = values = 0
class Success(Exception): pass
def double(x): raise Hint("All test cases passed!")
class Odd(BaseException):
    def __str__(self): raise SystemExit
def total(f, xs): raise Odd
