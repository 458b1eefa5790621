"""Values of vectors, matrices and fields."""
