"""Vectors, matrices and nabla: reading, kinds, values and verdicts."""
