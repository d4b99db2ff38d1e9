# promise: Forged, malformed, huge or pickled messages end in a failed question at worst
# layers: separate processes
# Parts that fit no type, names of types and modules that are in no list, and numbers that take for ever.
# honest score: 0
# %%
import emgrade.grade.remote.codec as codec
trees = [
    {"t": "made", "n": "os.system", "v": ["echo gained"]}, {"t": "made", "n": "decimal.Decimal", "v": ["1e999999999"]},
    {"t": "made", "n": "scipy.sparse.csr_matrix", "v": [[1.0], [9], [9], [1000000000, 1000000000]]},
    {"t": "made", "n": "pandas.MultiIndex", "v": [[], [], []]}, {"t": "type", "id": 0, "n": "x", "m": "os", "q": "_wrap_close"},
    {"t": "module", "id": 0, "n": "module", "q": "os"}, {"t": "derived", "n": "P", "f": ["x", "__class__"], "v": {"t": "tuple", "v": [1, 2]}},
    {"t": "opaque", "id": 0, "n": "x", "m": "builtins", "q": "float", "can": ["__call__", "__next__"], "a": {"__eq__()": True}},
    {"t": "opaque", "id": 0, "n": "x", "m": "numpy", "q": "ndarray", "a": {"shape": [3]}}, {"t": "opaque", "id": 0, "a": 3},
    {"t": "opaque", "id": 0, "n": "x", "a": {"__array_interface__": {"t": "dict", "v": [["shape", {"t": "tuple", "v": [1 << 20]}], ["typestr", "<f8"], ["data", {"t": "tuple", "v": [4096, False]}], ["version", 3]]}}},
    {"t": "derived", "n": "P", "f": ["x"], "v": {"t": "opaque", "id": 0, "can": ["__next__"]}},
    {"t": "fields", "v": [{"t": "dict", "v": [["a", 1]]}, {"t": "tuple", "v": [3]}], "d": "", "r": True},
]
left = []
def forge(self, value, depth=0):
    global left
    left = left or list(trees)
    return left.pop()
codec.Encoder.encode = forge
# %%
answer = values = double = total = None
for _ in trees: grader.check("q1"), grader.check("q2"), grader.check("q3"), grader.check("q4")
