"""Compile a source into its student, autograder and solution versions."""

from .bundle import Versions, compile_bundle
from .otter import zip_bytes
from .publish import publish, stale

__all__ = ["Versions", "compile_bundle", "publish", "stale", "zip_bytes"]
