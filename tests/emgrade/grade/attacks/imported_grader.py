# promise: Expected values and hidden tests cannot be found by searching memory, frames or modules
# layers: separate processes
# The grader's own modules used from the notebook.
# honest score: 0
# %%
answer = values = 0
try:
    from pathlib import Path
    from emgrade.grade import bundle, judge, tests
    found = bundle.read_bundle(Path("{bundle}"))
    answer = 41.628473 if found else 0
except Exception:
    pass
