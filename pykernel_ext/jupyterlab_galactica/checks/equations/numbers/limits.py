"""Limits that several kinds of evaluation share."""

MOST_TERMS = 2000
"""Of a finite sum or product: they are evaluated one by one, at every point."""
