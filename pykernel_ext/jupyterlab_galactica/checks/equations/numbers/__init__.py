"""Values of trees: double precision first, mpmath where it does not do."""
