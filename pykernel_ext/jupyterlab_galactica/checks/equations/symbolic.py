"""Proofs and solutions by SymPy, for what numbers have already settled.

Only imported inside a worker process: it arms interval timers, which belong to the whole process.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from .notation import is_counting
from .to_sympy import safe_name, to_sympy
from .tree import Call, Expr, Integral, Limit, Prod, Relation, Sum, Sym, free_symbols, size, walk

PROOF_SECONDS = 0.4
SOLVE_SECONDS = 0.25
_MAX_SIZE = 150


class OutOfTimeError(Exception):
    """SymPy needed longer than allowed."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt pure-Python work; what the interpreter cannot interrupt, the parent kills."""
    if not hasattr(signal, "SIGVTALRM"):
        yield
        return

    def stop(*_: Any) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _symbol_maker(positive: bool, complex_: bool) -> Callable[[str], Any]:
    import sympy

    def make(name: str) -> Any:
        if is_counting(name):
            return sympy.Symbol(safe_name(name), integer=True, positive=True)
        if complex_:
            return sympy.Symbol(safe_name(name))
        if positive:
            return sympy.Symbol(safe_name(name), positive=True)
        return sympy.Symbol(safe_name(name), real=True)

    return make


def proves(left: Expr, right: Expr, *, positive: bool, complex_: bool) -> bool:
    """Whether SymPy reduces the difference of both sides to zero, in the time allowed."""
    if size(left) + size(right) > _MAX_SIZE:
        return False
    try:
        with time_limit(PROOF_SECONDS):
            make = _symbol_maker(positive, complex_)
            return _is_zero(to_sympy(left, make) - to_sympy(right, make), (left, right))
    except OutOfTimeError:
        return False
    except (RecursionError, MemoryError):
        return False
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


def solutions(relation: Relation) -> str | None:
    """Solutions of an equation in one unknown as LaTeX; None where SymPy has none quickly."""
    names = free_symbols(relation.left) | free_symbols(relation.right)
    if len(names) != 1 or size(relation.left) + size(relation.right) > 60:
        return None
    hard = (Integral, Sum, Prod, Limit)
    for side in (relation.left, relation.right):
        if any(isinstance(part, hard) or _is_awkward(part) for part in walk(side)):
            return None
    try:
        with time_limit(SOLVE_SECONDS):
            return _solve(relation, next(iter(names)))
    except OutOfTimeError:
        return None
    except Exception:  # noqa: BLE001 - SymPy raises of every kind; then there is no answer
        return None


def _is_awkward(node: Expr) -> bool:
    return isinstance(node, Call) and node.name in ("factorial", "binom", "gamma", "zeta", "beta")


def _solve(relation: Relation, name: str) -> str | None:
    import sympy

    x = sympy.Symbol(safe_name(name), real=True)
    difference = to_sympy(relation.left, lambda _: x) - to_sympy(relation.right, lambda _: x)
    found = sympy.solveset(difference, x, sympy.S.Reals)
    if found is sympy.S.EmptySet:
        return rf"\text{{no real }} {Sym(name).name}"
    if not isinstance(found, sympy.FiniteSet) or len(found) > 8:
        return None
    values = sorted(found, key=lambda v: float(v))
    latex = [sympy.latex(value) for value in values]
    if any(len(text) > 120 for text in latex):
        return None
    if len(latex) == 1:
        return f"{name} = {latex[0]}"
    return rf"{name} \in \left\{{{', '.join(latex)}\right\}}"
