"""Run the benchmarks."""

from . import formula

formula.main()
