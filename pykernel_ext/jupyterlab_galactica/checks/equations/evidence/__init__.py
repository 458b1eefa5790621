"""What speaks for an equation or against it."""
