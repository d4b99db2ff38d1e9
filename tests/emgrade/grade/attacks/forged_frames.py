# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# Frames forged on the socket: early answers, wrong shapes, wrong types.
# honest score: 0
# %%
import json, os, struct
answer = values = 0
def frame(thing, blob=b""):
    text = json.dumps(thing).encode()
    return struct.pack("<II", len(text), len(blob)) + text + blob
def forge():
    for fd in range(3, 64):
        for thing in ({"re": "run", "limited": False, "error": "", "printed": 0}, {"re": "value", "v": True},
                      {"re": "get", "v": {"answer": 10}}, {"re": "passed", "score": 10}, {"ev": "check", "q": "q2"}):
            try: os.write(fd, frame(thing))
            except OSError: pass
def double(x):
    forge()
    return 0
