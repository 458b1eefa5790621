"""Proofs by SymPy, for what numbers have already settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..algebra.definitions import sympy_form
from ..algebra.normal_form import equal
from ..tree import Expr, Integral, Limit, Prod, Sum, size, walk
from ..vocabulary.letters import is_counting
from ..writing.sympy_form import safe_name
from .time_limit import time_limit

PROOF_SECONDS = 0.025
"""Of CPU time: a proof changes no verdict, only its evidence, and the reader waits for it."""
_MAX_SIZE = 150  # parts of both sides: SymPy does nothing with larger ones in that time


def _symbol_maker(positive: bool, complex_: bool) -> Callable[[str], Any]:
    import sympy

    usual = {} if complex_ else {"positive": True} if positive else {"real": True}

    def make(name: str) -> Any:
        kind = {"integer": True, "positive": True} if is_counting(name) else usual
        return sympy.Symbol(safe_name(name), **kind)

    return make


def proves(left: Expr, right: Expr, *, positive: bool, complex_: bool) -> bool:
    """Whether exact arithmetic, or SymPy in the time allowed, shows both sides to be equal."""
    if equal(left, right):
        return True
    if size(left) + size(right) > _MAX_SIZE:
        return False
    try:
        with time_limit(PROOF_SECONDS):
            make = _symbol_maker(positive, complex_)
            return _is_zero(sympy_form(left, make) - sympy_form(right, make), (left, right))
    except Exception:  # noqa: BLE001 - SymPy raises of every kind; a failed proof proves nothing
        return False


def _is_zero(difference: Any, sides: Iterable[Expr]) -> bool:
    import sympy

    operators = (Integral, Sum, Prod, Limit)
    if any(isinstance(part, operators) for side in sides for part in walk(side)):
        difference = difference.doit()
        if difference.has(sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit):
            return False
    elif difference.has(sympy.Derivative):
        difference = difference.doit()
    if difference.has(sympy.nan, sympy.zoo, sympy.oo):
        return False
    steps: list[Callable[[Any], Any]] = [
        lambda e: e,
        sympy.expand,
        lambda e: sympy.expand(sympy.expand_trig(e)),
        lambda e: sympy.numer(sympy.together(sympy.expand_trig(e))).expand(),
        sympy.simplify,
        lambda e: sympy.simplify(e.rewrite(sympy.exp)),
    ]
    return any(step(difference) == 0 for step in steps)
