"""Compile a source into its student, autograder and solution versions."""

from .bundle import Versions, compile_bundle
from .publish import publish, stale, write_gradescope_zip, write_zip

__all__ = ["Versions", "compile_bundle", "publish", "stale", "write_gradescope_zip", "write_zip"]
