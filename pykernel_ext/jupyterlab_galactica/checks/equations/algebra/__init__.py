"""Exact mathematics on trees: derivatives, normal forms, solutions."""
