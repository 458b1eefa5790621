"""Whether an equation is a law of the catalogue, or differs from one by a slip."""
