"""Probabilities, expectations and variances on finite sample spaces."""
