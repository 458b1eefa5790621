"""Evidence on vectors, matrices and fields."""
