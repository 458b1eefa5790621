"""Whether a function that the text states solves the equation given for it before.

It is put into the differential equation or recurrence in force, and into the initial values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ....answer.verdicts import Counterexample
from ..algebra.put_in import Explicit, is_value_of, unknown_of, with_solution
from ..algebra.substitution import substitute
from ..claims.circumstances import Circumstances
from ..claims.context import Context, value_of
from ..claims.known import Known
from ..numbers.budget import now, soon
from ..numbers.show import show_both, show_number
from ..numbers.variety import NoPointsError, Point, sides
from ..tree import Apply, Deriv, Expr, Relation, Sym, free_symbols, functions, walk
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError, mp
from .equation import equation
from .evidence import Evidence

_CONSTANT = re.compile(r"(?:[A-DKMac]|\\alpha|\\beta|\\phi|\\varphi|\\delta)(?:_\{\w\})?'*")
"""Letters for the constants of a general solution."""

_EASY = (1, 2, 3, 5, 7)
_DIFFERS = 1e-6

_BEFORE = 2
"""Formulas before an equation that may be its initial values."""

_SECONDS = 0.6
_NEAREST = 4
"""Equations for one unknown that are tried, the latest first."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What was found, and the formulas of the text that it rests on."""

    evidence: Evidence
    used: tuple[str, ...]


def solves(relation: Relation, context: Context) -> Solution | None:
    """Evidence on a stated solution; None where there is no equation in force that it could solve.

    That it is none is found only where the text says that it is one, or derives it.
    """
    equations = list(_equations(relation, context))
    if not equations:
        return None
    deadline = soon(_SECONDS)
    failed: Evidence | None = None
    for known, solution in equations:
        if now() > deadline:
            return None
        fitted = _put_in(known, solution, context)
        if fitted.finding == "true":
            return _with_values(known, solution, context)
        if fitted.finding != "false" or fitted.thin:
            return None
        failed = failed or fitted
    known, solution = equations[0]
    if failed is None or len(equations) > 1 or not _is_offered(known, solution, context):
        return None
    reason = f"Does not solve ${known.latex}$: put in,"
    return Solution(_accusing(failed, _with(known, solution), reason), (known.latex,))


def _equations(relation: Relation, context: Context) -> Iterator[tuple[Known, Explicit]]:
    """The equations before it for the function that the relation states."""
    found = 0
    for known in reversed(context.knowns):
        unknown = unknown_of(known.relation)
        if unknown is None and _derives(known.relation, relation.left):
            return  # what it says of the function stands instead of what was said before
        if unknown is None or known.stance.claim == "tried" or found == _NEAREST:
            continue
        if known.relation.left == known.relation.right:
            continue  # everything solves it
        solution = _explicit(relation, *unknown)
        if solution is not None:
            found += 1
            yield known, solution


def _derives(known: Relation, function: Expr) -> bool:
    """Whether an equation has a derivative of the function among others."""
    return any(isinstance(part, Deriv) and part.body == function for part in walk(known))


def _explicit(relation: Relation, name: str, variable: str, discrete: bool) -> Explicit | None:
    """The relation as the value of that function; None where it says something else."""
    left, body = relation.left, relation.right
    match left:
        case Sym(head) if head == name and not discrete:
            pass
        case Sym(head) if discrete and head == f"{name}_{{{variable}}}":
            pass
        case Apply(head, (Sym(own),), 0) if head == name and own in (variable, variable or own):
            variable = own
        case _:
            return None
    if not variable:
        lone = free_symbols(body) & {"x", "t"}
        variable = next(iter(lone)) if len(lone) == 1 else ""
    if not variable or name in free_symbols(body) or name in functions(body):
        return None
    if variable not in free_symbols(body) or any(isinstance(part, Deriv) for part in walk(body)):
        return None
    return Explicit(name, variable, body, discrete)


def _put_in(known: Known, solution: Explicit, context: Context) -> Evidence:
    """How true the equation is with the function in it; with the values known, where that helps."""
    found = _compared(known.relation, solution)
    if found.finding == "true":
        return found
    values = {
        value[0]: value[1]
        for value in (value_of(other.relation) for other in context.knowns)
        if value is not None and value[0] not in (solution.name, solution.variable)
    }
    valued = {name: value for name, value in values.items() if name in _names(known, solution)}
    if not valued:
        return found
    written = (known.relation.left, known.relation.right)
    left, right = (substitute(side, valued) for side in written)
    body = substitute(solution.body, valued)
    return _compared(Relation("=", left, right), replace(solution, body=body))


def _names(known: Known, solution: Explicit) -> frozenset[str]:
    return free_symbols(known.relation) | free_symbols(solution.body)


def _with(known: Known, solution: Explicit) -> Relation:
    left, right = known.relation.left, known.relation.right
    return Relation("=", with_solution(left, solution), with_solution(right, solution))


def _compared(relation: Relation, solution: Explicit) -> Evidence:
    left, right = (with_solution(side, solution) for side in (relation.left, relation.right))
    try:
        return equation(Relation("=", left, right), Circumstances())[1]
    except (TimeoutError, TooLargeError, UndeterminedError, RecursionError):
        return Evidence(finding="none")


def _with_values(known: Known, solution: Explicit, context: Context) -> Solution | None:
    """That it solves the equation, unless an initial value speaks against it.

    None does where the function has another of the values given: those are of another problem.
    """
    fitting: list[Known] = []
    against: Solution | None = None
    for other in _values(known, solution, context):
        found = _compared(other.relation, solution)
        if found.finding == "true":
            fitting.append(other)
        elif found.finding != "false" or not _differs_throughout(_with(other, solution)):
            return None  # it says what a constant is
        elif against is None:
            reason = f"Solves ${known.latex}$, but not with ${other.latex}$: put in,"
            evidence = _accusing(found, _with(other, solution), reason)
            against = Solution(evidence, (known.latex, other.latex))
    if against is not None:
        offered = not fitting and _is_offered(known, solution, context)
        return against if offered else None
    values = list(dict.fromkeys(other.latex for other in fitting))
    listed = " with ".join(
        filter(None, (f"${known.latex}$", " and ".join(f"${latex}$" for latex in values)))
    )
    evidence = Evidence(finding="true", reason=f"Solves {listed}.", points=1)
    return Solution(evidence, (known.latex, *values))


def _values(known: Known, solution: Explicit, context: Context) -> Iterator[Known]:
    """The initial values given with the equation, where no constant is left to fit them."""
    if _constants(free_symbols(solution.body) - free_symbols(known.relation)):
        return
    first = max(context.knowns.index(known) - _BEFORE, 0)
    for other in context.knowns[first:]:
        told = free_symbols(other.relation.right) <= _names(known, solution)
        if told and is_value_of(other.relation, solution):
            yield other


def _is_offered(known: Known, solution: Explicit, context: Context) -> bool:
    """Whether it must be meant as the solution of that equation, by what the text says."""
    stance = context.stance
    said = stance.derived or context.solved
    if stance.defined or (stance.claim == "given" and not context.solved):
        return False
    if functions(known.relation) - {solution.name}:
        return False  # of coefficients that are not said
    if _is_computed(known, solution, context):
        return False
    strange = free_symbols(solution.body) - free_symbols(known.relation) - {solution.variable}
    told = frozenset().union(
        *(free_symbols(other.relation) for other in context.knowns if other is not known)
    )
    unknown = strange - _constants(strange) - told
    if free_symbols(_with(known, solution)) - free_symbols(solution.body) - {solution.variable}:
        return False  # with constants that the solution has found values for
    return said and stance.claim not in ("tried", "assumed") and not unknown and not stance.amended


def _is_computed(known: Known, solution: Explicit, context: Context) -> bool:
    """Whether the text said what the function is before it gave its derivative."""
    before = context.knowns[: context.knowns.index(known)]
    return any(
        _explicit(other.relation, solution.name, solution.variable, solution.discrete)
        for other in before
    )


def _constants(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if _CONSTANT.fullmatch(name))


def _accusing(found: Evidence, relation: Relation, reason: str) -> Evidence:
    """The evidence with small whole numbers at which both sides differ."""
    example = _example(relation) or found.counterexample
    where = "both sides differ"
    if example is not None:
        values = ", ".join(f"{name} = {value}" for name, value in example.values.items())
        at = f" at ${values}$" if values else ""
        where = f"the left side is {example.left} and the right side {example.right}{at}"
    return Evidence(
        finding="false",
        reason=f"{reason} {where}.",
        kind="equation",
        points=found.points,
        counterexample=example,
    )


def _differs_throughout(relation: Relation) -> bool:
    """Whether both sides differ by the same, whatever the constants in them are."""
    names = sorted(free_symbols(relation))
    gaps = set()
    for point in ((1.0, 2.0, 3.0), (0.7, 1.3, 2.9)):
        values: Point = {name: point[place % 3] + place for place, name in enumerate(names)}
        try:
            left, right, _ = sides(relation)(values)
        except NoPointsError:
            return False
        gaps.add(round(abs(left - right), 6))
    return len(gaps) == 1


def _example(relation: Relation) -> Counterexample | None:
    names = sorted(free_symbols(relation))
    for shift in range(len(_EASY)):
        point: Point = {
            name: float(_EASY[(shift + place) % len(_EASY)]) for place, name in enumerate(names)
        }
        try:
            left, right, _ = sides(relation)(point)
        except NoPointsError:
            continue
        if abs(left - right) > _DIFFERS * max(1.0, abs(left), abs(right)):
            shown = {name: show_number(mp.mpf(value)) for name, value in point.items()}
            return Counterexample(shown, *show_both(mp.mpmathify(left), mp.mpmathify(right)))
    return None
