"""What trees are written as: LaTeX, SymPy, numbers for readers."""
