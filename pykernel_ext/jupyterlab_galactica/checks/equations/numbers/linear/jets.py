"""Taylor polynomials in several variables: fields whose derivatives are exact.

A jet holds the coefficients of a function around a point up to some order. Sums, products and
functions of jets are jets, and a partial derivative shifts the coefficients and costs one order.
Whole numbers stay whole, and exact, as long as nothing divides them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb
from typing import Any

from ...vocabulary.multiprecision import UndefinedError, mp

Exponents = tuple[int, ...]

Polynomial = Mapping[Exponents, int]
"""Whole coefficients by exponents."""


class OrderError(Exception):
    """More derivatives were taken than the jet has orders."""


@dataclass(frozen=True, slots=True)
class Jet:
    """Coefficients by exponents; those of a total degree beyond `order` are not known."""

    coefficients: Mapping[Exponents, Any]
    order: int

    @property
    def constant(self) -> Any:
        """The value at the point itself."""
        return self.coefficients.get(self._origin, 0)

    @property
    def _origin(self) -> Exponents:
        return (0,) * len(next(iter(self.coefficients), ()))

    def __add__(self, other: Any) -> Jet:
        if not isinstance(other, Jet):
            other = self.lifted(other)
        sum_ = dict(self.coefficients)
        for key, value in other.coefficients.items():
            sum_[key] = sum_[key] + value if key in sum_ else value
        order = min(self.order, other.order)
        return Jet({key: value for key, value in sum_.items() if sum(key) <= order}, order)

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet({key: -value for key, value in self.coefficients.items()}, self.order)

    def __sub__(self, other: Any) -> Jet:
        difference: Jet = self + (-other)
        return difference

    def __rsub__(self, other: Any) -> Jet:
        difference: Jet = -self + other
        return difference

    def __mul__(self, other: Any) -> Jet:
        if not isinstance(other, Jet):
            return Jet({key: value * other for key, value in self.coefficients.items()}, self.order)
        order = min(self.order, other.order)
        found: dict[Exponents, Any] = {}
        for a, x in self.coefficients.items():
            room = order - sum(a)
            for b, y in other.coefficients.items():
                if sum(b) <= room:
                    key = tuple(map(int.__add__, a, b))
                    found[key] = found[key] + x * y if key in found else x * y
        return Jet(found, order)

    __rmul__ = __mul__

    def lifted(self, value: Any) -> Jet:
        """A constant as a jet in the same variables."""
        return Jet({self._origin: value}, self.order)

    def composed(self, function: Callable[[Any], Any]) -> Jet:
        """The function of this jet, from its derivatives at the constant term."""
        centre = self.constant
        rest = self + (-centre)
        series = mp.taylor(function, centre, self.order)
        result = self.lifted(series[-1])
        for coefficient in reversed(series[:-1]):
            result = result * rest + coefficient
        return result

    def inverse(self) -> Jet:
        centre = self.constant
        if centre == 0:
            raise UndefinedError("division by zero")
        centre = mp.mpf(1) * centre
        rest = (self + (-centre)) * (-1 / centre)
        result = self.lifted(1)
        for _ in range(self.order):
            result = result * rest + 1
        inverse: Jet = result * (1 / centre)
        return inverse

    def derivative(self, variable: int) -> Jet:
        """The partial derivative by the variable of that number. Raises OrderError."""
        if self.order < 1:
            raise OrderError
        shifted = {}
        for key, value in self.coefficients.items():
            if key[variable]:
                lower = (*key[:variable], key[variable] - 1, *key[variable + 1 :])
                shifted[lower] = value * key[variable]
        return Jet(shifted or {self._origin: 0}, self.order - 1)


def variable(index: int, width: int, value: Any, order: int) -> Jet:
    """The variable itself, around its value."""
    unit = tuple(int(i == index) for i in range(width))
    return Jet({(0,) * width: value, unit: 1} if order else {(0,) * width: value}, order)


def of_polynomial(polynomial: Polynomial, point: Sequence[int], order: int) -> Jet:
    """A polynomial around a point of whole coordinates, with whole coefficients."""
    coefficients: dict[Exponents, Any] = {(0,) * len(point): 0}
    for exponents, factor in polynomial.items():
        for key in product(*(range(min(exponent, order) + 1) for exponent in exponents)):
            if sum(key) > order:
                continue
            term = factor
            for at, exponent, taken in zip(point, exponents, key, strict=True):
                term *= comb(exponent, taken) * at ** (exponent - taken)
            coefficients[key] = coefficients.get(key, 0) + term
    return Jet(coefficients, order)


def constant_part(value: Any) -> Any:
    return value.constant if isinstance(value, Jet) else value


def applied(function: Callable[[Any], Any], value: Any) -> Any:
    """The function of a number or of a jet."""
    return value.composed(function) if isinstance(value, Jet) else function(value)
