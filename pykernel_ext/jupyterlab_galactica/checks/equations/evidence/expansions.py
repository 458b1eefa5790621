"""Expansions: power series that end in dots or `O(x^n)`.

Such an equation claims that both sides agree up to the order written: with dots, that what is left
vanishes faster than the last term shown; with `O(g)`, that it is at most of the size of g. Both are
looked at ever closer to the point of expansion, which is 0 or infinity.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any, Literal

from ..claims.claim import Claim
from ..claims.form import introduces
from ..numbers.budget import soon
from ..numbers.evaluator import Evaluator
from ..numbers.sampling import is_complex
from ..tree import (
    Add,
    Call,
    Elided,
    Expr,
    Neg,
    Num,
    Relation,
    Sym,
    add,
    free_symbols,
    functions,
    is_open,
)
from ..vocabulary.letters import PARAMETER_LETTERS
from ..vocabulary.multiprecision import NoValueError, mp
from .evidence import Evidence, Found, relates

_SECONDS = 0.8
"""An expansion is evaluated a dozen times at ninety digits."""

_DIGITS = 90
"""Digits that three orders of the tenth power of ten leave room for."""

_NOTHING = mp.mpf("1e-25")
"""The ratio below which nothing is left but rounding."""

_BLUR = mp.mpf("1e-3")
"""The share of a difference that may be an error of approximation."""

_STEPS = (4, 7, 10)
"""How near the point of expansion is looked at: powers of ten."""

Outcome = Literal["agree", "differ", "unclear"]


@dataclass(frozen=True, slots=True)
class _Side:
    """What is written of a side, and where it has an open end, terms that become smaller.

    What is left out is of the size of the last one, or with `strict` smaller.
    """

    shown: Expr
    terms: tuple[Expr, ...] = ()
    strict: bool = True


def expansion(relation: Relation, vague: bool) -> Found | None:
    """What an equation with an open end claims, and how true that is; None for any other."""
    if relation.op not in ("=", r"\approx", r"\sim", r"\equiv"):
        return None
    left, right = _side(relation.left), _side(relation.right)
    if not left.terms and not right.terms:
        return None
    shown = Relation(relation.op, left.shown, right.shown)
    if functions(shown) or _defines(left.shown, right.shown):
        introduced = Evidence(finding="none", reason="Introduces a function by its expansion.")
        return Claim("definition"), introduced
    if relation.op == r"\approx" and left.terms and not right.terms:
        return _cut(left, right, vague)
    try:
        found = _looked_at(left, right)
    except (NoValueError, KeyError):
        return None
    return None if found is None else (Claim("identity", vague), found)


def _cut(series: _Side, kept: _Side, vague: bool) -> Found:
    """A series cut off after some terms, of which only those that are kept can be wrong."""
    terms = kept.shown.terms if isinstance(kept.shown, Add) else (kept.shown,)
    if terms == series.terms[: len(terms)]:
        reason = "The first terms of the series."
        return Claim("identity", vague), Evidence(finding="true", reason=reason, proved=True)
    with suppress(NoValueError, KeyError, ZeroDivisionError):
        found = _looked_at(_Side(series.shown), _Side(kept.shown, terms), cut=series)
        if found is not None and found.finding == "false":
            return Claim("identity", vague), found
    return relates("Says how quantities compare; nothing to prove.")


def _side(node: Expr) -> _Side:
    match node:
        case Elided("sum", before, _) if is_open(node):
            return _Side(add(*before), before)
        case Add(terms):
            orders = [order for term in terms if (order := _order(term)) is not None]
            if len(orders) == 1:
                rest = [term for term in terms if _order(term) is None]
                size = orders[0].args[0]
                shrinking = (size,) if rest[:1] == [size] else (*rest[:1], size)
                return _Side(add(*rest), shrinking, strict=orders[0].name == "o")
    return _Side(node)


def _order(term: Expr) -> Call | None:
    """`O(x^2)` or `o(x^2)`, whatever its sign."""
    match term:
        case Neg(Call("O" | "o", (_,)) as order) | (Call("O" | "o", (_,)) as order):
            return order
    return None


def _defines(left: Expr, right: Expr) -> bool:
    a, b = free_symbols(left), free_symbols(right)
    lone = {term.name for side in (left, right) for term in _terms(side) if isinstance(term, Sym)}
    if lone & (a ^ b):
        return True  # `e^{At} = I + At + …`
    sought = any("_{" in name and name[-2].isdigit() for name in a ^ b)  # coefficients
    return introduces(left, right) or introduces(right, left) or bool(a - b and b - a) or sought


def _terms(side: Expr) -> tuple[Expr, ...]:
    return side.terms if isinstance(side, Add) else ()


def _looked_at(left: _Side, right: _Side, cut: _Side | None = None) -> Evidence | None:
    """How both sides compare near where the terms of one, or of what is `cut`, become small."""
    a, b = (
        free_symbols(side.shown).union(*map(free_symbols, side.terms)) for side in (left, right)
    )
    names = sorted(a | b)
    places = list(_places(cut or (left if left.terms else right), names, a & b))
    for name, power in places:
        outcomes = {
            _compared(left, right, name, power, _others(names, name, seed)) for seed in (1, 2)
        }
        where = rf"{name} \to 0" if power < 0 else rf"{name} \to \infty"
        if outcomes == {"agree"}:
            reason = f"Both sides agree to the order written, as ${where}$."
            return Evidence(finding="true", reason=reason, points=2 * len(_STEPS))
        if outcomes == {"differ"} and len(places) == 1:
            reason = f"The terms written differ from the expansion, as ${where}$."
            return Evidence(finding="false", reason=reason, points=2 * len(_STEPS))
    return None


def _others(names: Sequence[str], name: str, seed: int) -> dict[str, Any]:
    rng = Random(f"{names} {seed}")  # noqa: S311 - no secret
    return {other: mp.mpf(rng.randint(20, 90)) / 61 for other in names if other != name}


def _places(end: _Side, names: Sequence[str], shared: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Variables, and whether they are small (-1) or large (1): where later terms are smaller."""
    candidates = sorted(free_symbols(end.terms[-1]) & shared)
    variables = [name for name in candidates if name not in PARAMETER_LETTERS]
    for name in variables or candidates:
        others = _others(names, name, 0)
        for power in (-1, 1):
            if _shrink(end.terms, name, power, others):
                yield name, power


def _shrink(terms: Sequence[Expr], name: str, power: int, others: Mapping[str, Any]) -> bool:
    """Whether each of the terms becomes small beside the one before it."""
    if len(terms) < 2:
        terms = [Num("1"), *terms]
    with mp.workdps(_DIGITS):
        near, nearer = (
            [_evaluator(name, power * step, others).value(term) for term in terms]
            for step in (6, 9)
        )
    if any(value == 0 for value in (*near, *nearer)):
        return False
    ratios = [abs(b / a) for a, b in pairwise(near)]
    later = [abs(b / a) for a, b in pairwise(nearer)]
    return all(b < a / 10 and b < 1e-3 for a, b in zip(ratios, later, strict=True))


def _evaluator(name: str, exponent: int, others: Mapping[str, Any]) -> Evaluator:
    """For a value of the variable of about this power of ten."""
    values = {**others, name: mp.mpf(10) ** exponent * mp.mpf("1.7")}
    return Evaluator(values, soon(_SECONDS), digits=_DIGITS)


def _compared(
    left: _Side, right: _Side, name: str, power: int, others: Mapping[str, Any]
) -> Outcome:
    """What is left of the difference, in units of the order written, on the way to the point."""
    difference = add(left.shown, Neg(right.shown))
    ratios: list[Any] = []
    orders = [side.terms[-1] for side in (left, right) if side.terms]
    strict = left.strict and right.strict
    with mp.workdps(_DIGITS):
        for step in _STEPS:
            evaluator = _evaluator(name, power * step, others)
            rest = evaluator.value(difference)
            size = max(abs(_evaluator(name, power * step, others).value(order)) for order in orders)
            off_real = evaluator.complex_met and not is_complex(left.shown, right.shown)
            if off_real or evaluator.error > _BLUR * max(abs(rest), _NOTHING * size):
                return "unclear"
            ratios.append(abs(rest) / size)
    first, second, last = ratios
    if last < _NOTHING or (strict and last < second / 10 and second < first / 10):
        return "agree"
    if not strict and last <= 10 * max(first, second) and last <= mp.mpf(10) ** 4:
        return "agree"
    grows = last > second * 10 and second > first * 10
    stays = strict and last > mp.mpf("1e-6") and abs(last - second) < last / 20
    return "differ" if grows or stays else "unclear"
