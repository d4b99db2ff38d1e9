"""Run the benchmarks."""

from . import classes, engine, formula

engine.main()
classes.main()
formula.main()
