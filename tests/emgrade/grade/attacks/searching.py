# promise: Expected values and hidden tests cannot be found by searching memory, frames or modules
# layers: separate processes
# Frames, the garbage collector and `inspect` searched for tests and expected values from inside a called function.
# honest score: 0
# %%
import gc, sys, inspect
found = []
def search():
    frame = sys._getframe()
    while frame:
        found.extend(v for v in list(frame.f_locals.values()) + list(frame.f_globals.values()) if type(v) is float)
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            for k, v in list(thing.items()):
                if type(v) is float and 41.6 < v < 41.7: found.append(v)
                if isinstance(v, str) and "test_hidden" in v: found.append(v)
    found.extend(m for m in sys.modules if "emgrade.grade.judge" in m or "grade.tests" in m)
def double(x):
    search()
    return None
def total(f, xs):
    search()
    found.append(getattr(f, "__closure__", None) or getattr(f, "__code__", None))
    return None
values = 0
answer = next((v for v in found if type(v) is float and 41.6 < v < 41.7), 0)
# %%
import otter
grader = otter.Notebook()
grader.check("q1"); grader.check("q4"); search()
answer = next((v for v in found if type(v) is float and 41.6 < v < 41.7), 0)
grader.check("q2")
