# promise: One submission does not change the next
# layers: shared memory, file access
# Shared memory left behind for the next submission.
# honest score: 0
# %%
import otter
grader = otter.Notebook()
answer = values = 0
for folder in ("/dev/shm", "/tmp", "/var/tmp", "/run"):
    try:
        open(f"{folder}/emgrade-attack-mailbox", "w").write("41.628473")
    except OSError:
        pass
