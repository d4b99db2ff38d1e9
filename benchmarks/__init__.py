"""What the project claims to be faster at, measured: `python -m benchmarks`."""
