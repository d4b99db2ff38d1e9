# promise: A test's own function is no oracle: calls are counted and timed, errors come back by type alone
# layers: separate processes
# A test's own function asked thousands of times, and searched for what it holds.
# honest score: 0
# %%
answer = values = 0
def total(f, xs):
    seen = [getattr(f, name, None) for name in ("__globals__", "__code__", "__closure__", "__defaults__", "__wrapped__")]
    if any(seen): raise RuntimeError("gained")
    while True:
        f(1.0)
