"""Trees written down: as LaTeX, as SymPy expressions."""
