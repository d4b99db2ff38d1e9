"""IPython as a notebook's kernel sets it up, without a terminal, a history or anybody who looks at pictures."""

from __future__ import annotations

import builtins
import contextlib
import getpass
import io
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

BACKEND = "module://emgrade.grade.remote.backend"
MAX_KEPT = 100_000  # characters that one call prints
_ROOM = 8 << 20  # bytes that the next cell needs at least


class Sink(io.TextIOBase):
    """Counts what is printed and drops it: a notebook may print 50 MB. What a test's call prints is kept."""

    def __init__(self) -> None:
        self.count = 0
        self._kept: io.StringIO | None = None

    @contextlib.contextmanager
    def kept(self) -> Iterator[io.StringIO]:
        """Keep what the body prints."""
        before, self._kept = self._kept, io.StringIO()
        try:
            yield self._kept
        finally:
            self._kept = before

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Jupyter's."""
        return "UTF-8"

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Count the characters."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self.count += len(text)
        if self._kept is not None and self._kept.tell() < MAX_KEPT:
            self._kept.write(text[:MAX_KEPT])
        return len(text)

    def fileno(self) -> int:
        """The null device, for the processes that a cell starts."""
        return 1

    def isatty(self) -> bool:
        """No."""
        return False


class _NoPictures(DisplayPublisher):
    def publish(self, data: Any, *args: Any, **kwargs: Any) -> None:
        """Drop what `display` shows."""

    def clear_output(self, wait: bool = False) -> None:
        """Nothing is there to clear."""


class Shell(InteractiveShell):
    """The shell that runs the cells."""

    display_pub_class = _NoPictures

    def __init__(self, **settings: Any) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.colors = "nocolor"
        super().__init__(config=config, **settings)  # type: ignore[no-untyped-call]
        if self.display_formatter is not None:
            self.display_formatter.active_types = ["text/plain"]
            # Asked whatever the active types are; a page or a picture is made for nobody then.
            self.display_formatter.mimebundle_formatter.enabled = False
        self.sink, self.errors = Sink(), Sink()
        self.last_error, self._no_memory = "", False
        # What pickling and `mp.Pool` look for.
        sys.modules["__main__"] = self.user_module

    def open(self) -> None:
        """Take the standard streams and `input` away from the terminal."""
        sys.stdout, sys.stderr = self.sink, self.errors
        builtins.input = getpass.getpass = _no_input
        if "" not in sys.path:
            sys.path.insert(0, "")

    @property
    def printed(self) -> int:
        """How many characters were printed."""
        return self.sink.count + self.errors.count

    def execute(self, source: str, seed: dict[str, Any] | None) -> str:
        """Run one cell and return "" or the error that ended it."""
        self.last_error, self._no_memory = "", False
        if seed and not source.startswith("%%"):
            self._seed(seed)
        self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        if self._no_memory:
            # Where what filled the memory stays there, this ends the process in the cell to blame, not in the next one.
            bytearray(_ROOM)
        return self.last_error

    def after_cell(self) -> None:
        """Close the figures, as the inline backend does after it has drawn them."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None and pyplot.get_fignums():
            pyplot.close("all")

    def _seed(self, seed: dict[str, Any]) -> None:
        if seed.get("variable"):
            self.user_ns[seed["variable"]] = seed["value"]
            return
        import numpy as np

        np.random.seed(seed["value"])
        random.seed(seed["value"])

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Note the error in one line; drawing a coloured traceback takes longer than most cells."""
        # What went wrong before the cell could be compiled, such as a wrong dedent, is handed in and no longer raised.
        kind, value = (exc_tuple or sys.exc_info())[:2]
        try:
            text = str(value)
        except Exception:
            text = ""
        self._no_memory = isinstance(value, MemoryError)
        self.last_error = f"{getattr(kind, '__name__', 'Error')}: {text}".strip(": ")
        self.errors.write(self.last_error)

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """Note the error in one line."""
        self.showtraceback()

    def system(self, command: str) -> None:
        """Run `!command` with its output dropped."""
        line = self.var_expand(command, depth=1)  # type: ignore[no-untyped-call]
        self.user_ns["_exit_code"] = subprocess.call(line, shell=True, stdin=subprocess.DEVNULL)

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str, str]:
        """Accept `%matplotlib inline`: figures exist, nobody draws them."""
        return "inline", BACKEND

    def enable_gui(self, gui: str | None = None) -> None:
        """Accept `%gui`."""

    def ask_exit(self) -> None:
        """Let the notebook go on after `exit()`: the rest of it counts."""


def _no_input(*args: Any, **kwargs: Any) -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def make() -> Shell:
    """Return the one shell of this process."""
    os.environ["MPLBACKEND"] = BACKEND
    shell: Shell = Shell.instance()
    return shell


def warm_up(shell: Shell) -> None:
    """Run an empty cell: the first run loads modules."""
    shell.run_cell("None;", store_history=False)  # type: ignore[no-untyped-call]


class CheckResult:
    """What `grader.check` shows: the summary of the public tests."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    def summary(self, public_only: bool = True) -> str:
        """Return the summary."""
        return self._text


def install_otter(check: Callable[[str], str]) -> None:
    """Make `import otter` give a light stand-in: the same calls, and public results only.

    Importing the real package takes longer than grading a submission, and the student's process must not hold what
    reads tests.

    Parameters
    ----------
    check : callable
        Has the judge check a question and returns what its public tests say.
    """

    class Notebook:
        """The calls of `otter.Notebook`; those that Otter switches off while grading do nothing here too."""

        _grading_mode = True  # Otter's own mark, which `emkit.notebook` looks for

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        def check(self, question: str, global_env: dict[str, Any] | None = None) -> CheckResult:
            """Run the public tests of one question."""
            return CheckResult(check(str(question)))

        @staticmethod
        def _nothing(*args: Any, **kwargs: Any) -> None:
            """Do nothing."""

        init_grading_mode = check_all = export = to_pdf = run_plugin = add_plugin_files = _nothing

    found = ModuleType("otter", "Otter-Grader, as far as a notebook needs it while it is graded.")
    found.__dict__.update({"Notebook": Notebook, "__version__": "7.0.0"})
    export = ModuleType("otter.export", "Exporting a notebook does nothing while it is graded.")
    export.__dict__["export_notebook"] = Notebook._nothing
    found.__dict__.update({"__path__": [], "export": export})
    sys.modules.update({"otter": found, "otter.export": export})
