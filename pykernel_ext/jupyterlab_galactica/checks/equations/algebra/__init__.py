"""Exact mathematics on trees: derivatives, normal forms, solutions, proofs. Worker process only."""
