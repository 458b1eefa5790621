"""What double precision cannot say."""


class BeyondDoublesError(Exception):
    """Not to be had in double precision; mpmath may do better."""


class DivergesError(BeyondDoublesError):
    """A sum or integral without a finite value, by whatever arithmetic."""
