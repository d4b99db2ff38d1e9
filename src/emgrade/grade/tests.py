"""Otter's test files, run by the judge: public cases where the notebook asks, hidden ones when it has ended."""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import importlib
import importlib.util
import inspect
import math
import numbers
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, MappingView
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np

from ..bundle import Bundle
from ..errors import EngineError
from .remote.session import Session
from .remote.values import FunctionProxy, Opaque, ProcessEnded, has_missing, opaque
from .sandbox import MB, mapped

# Processor time of the judge's own: neighbours take none of it, and students' functions have clocks of their own.
CASE_SECONDS = 20.0  # for one case
ALL_SECONDS = 60.0  # for one submission
LAST_SECONDS = 1.0  # for one case when that is used up: honest ones take milliseconds, and still count
END_SECONDS = 40.0  # beyond these, for one call that cannot be interrupted
HELD_MB = 32  # of data that the judge keeps for hidden tests; copies of the process keep the rest
# Stands among the kinds where values inside of others, or what functions return, may be missing.
MISSING = "()"
MAX_TYPED = 200  # characters of a typed answer that a report counts
MAX_MESSAGE = 20_000  # characters of one case's message
PASSED, FAILED = "✅ Test case passed", "❌ Test case failed\n"

# Files that tests may read, by the names in their texts, and never what Python would run or unpickle.
_FILE = re.compile(
    r"""['"]((?!\S*\.\.)\w[\w ./-]{0,100}\.(?!py|so|pth|p(?:i|k)\w*l|joblib)[A-Za-z]\w{0,7})\\?['"]"""
)
_LOADS = re.compile(r"pickle|joblib|shelve|marshal|hdf|\bdill\b|torch\.load|runpy|\bexec\(|\beval\(")
_ARRAYS = (list, tuple, range, deque, MappingView, np.ndarray)
# `import otter.test_files` alone runs `otter/__init__.py`, which imports pandas, nbconvert and the exporters: four
# times what grading a submission takes. Bare packages with the right path let Python find what is needed.
_BARE = {"otter": "", "otter.run": "run", "otter.run.run_autograder": "run/run_autograder"}
# What Otter's modules import for its exporters, and what they name of it at once. The judge exports nothing, and no
# notebook runs in it, so `get_ipython` would find none: half of the time that loading Otter takes.
_UNUSED: dict[str, dict[str, Any]] = {
    "nbformat": {"NotebookNode": dict},
    "frontmatter": {},
    "IPython": {},
    "IPython.core": {},
    "IPython.core.getipython": {"get_ipython": lambda: None},
}


def load_otter() -> tuple[ModuleType, type[Any]]:
    """Return `otter.test_files` and `AutograderConfig`. For a process of the grader's own: the bare packages stay.

    Raises
    ------
    EngineError
        When Otter is not installed.
    """
    spec = importlib.util.find_spec("otter")
    if spec is None or spec.origin is None:
        raise EngineError("otter-grader is not installed where the grader runs.")
    for name, folder in _BARE.items():
        if name not in sys.modules:
            package = ModuleType(name)
            package.__path__ = [str(Path(spec.origin).parent / folder)]
            sys.modules[name] = package
    inspect.getsource = _source  # type: ignore[assignment]
    for module in (random, np.random):
        if not hasattr(module.seed, "__wrapped__"):
            module.seed = _seeding(module.__name__, module.seed)  # type: ignore[attr-defined]
    stand_ins = {name: ModuleType(name) for name in _UNUSED if name not in sys.modules}
    for name, module in stand_ins.items():
        vars(module).update(_UNUSED[name])
    sys.modules.update(stand_ins)
    try:
        config = importlib.import_module("otter.run.run_autograder.autograder_config")
        found = importlib.import_module("otter.test_files")
    finally:
        for name in stand_ins:  # a test that imports one gets the library
            sys.modules.pop(name)
    return found, config.AutograderConfig


_getsource = inspect.getsource


def _source(thing: Any) -> str:
    """Stand for `inspect.getsource`, which knows no function of another process."""
    return thing.source() if isinstance(thing, FunctionProxy) else _getsource(thing)


_seeds: list[tuple[str, int]] = []  # what a test has seeded, for the session of its case


def _seeding(name: str, seed: Any) -> Any:
    """Stand for a module's `seed`: a test that seeds, and then calls a student's function, means that one's numbers."""

    @functools.wraps(seed)
    def both(*args: Any, **kwargs: Any) -> None:
        seed(*args, **kwargs)
        if args and type(args[0]) is int:
            _seeds.append((name, args[0]))

    return both


class OutOfTime(BaseException):
    """A case took too much of the judge's own time. A student's value can be made to cost a comparison minutes.

    Not an `Exception`, so that `except Exception` does not swallow it.
    """


# Of the submission at hand: when this process's time for it is used up, and its memory for what is held.
_all_until = math.inf
_room_until = math.inf


def renew_budget() -> None:
    """Give the judge the whole of its time and room for another submission."""
    global _all_until, _room_until
    _all_until = time.process_time() + ALL_SECONDS
    _room_until = mapped() + HELD_MB * MB


@contextlib.contextmanager
def judge_clock(seconds: float = CASE_SECONDS) -> Iterator[None]:
    """Interrupt the body when it has used that much processor time, again and again where that is swallowed.

    One call into a library cannot be interrupted, and a student's data can make it last for days: long after its time
    the kernel ends the process.
    """
    given = min(seconds, max(_all_until - time.process_time(), LAST_SECONDS))
    running = True

    def ring(number: int, frame: FrameType | None) -> None:
        if running:
            whole = f"the test took longer than {seconds:g} s with this answer"
            parts = f"with these answers all tests together took longer than {ALL_SECONDS:g} s"
            raise OutOfTime(whole if given == seconds else parts)

    # A student's function may ask for a check while a case calls it, so clocks can lie in each other.
    handler = signal.signal(signal.SIGPROF, ring)
    left, _ = signal.setitimer(signal.ITIMER_PROF, given, 1.0)
    end, _ = signal.setitimer(signal.ITIMER_VIRTUAL, given + END_SECONDS)
    try:
        yield
    finally:
        running = False  # before anything that a signal could interrupt
        signal.setitimer(signal.ITIMER_VIRTUAL, end)
        signal.setitimer(signal.ITIMER_PROF, left, 1.0)
        signal.signal(signal.SIGPROF, handler)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended: Otter's text, and what the check said, as `model.CaseResult` has it."""

    passed: bool
    message: str = PASSED
    sentence: str = ""
    unanswered: bool = False
    kind: str = ""
    told: str = ""


@dataclass(slots=True)
class Held:
    """What the hidden cases of a question will see.

    Attributes
    ----------
    environment : Environment or None
        The names: data as they were at the check, functions where they are called. None if there are no hidden cases.
    copy : Session or None
        The copy of the process that waits since the check.
    late : bool
        Whether functions are called in a copy that is made when the notebook has ended.
    state : tuple
        Of the test's own random numbers after the public cases, so that a seed means the same as in one run of all.
    files : dict
        What the notebook wrote by then, of what the tests name.
    lost : str
        Why neither could be had.
    """

    environment: Environment | None = None
    copy: Session | None = None
    late: bool = False
    state: tuple[Any, Any] | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    lost: str = ""

    def close(self) -> None:
        """Let the copy end."""
        if self.copy is not None:
            self.copy.close()


class Question:
    """The test file of one question.

    Parameters
    ----------
    path : Path
        The file.
    otter : module
        `otter.test_files`.
    kinds : dict
        Name -> kind in the solution; a value of another kind is opaque. Names that are not listed may be of any kind.
    redefined : iterable of str
        Built-in names that are the notebook's, because the solution redefines them.
    """

    def __init__(
        self, path: Path, otter: ModuleType, kinds: dict[str, str], redefined: Iterable[str] = ()
    ) -> None:
        self.name = path.stem
        self._otter = otter
        self._kinds = kinds
        self._builtins = frozenset(dir(builtins)) - frozenset(redefined)
        settings: dict[str, Any] = {}
        try:
            text = path.read_text(encoding="utf-8")
            exec(compile(text, path.name, "exec"), settings)
            self._doctest = bool(settings["OK_FORMAT"])
            kind = otter.OKTestFile if self._doctest else otter.ExceptionTestFile
            self._file = kind.from_file(str(path))
        except Exception as error:
            raise EngineError(f"{path}: not a test file ({type(error).__name__}: {error})") from None
        # Otter names test files as the notebook sees them.
        self._file.path = f"./tests/{path.name}"
        for case in self._file.test_cases:
            if not self._doctest:
                # Otter looks at it in every run; now it need not be worked out again.
                case.body.test_func.__signature__ = inspect.signature(case.body.test_func)
        # Whoever loads a pickle runs what wrote it.
        self._reads = [] if _LOADS.search(text) else list(dict.fromkeys(_FILE.findall(text)))
        self.seen: dict[str, str] = {}
        self.typed: dict[str, str] = {}  # in the last notebook that asked for a check

    def run_public(self, session: Session) -> list[Outcome]:
        """Run the public cases in the student's process."""
        self.typed = {}  # not the last student's, where this one's answer cannot be looked at
        return self._run(Environment(session, self._kinds), hidden=False, files=None)

    def hold(
        self,
        session: Session,
        *,
        fork: bool,
        lasts: Callable[[list[str]], bool],
    ) -> Held:
        """Keep what the hidden cases will read, as it is now; nothing of theirs runs yet.

        Data are fetched now. What a hidden case calls runs when the notebook has ended and all its messages are sealed,
        so neither files nor shared memory nor the time that it takes can carry a hidden input back: in a copy of the
        process that is forked then, if the functions will be the same, else in one that is forked now and waits.

        Parameters
        ----------
        session : Session
            The student's process.
        fork : bool
            Without, the session itself is kept, for a process that ends anyway.
        lasts : callable
            Whether functions of these names are the same when the notebook has ended.
        """
        state = (random.getstate(), np.random.get_state())
        if not any(case.hidden for case in self._file.test_cases):
            return Held(state=state)
        try:
            with judge_clock():
                names, files = self._arguments(hidden=True), self._written(session)
                functions = [name for name in names if self._kinds.get(name) == "function"]
                self._begin_with(session)
                if self._binds_all and (not functions or lasts(functions)):
                    live, data = session.live, Environment(session, self._kinds)
                    data.fetch([name for name in names if name not in functions])
                    self._look_for_missing(session)
                    if session.live == live and mapped() < _room_until:
                        return Held(data, late=bool(functions), state=state, files=files)
                copy = session.copy() if fork else session
                return Held(Environment(copy, self._kinds), copy, state=state, files=files)
        except (Exception, OutOfTime) as error:
            return Held(lost=_why_lost(error))

    def run_hidden(self, held: Held) -> list[Outcome]:
        """Run the hidden cases on what was held."""
        if held.lost:
            return self._all_failed(hidden=True, why=held.lost)
        if held.environment is None:
            return []  # there are no hidden cases
        if held.state is not None:
            random.setstate(held.state[0])
            np.random.set_state(held.state[1])
        return self._run(held.environment, hidden=True, files=held.files)

    def file(self, public: list[Outcome], hidden: list[Outcome]) -> Any:
        """Return Otter's test file with the results; without hidden ones it can print what a student may see."""
        left = {False: iter(public), True: iter(hidden)}
        cases = [c for c in self._file.test_cases if hidden or not c.hidden]
        file = type(self._file)(self.name, self._file.path, cases, all_or_nothing=self._file.all_or_nothing)
        file.name = self._file.name
        file.outcomes = [next(left[bool(case.hidden)]) for case in cases]
        file.test_case_results = [
            self._otter.TestCaseResult(test_case=case, message=outcome.message, passed=outcome.passed)
            for case, outcome in zip(cases, file.outcomes, strict=True)
        ]
        return file

    def _run(
        self, environment: Environment, *, hidden: bool, files: dict[str, bytes] | None
    ) -> list[Outcome]:
        session = environment.session
        self._begin_with(session)
        try:
            with judge_clock():
                environment.fetch(self._arguments(hidden))
            files = self._written(environment.session) if files is None else files
        except (Exception, OutOfTime) as error:
            return self._all_failed(hidden=hidden, why=_why_lost(error))
        _seeds.clear()
        session.seeds, session.in_place = _seeds, self._doctest
        try:
            with _folder_with(files), self._printing(session):
                return [
                    self._case(number, case, environment)
                    for number, case in enumerate(self._file.test_cases)
                    if bool(case.hidden) == hidden
                ]
        finally:
            session.forget_callbacks()
            own = {name: value for name, value in environment.items() if not name.startswith("__")}
            with contextlib.suppress(OutOfTime, MemoryError), judge_clock():
                self.seen.update({name: kind_of(value) for name, value in own.items()})
                self._look_for_missing(session)
                if not hidden:
                    self.typed = {name: text for name, value in own.items() if (text := _typed(value))}

    def _case(self, number: int, case: Any, environment: Environment) -> Outcome:
        """Run one case as Otter does, and keep what its check said apart from Otter's frame around it."""
        try:
            with judge_clock():
                if self._doctest:
                    return self._doctest_case(number, case, environment)
                case.body.call_func(environment)
        except OutOfTime as error:
            return _unseen(str(error))
        except Exception as error:
            try:
                text = self._file._generate_error_message(error)
            except Exception:  # memory was used up before the test's first line
                text = f"{type(error).__name__}: {error}"
            sentence = str(error)
            # What was computed may hold what a student's function was called with; what the author wrote does not.
            written = sentence in _texts(case.body.test_func.__code__.co_consts)
            told = getattr(error, "told", "") or (sentence if written else "")
            if type(error).__name__ not in ("Hint", "NotAnswered", "AssertionError"):
                sentence = f"{type(error).__name__}: {sentence}".removesuffix(": ")
            unanswered = bool(getattr(error, "unanswered", False))
            return _failed(text, sentence, unanswered, getattr(error, "kind", ""), "" if unanswered else told)
        return Outcome(True)

    def _doctest_case(self, number: int, case: Any, environment: Environment) -> Outcome:
        run = sys.modules["otter.test_files.ok_test"].run_doctest
        names = environment.for_doctest(case.body, self._builtins)
        passed, text = run(f"{self._file.name} {number}", case.body, names)
        return Outcome(True) if passed else _failed(text, (text.strip().splitlines() or [""])[-1].strip())

    def _all_failed(self, *, hidden: bool, why: str) -> list[Outcome]:
        return [_unseen(why) for case in self._file.test_cases if bool(case.hidden) == hidden]

    def _written(self, session: Session) -> dict[str, bytes]:
        """Return the files of the work folder that the tests name."""
        if not self._reads:
            return {}
        with judge_clock():
            found = session.get(self._reads, "files")
        return {name: data for name, data in found.items() if isinstance(data, bytes)}

    @contextlib.contextmanager
    def _printing(self, session: Session) -> Iterator[None]:
        """Print arrays in a doctest as the notebook does."""
        with contextlib.ExitStack() as stack:
            if self._doctest:
                # The other side may have gone, or put anything there.
                with contextlib.suppress(Exception, OutOfTime), judge_clock():
                    options: Any = session.get(["printing"], "state")["printing"]
                    options = {
                        name: one for name, one in options.items() if isinstance(one, int | str | None)
                    }
                    stack.enter_context(np.printoptions(**options))
            yield

    def _arguments(self, hidden: bool) -> list[str]:
        """Return the names that cases bind, to fetch them in one go."""
        cases = [c for c in self._file.test_cases if bool(c.hidden) == hidden and not self._doctest]
        found = [name for case in cases for name in case.body._get_func_params() if name != "env"]
        return list(dict.fromkeys(found))

    def _begin_with(self, session: Session) -> None:
        session.takes_missing, session.missing = not self._kinds or MISSING in self._kinds, False

    def _look_for_missing(self, session: Session) -> None:
        if session.missing:
            self.seen[MISSING] = "missing"

    @property
    def prints(self) -> bool:
        """Whether the cases compare what is printed."""
        return self._doctest

    @property
    def _binds_all(self) -> bool:
        """Whether hidden cases read nothing but what they bind."""
        hidden = [case for case in self._file.test_cases if case.hidden]
        return not self._doctest and not any("env" in case.body._get_func_params() for case in hidden)


def _unseen(why: str) -> Outcome:
    """Return how a case ended that did not come to a verdict."""
    sentence = f"{why[:1].upper()}{why[1:]}"
    return _failed(sentence, sentence)


def _why_lost(error: BaseException) -> str:
    """Return why an answer cannot be looked at. What a library says of odd data is no sentence for students."""
    told = isinstance(error, ProcessEnded | OutOfTime)
    return str(error) if told else "the answer is odd, or takes too much memory, and cannot be looked at"


def _typed(value: Any) -> str:
    """Return a short answer as text: what was typed, a number, a few of these; nothing for anything else."""
    if isinstance(value, str):
        return value[:MAX_TYPED]
    if isinstance(value, int | float | np.integer | np.floating):
        with contextlib.suppress(OverflowError):
            return f"{float(value):.6g}"
    if isinstance(value, list | tuple) and len(value) <= 12 and all(isinstance(one, str) for one in value):
        return ", ".join(value)[:MAX_TYPED]
    return ""


@contextlib.contextmanager
def _folder_with(files: dict[str, bytes]) -> Iterator[None]:
    """Run the body in a folder that holds copies of files, if there are any; the work folder is the student's."""
    if not files:
        yield
        return
    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="emgrade-tests-") as folder:
        for name, data in files.items():
            path = Path(folder, name)
            with contextlib.suppress(OSError):  # who says that `a.b` is a file and `a.b/c.d` too lies
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)


def _texts(constants: Iterable[Any]) -> Iterator[str]:
    """Yield the texts that stand in a test."""
    for constant in constants:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, tuple | frozenset | CodeType):
            yield from _texts(constant.co_consts if isinstance(constant, CodeType) else constant)


def _failed(text: str, sentence: str, unanswered: bool = False, kind: str = "", told: str = "") -> Outcome:
    # An author's message may quote a whole answer; what nobody reads must not fill the class's database.
    if len(text) > MAX_MESSAGE:
        text = f"{text[: MAX_MESSAGE // 2]}\n...\n{text[-MAX_MESSAGE // 2 :]}"
    return Outcome(False, FAILED + text, sentence[:MAX_MESSAGE], unanswered, kind[:MAX_MESSAGE], told)


def load_questions(bundle: Bundle, otter: ModuleType) -> dict[str, Question]:
    """Load the tests of an assignment, in Otter's order.

    Raises
    ------
    EngineError
        When a file is no test file.
    """
    return {
        name: Question(path, otter, bundle.reads.get(name, {}), bundle.redefined)
        for name, path in bundle.tests.items()
    }


def kind_of(value: Any) -> str:
    """Return the kind that a profile records for a value of the solution's."""
    kind = type(value)  # what an opaque value says of its class is the student's word
    if kind is FunctionProxy:
        return "function"
    if issubclass(kind, Opaque):
        return "function" if callable(value) else "iterator" if hasattr(kind, "__next__") else "opaque"
    if isinstance(value, type | ModuleType):
        return "type" if isinstance(value, type) else "module"
    if isinstance(value, bool | np.bool_):
        return "truth"
    if isinstance(value, numbers.Number):
        return "number"
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, dict):
        return "mapping"
    if isinstance(value, set | frozenset):
        return "set"
    if value is None or value is ...:
        return "nothing"
    if has_missing(value):
        return "missing"
    if isinstance(value, _ARRAYS) or (hasattr(value, "shape") and not isinstance(value, np.dtype)):
        return "array"
    return "value"


def admits(kind: str, value: Any) -> bool:
    """Whether a value may stand where the solution has one of this kind.

    Texts, truth values and missing values always may: they are what they are, and the checks have a sentence for them.
    A single number may come as an array, and a set of choices as a list, but not as an empty one: comparing nothing
    with anything is true everywhere.
    """
    found = kind_of(value)
    if found in (kind, "text", "truth", "nothing", "opaque") or kind in ("opaque", "nothing"):
        return True
    if {"type", "module", "missing", "iterator"} & {found, kind}:
        return kind == "missing" and found == "array"
    if {found, kind} == {"number", "array"} or (
        kind in ("text", "truth", "value") and found in ("number", "array")
    ):
        return found != "array" or not _is_empty(value)
    if {found, kind} == {"set", "array"}:
        return not _is_empty(value)
    # A check says "should be a function" of plain data in a function's place.
    return kind == "function" or (kind == "array" and found == "mapping")


def _is_empty(value: Any) -> bool:
    """Whether there is nothing in a value. Rows of unequal length have no size for NumPy, and are an honest slip."""
    if isinstance(value, list | tuple):
        return all(isinstance(item, list | tuple) and _is_empty(item) for item in value)
    return not (value.size if hasattr(value, "size") else len(value) if hasattr(value, "__len__") else 1)


@dataclass(eq=False, repr=False)
class Environment(dict[str, Any]):
    """The globals that a test sees: copies of plain data and proxies of functions, fetched when they are asked for.

    Attributes
    ----------
    session : Session
        Where the names live.
    kinds : dict
        Name -> kind in the solution; a value of another kind is opaque.
    """

    session: Session
    kinds: dict[str, str]
    own: frozenset[str] = frozenset()
    absent: set[str] = field(default_factory=set)

    def fetch(self, names: list[str]) -> None:
        """Get several names at once."""
        wanted = [name for name in names if not dict.__contains__(self, name) and name not in self.absent]
        if not wanted:
            return
        found = self.session.get(wanted)
        self.absent.update(name for name in wanted if name not in found)
        for name, value in found.items():
            kind = self.kinds.get(name)
            if kind is not None and not admits(kind, value):
                name_of_type = "function" if isinstance(value, FunctionProxy) else type(value).__name__
                value = opaque(-1, name_of_type)
            self[name] = value

    def for_doctest(self, code: str, builtin: frozenset[str]) -> Environment:
        """Let a doctest keep to itself these built-in names and those that it imports or assigns.

        Its globals are the notebook's: there `abs` would be the student's own function, to whom a test would hand what
        it expects.
        """
        self.own = builtin | _names_made(code)
        return self

    def __missing__(self, name: str) -> Any:
        # doctest asks for every name of `__future__`; none of them is the student's to answer.
        if isinstance(name, str) and not name.startswith("__") and name not in self.own:
            self.fetch([name])
            if dict.__contains__(self, name):
                return dict.__getitem__(self, name)
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a name, or `default` where the notebook does not have it."""
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> Any:
        """Return every name of the notebook's: `"x" in dir()`."""
        found = self.session.get(["names"], "state").get("names")
        return (
            dict.fromkeys([*found, *dict.keys(self)]).keys() if isinstance(found, list) else dict.keys(self)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, self) is not self

    def copy(self) -> Environment:
        """Return itself: doctest copies its globals, and a copy must still find names."""
        return self


def _names_made(code: str) -> frozenset[str]:
    """Return the names that a doctest imports, assigns or defines."""
    found: set[str] = set()
    for example in importlib.import_module("doctest").DocTestParser().get_examples(code):
        with contextlib.suppress(SyntaxError):
            for node in ast.walk(ast.parse(example.source)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    found.add(node.id)
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    found.add(node.name)
    return frozenset(found)
