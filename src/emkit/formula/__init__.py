"""Typed formulas, graded on meaning."""
