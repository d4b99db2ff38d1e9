"""Compile a source into its student, autograder and solution versions."""

from .bundle import Versions, compile_bundle
from .publish import publish, stale, zip_bytes

__all__ = ["Versions", "compile_bundle", "publish", "stale", "zip_bytes"]
