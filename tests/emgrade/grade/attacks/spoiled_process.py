# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# The machinery in the student's process replaced from inside.
# honest score: 0
# %%
import sys, os, json
answer = values = 0
import emgrade.grade.remote.codec as codec, emgrade.grade.remote.server as server
codec.Encoder.encode = lambda self, value, depth=0: True
server.Server._encode = lambda self, encoder, value: 41.6
json.dumps = lambda *a, **k: "[]"
