# promise: Loops, forks, threads, memory, output and disk cost the submission's own questions
# layers: clocks and resource limits
# The alarm switched off before an endless loop.
# honest score: 3
# %%
import signal, otter
answer = 41.628473
values = 0
otter.Notebook().check("q2")
# %%
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
signal.setitimer(signal.ITIMER_REAL, 0)
while True: pass
