"""Prove that an assignment grades what it should: the reference, the untouched notebook, known answers, leaks."""

from .findings import Finding, Proof
from .proof import Plan, plan, prove

__all__ = ["Finding", "Plan", "Proof", "plan", "prove"]
