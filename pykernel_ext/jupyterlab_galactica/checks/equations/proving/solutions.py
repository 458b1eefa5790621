"""Real solutions of an equation in one unknown; what SymPy finds counts once it was put in."""

from __future__ import annotations

from fractions import Fraction

from ..algebra.definitions import sympy_form
from ..algebra.solve import exact_solutions, latex_of, rational_roots, solution_set, unknown_of
from ..numbers.budget import soon
from ..numbers.sampling import sample_exactly
from ..tree import (
    Apply,
    Call,
    Integral,
    Limit,
    Neg,
    Num,
    Pow,
    Prod,
    Relation,
    Root,
    Sum,
    size,
    walk,
)
from ..vocabulary.functions import marked
from ..writing.sympy_form import safe_name
from .time_limit import time_limit

_SECONDS = 0.1  # of CPU time, to put a solution in
SOLVE_SECONDS = 0.05
"""Of CPU time for SymPy: solutions are an addition, and the reader waits for them."""
_MAX_SIZE = 60  # parts of both sides: SymPy solves nothing larger in that time
_MOST_SOLUTIONS = 8
_LONGEST = 120  # more solutions, or one with more characters, are not read
_SATISFIED = 1e-9
"""Difference of both sides at a solution that SymPy gave, which is known to a double's digits."""
_HARD = marked("hard to solve")


def solutions(relation: Relation) -> str | None:
    """Solutions of an equation in one unknown as LaTeX; None where none are found quickly."""
    name = unknown_of(relation)
    if name is None or size(relation.left) + size(relation.right) > _MAX_SIZE:
        return None
    exact = exact_solutions(relation, name)
    if exact is None:
        exact = solutions_by_cases(relation, name)
    if exact is not None:
        return solution_set(name, exact)
    hard = (Integral, Sum, Prod, Limit, Apply)
    for part in walk(relation):
        if isinstance(part, hard) or (isinstance(part, Call) and part.name in _HARD):
            return None
    try:
        with time_limit(SOLVE_SECONDS):
            return _solve(relation, name)
    except Exception:  # noqa: BLE001 - SymPy raises of every kind; then there is no answer
        return None


def _solve(relation: Relation, name: str) -> str | None:
    import sympy

    x = sympy.Symbol(safe_name(name), real=True)
    difference = sympy_form(relation.left, lambda _: x) - sympy_form(relation.right, lambda _: x)
    found = sympy.solveset(difference, x, sympy.S.Reals)
    if found is sympy.S.EmptySet:
        return solution_set(name, [])
    if not isinstance(found, sympy.FiniteSet) or len(found) > _MOST_SOLUTIONS:
        return None
    values = sorted(found, key=lambda v: float(v))
    if not all(solves(relation, name, complex(value)) for value in values):
        return None
    latex = [sympy.latex(value) for value in values]
    return None if any(len(text) > _LONGEST for text in latex) else solution_set(name, latex)


def solutions_by_cases(relation: Relation, name: str) -> list[str] | None:
    """For `A = sqrt(B)` and `A = |B|`: of the solutions of `A^2 = B^2`, those that pass."""
    for one, other in ((relation.left, relation.right), (relation.right, relation.left)):
        match one:
            case Root(arg, Num("2")):
                cases = [Relation("=", Pow(other, Num("2")), arg)]
            case Call("abs", (arg,)):
                cases = [Relation("=", other, arg), Relation("=", other, Neg(arg))]
            case _:
                continue
        found = [rational_roots(case, name) for case in cases]
        roots = {root for some in found if some is not None for root in some}
        if None in found:
            return None
        passed = [root for root in sorted(roots) if solves(relation, name, root)]
        return [latex_of(root) for root in passed]
    return None


def solves(relation: Relation, name: str, value: Fraction | complex) -> bool:
    """Whether a number found elsewhere satisfies the equation."""
    if isinstance(value, complex) and not value.imag:
        value = Fraction(value.real)
    sides = relation.left, relation.right
    found = sample_exactly(*sides, "mixed", {name: value}, soon(_SECONDS))
    if found.outcome == "agree":
        return True
    if found.left is None:
        return False
    sizes = 1 + abs(found.left) + abs(found.right)
    return bool(abs(found.left - found.right) <= _SATISFIED * sizes)
