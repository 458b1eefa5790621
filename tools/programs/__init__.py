"""Which programs the sources call, and which of them the environment does not bring."""
