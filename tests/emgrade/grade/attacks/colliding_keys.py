# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: clocks and resource limits
# A dictionary whose keys all have one hash.
# honest score: 3
# %%
import otter
answer = 41.628473
otter.Notebook().check("q2")
# %%
values = {(2**61 - 1) * i: i for i in range(3000)}
