"""Verdicts on one relation, from its numbers and its form. Worker process only."""
