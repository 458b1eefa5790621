"""Whether what is added and compared has like dimensions."""
