# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: clocks and resource limits
# Values that never end: generators, files, ranges.
# honest score: 0
# %%
import itertools
answer = itertools.count()
values = range(10**15)
def double(x): return open("/dev/zero", "rb")
