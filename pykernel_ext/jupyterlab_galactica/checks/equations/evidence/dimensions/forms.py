"""Dimensions with unknowns in them, and the linear equations that they satisfy."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ...vocabulary.dimension import ONE, Dimension


@dataclass(frozen=True, slots=True)
class Form:
    """A known dimension times rational powers of unknown ones."""

    known: Dimension = ONE
    unknown: Mapping[Hashable, Fraction | int] = field(default_factory=dict)

    def __mul__(self, other: Form) -> Form:
        if other is NUMBER:
            return self
        if self is NUMBER:
            return other
        powers = dict(self.unknown)
        for name, power in other.unknown.items():
            powers[name] = powers.get(name, 0) + power
        return Form(self.known * other.known, {n: p for n, p in powers.items() if p})

    def __truediv__(self, other: Form) -> Form:
        return self if other is NUMBER else self * other**-1

    def __pow__(self, exponent: Fraction | int) -> Form:
        if not exponent or self is NUMBER:
            return NUMBER
        if exponent == 1:
            return self
        powers = {name: power * exponent for name, power in self.unknown.items()}
        return Form(self.known**exponent, powers)


NUMBER = Form()


class System:
    """Equations `form = 1`, solved as they come by elimination."""

    def __init__(self) -> None:
        self._solved: dict[Hashable, Form] = {}

    def reduced(self, form: Form) -> Form:
        """The form with what is known of its unknowns put in."""
        result = Form(form.known)
        for name, power in form.unknown.items():
            result *= self._solved.get(name, Form(ONE, {name: 1})) ** power
        return result

    def require(self, form: Form) -> Form:
        """Let a form be a number; what is left of it otherwise.

        Nothing unknown is left: it was one already, or what is left contradicts the equations.
        """
        left = self.reduced(form)
        if left.unknown:
            name, power = next(iter(left.unknown.items()))
            rest = Form(left.known, {n: p for n, p in left.unknown.items() if n != name})
            value = rest ** (Fraction(-1) / power)
            self._solved[name] = value
            for other, old in self._solved.items():
                share = old.unknown.get(name)
                if share:
                    kept = {n: p for n, p in old.unknown.items() if n != name}
                    self._solved[other] = Form(old.known, kept) * value**share
        return left
