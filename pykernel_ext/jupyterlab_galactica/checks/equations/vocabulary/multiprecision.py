"""Arithmetic of 30 digits and more, and why a value may not be had."""

from __future__ import annotations

import mpmath

DIGITS = 30
"""Digits that values are computed to, where nothing asks for more."""

mp = mpmath.mp.clone()
mp.dps = DIGITS


class UndefinedError(Exception):
    """No value here: a pole, a divergent sum, an integer needed."""


class TooLargeError(Exception):
    """The value, or the work to find it, is out of bounds."""


class UndeterminedError(Exception):
    """The text does not say enough to give a value (`dy/dx` with y unknown)."""


class UnsureError(Exception):
    """Two methods of approximation disagree."""


class BeyondDoublesError(Exception):
    """Not to be had in double precision; mpmath may do better."""


class DivergesError(BeyondDoublesError):
    """A sum or integral without a finite value, by whatever arithmetic."""
