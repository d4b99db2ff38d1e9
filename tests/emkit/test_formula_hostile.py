"""Whatever is handed in gets a verdict, soon, and nothing of it is run."""

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emkit.formula import Verdict, check, read

from ..formulas.questions import ALL

SOON = 0.02
alphabet = "pi_kN12x+-*/^()., \n0.5e9gammasqrtlog{}[]$\\=µπγ²³ₖ̂·×−\u200b\x00\ud800"


class Text(str):
    """A `str` that answers for itself."""

    def __len__(self):
        raise AssertionError("asked")

    __iter__ = __getitem__ = strip = isascii = __eq__ = __hash__ = encode = __len__


class LyingType(type):
    def __eq__(cls, other):
        raise AssertionError("asked")

    __hash__ = __str__ = __repr__ = __eq__


class Lying(metaclass=LyingType):
    __class__ = str

    def __getattribute__(self, name):
        raise AssertionError("asked")

    __str__ = __repr__ = __eq__ = __hash__ = __len__ = __bool__ = __getattribute__


hostile = [
    "a" * 1_000_000,
    "π" * 1_000_000,
    "(" * 100_000,
    "(" * 1_000,
    "-" * 2_000,
    "(" * 50 + "pi_k" + ")" * 50 + "^2" * 900,
    "9**9**9**9",
    "pi_k**9**9**9",
    "1e999999999",
    "9" * 2_000,
    "." * 2_000,
    "{" * 2_000,
    "_{" * 1_000,
    "_" * 2_000,
    "pi_k" * 500,
    "pi_kN_k" * 280,
    "e" * 24,
    "\x00" * 2_000,
    "pi_k\x00",
    "\u0302" * 2_000,
    "²" * 2_000,
    "₁" * 2_000,
    "\\" * 2_000,
    "()" * 1_000,
    "x" + "\n" * 1_998 + "y",
    "рі_к",  # all Cyrillic
    "pi_k.__class__.__bases__[0].__subclasses__()",
    "__import__('os').system('true')",
    "(lambda: pi_k)()",
    "[pi_k for pi_k in ()]",
    "exec('1')",
    "open('/etc/passwd')",
    Text("pi_k*N_k"),
    Lying(),
    Lying,
    object(),
    b"pi_k",
    bytearray(b"pi_k"),
    lambda: "pi_k",
    10**100,
    float("nan"),
]


@pytest.mark.parametrize("number", range(len(hostile)))  # a runner that looks at the answers would trip
def test_hostile_answers_are_invalid_within_20_ms(number):
    answer = hostile[number]
    question = ALL["posterior"]
    check("pi_k", question)
    taken = []
    for _ in range(3):
        start = time.process_time()
        verdict = check(answer, question)
        shown = str(verdict)
        taken.append(time.process_time() - start)
    assert verdict.status == "invalid"
    assert verdict.kind in ("syntax", "unknown name", "not text", "too large")
    assert len(shown) < 500
    shown.encode("utf-8")
    assert min(taken) < SOON


heavy = [
    "2^" * 99 + "pi_k",
    "pi_k^" * 99 + "pi_k",
    "exp(" * 90 + "N_k" + ")" * 90,
    "+".join(["pi_k/(N_k-N_k)"] * 100),
    "/".join(["pi_k"] * 390),
    "(pi_k)/" * 200 + "N_k",
    "*".join(["pi_k"] * 390),
    "-".join(["(N_1+N_2)^9"] * 150),
    "1/0",
    "pi_k^-99999",
    "log(" * 20 + "0" + ")" * 20,
]


@pytest.mark.parametrize("answer", heavy, ids=range(len(heavy)))
def test_heavy_answers_are_wrong_within_20_ms(answer):
    question = ALL["posterior"]
    check("pi_k", question)
    taken = []
    for _ in range(3):
        start = time.process_time()
        verdict = check(answer, question)
        taken.append(time.process_time() - start)
    assert verdict.status == "wrong"
    assert min(taken) < SOON


@settings(derandomize=True, max_examples=400, deadline=None, database=None)
@given(st.one_of(st.text(), st.text(alphabet=alphabet, max_size=60), st.binary(), st.integers(), st.none()))
def test_junk_gets_a_verdict(answer):
    for question in (ALL["posterior"], ALL["variance"]):
        verdict = check(answer, question)
        assert isinstance(verdict, Verdict)
        assert verdict == check(answer, question)
        str(verdict).encode("utf-8")
        if verdict.offset is not None:
            assert 0 <= verdict.offset <= len(answer)
        reading = read(answer, ALL["posterior"].names)
        assert reading.status in ("readable", "invalid")
        assert (reading._repr_latex_() is None) == reading.invalid


def test_a_verdict_can_be_sent_to_another_process():
    verdict = check("pi_k*N_k", ALL["posterior"])
    sent = pickle.loads(pickle.dumps(verdict))
    assert sent == verdict
    assert sent._repr_latex_() == verdict._repr_latex_()
