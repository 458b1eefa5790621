"""Arithmetic of 30 digits and more, and why a value may not be had."""

from __future__ import annotations

import mpmath

DIGITS = 30
"""Digits that values are computed to, where nothing asks for more."""

mp = mpmath.mp.clone()
mp.dps = DIGITS


class NoValueError(Exception):
    """A value that may not be had; why, its kinds say."""


class UndefinedError(NoValueError):
    """No value here: a pole, a divergent sum, an integer needed."""


class NoLimitError(UndefinedError):
    """A limit that does not exist, in words that say why: its values go up and down."""


class TooLargeError(NoValueError):
    """The value, or the work to find it, is out of bounds."""


class HugeError(TooLargeError):
    """The value is too large to be written down."""


class UndeterminedError(NoValueError):
    """The text does not say enough to give a value (`dy/dx` with y unknown)."""


class UnsureError(NoValueError):
    """Two methods of approximation disagree."""


class BeyondDoublesError(Exception):
    """Not to be had in double precision; mpmath may do better."""


class DivergesError(BeyondDoublesError):
    """A sum or integral without a finite value, by whatever arithmetic."""
