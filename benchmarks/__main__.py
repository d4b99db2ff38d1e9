"""Run the benchmarks."""

from . import engine, formula

engine.main()
formula.main()
