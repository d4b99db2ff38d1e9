# promise: The tests cannot be read, changed or linked to
# layers: own user with a closed folder, or file access
# The tests deleted, overwritten, and reached through links in the work folder.
# honest score: 0
# %%
import os, shutil
answer = values = 0
for attempt in (
    lambda: shutil.rmtree("{bundle}/tests"),
    lambda: open("{bundle}/tests/q2.py", "w").write("OK_FORMAT = False\nname = 'q2'\npoints = 3\n"),
    lambda: os.rename("{bundle}/tests", "{bundle}/gone"),
    lambda: os.chmod("{bundle}", 0o777),
    lambda: os.link("{bundle}/tests/q2.py", "hard.txt"),
):
    try: attempt()
    except OSError: pass
os.remove("data.txt")
os.symlink("{bundle}/tests/q2.py", "data.txt")
try:
    answer = open("data.txt").read()
except OSError:
    pass
