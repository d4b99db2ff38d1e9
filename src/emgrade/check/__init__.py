"""Check that an assignment grades what it should: the reference, the untouched notebook, known answers, leaks."""

from .findings import Checked, Finding
from .run import Options, Plan, check, plan

__all__ = ["Checked", "Finding", "Options", "Plan", "check", "plan"]
