"""Proofs and solutions by SymPy, for what numbers have already settled.

Only imported inside a worker process: it arms interval timers, which belong to the whole process.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ..forms.to_sympy import safe_name, to_sympy
from ..reading.notation import is_counting
from ..tree import Apply, Call, Expr, Integral, Limit, Prod, Relation, Sum, size, walk
from .normal_form import equal
from .solve import exact_solutions, solution_set, solutions_by_cases, solves, unknown_of

PROOF_SECONDS = 0.025
SOLVE_SECONDS = 0.05
_MAX_SIZE = 150
_A_MOMENT = 0.005
_DELICATE_MODULES = ("importlib._bootstrap", "_weakrefset", "weakref")
_FINALIZERS = ("__del__", "gc_callback")


class OutOfTimeError(Exception):
    """SymPy needed longer than allowed."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt pure-Python work; what the interpreter cannot interrupt, the parent kills."""
    if not hasattr(signal, "SIGVTALRM"):
        yield
        return

    def stop(_: int, frame: FrameType | None) -> None:
        if not _is_delicate(frame):
            raise OutOfTimeError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _A_MOMENT)  # again, until it gets through
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _is_delicate(frame: FrameType | None) -> bool:
    """Whether an exception would leave a module half made, or be lost in a finalizer."""
    while frame is not None:
        if frame.f_globals.get("__name__") in _DELICATE_MODULES:
            return True
        if frame.f_code.co_name in _FINALIZERS:
            return True
        frame = frame.f_back
    return False


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
    """Whether exact arithmetic, or SymPy in the time allowed, shows both sides to be equal."""
    if equal(left, right):
        return True
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
    """Solutions of an equation in one unknown as LaTeX; None where none are found quickly."""
    name = unknown_of(relation)
    if name is None or size(relation.left) + size(relation.right) > 60:
        return None
    exact = exact_solutions(relation, name)
    if exact is None:
        exact = solutions_by_cases(relation, name)
    if exact is not None:
        return solution_set(name, exact)
    hard = (Integral, Sum, Prod, Limit, Apply)
    for side in (relation.left, relation.right):
        if any(isinstance(part, hard) or _is_awkward(part) for part in walk(side)):
            return None
    try:
        with time_limit(SOLVE_SECONDS):
            found = _solve(relation, name)
    except OutOfTimeError:
        return None
    except Exception:  # noqa: BLE001 - SymPy raises of every kind; then there is no answer
        return None
    return found


def _is_awkward(node: Expr) -> bool:
    return isinstance(node, Call) and node.name in ("factorial", "binom", "gamma", "zeta", "beta")


def _solve(relation: Relation, name: str) -> str | None:
    import sympy

    x = sympy.Symbol(safe_name(name), real=True)
    difference = to_sympy(relation.left, lambda _: x) - to_sympy(relation.right, lambda _: x)
    found = sympy.solveset(difference, x, sympy.S.Reals)
    if found is sympy.S.EmptySet:
        return solution_set(name, [])
    if not isinstance(found, sympy.FiniteSet) or len(found) > 8:
        return None
    values = sorted(found, key=lambda v: float(v))
    if not all(solves(relation, name, complex(value)) for value in values):
        return None
    latex = [sympy.latex(value) for value in values]
    return None if any(len(text) > 120 for text in latex) else solution_set(name, latex)
