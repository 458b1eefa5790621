"""The parts of `benchmarks/equations.py`."""
