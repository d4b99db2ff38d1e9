# promise: The tests cannot be read, changed or linked to
# layers: own user with a closed folder, or file access
# The tests read at the path where they really are, which no student would be told.
# honest score: 0
# %%
import os, re, subprocess
answer = values = 0
text = ""
for path in ["{bundle}/tests/q2.py", "{bundle}/profile.json", "/autograder/source/tests/q2.py"]:
    try:
        text += open(path).read()
    except OSError:
        pass
text += subprocess.run("cat {bundle}/tests/*.py", shell=True, capture_output=True, text=True).stdout
found = re.search(r'close\("answer", answer, ([0-9.]+)', text)
answer = float(found.group(1)) if found else 0
