"""Whether a probability follows from those that the text gave: `P(A \\cup B)` from three others.

The events divide what can happen into cases, and each given probability, conditional ones as well,
is a linear equation for the chances of these. What they fix is compared with what is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..claims.context import Context
from ..claims.known import Known
from ..numbers.budget import soon
from ..numbers.chance.expanding import applied
from ..numbers.chance.roles import Roles, complement_of, probabilities_in
from ..numbers.chance.spaces import Bools, Floats, Space
from ..numbers.chance.values import OnSpace
from ..numbers.decimals import has_decimals
from ..numbers.evaluator import Evaluator
from ..tree import Apply, Call, Expr, Mul, Relation, Sym, children, is_constant
from ..vocabulary.multiprecision import NoValueError, UndeterminedError, mp
from .evidence import Evidence
from .solves import Solution

_NEAR = 10
"""Formulas back, up to which a probability is surely of the same problem."""

_MOST_EVENTS = 4
_SECONDS = 0.1
_EXACT = 1e-9
_ROUNDED = 0.006


@dataclass(frozen=True, slots=True)
class _Chance:
    """`P(event | condition) = value`"""

    event: tuple[Expr, ...]
    condition: tuple[Expr, ...]
    value: float
    names: frozenset[str]


def with_given_chances(relation: Relation, context: Context) -> Solution | None:
    """Evidence on the value of a probability; None where those given do not fix it."""
    claimed = _chance(relation)
    if claimed is None or any(known.relation == relation for known in context.knowns):
        return None
    near = [known for known in context.knowns if known.ago <= _NEAR]
    given = [(known, chance) for known in near if (chance := _chance(known.relation)) is not None]
    names = claimed.names.union(*(chance.names for _, chance in given))
    if not given or len(names) > _MOST_EVENTS:
        return None
    try:
        found = _fixed(claimed, [chance for _, chance in given], sorted(names), context)
    except UndeterminedError:
        return None
    if found is None:
        return None
    rounded = any(map(has_decimals, (relation, *(known.relation for known, _ in given))))
    knowns = [known for known, _ in given]
    return _judged(found, claimed, knowns, context, slack=_ROUNDED if rounded else _EXACT)


def _chance(relation: Relation) -> _Chance | None:
    """The relation as the value of one probability of named events."""
    value = relation.right
    match applied(relation.left, probabilities_in(relation)):
        case Call("probability", args) | Apply("P", args, 0) if relation.op in ("=", ":="):
            pass
        case _:
            return None
    if not is_constant(value):
        return None
    match args:
        case (Call("given", (event, condition)),):
            parts = _listed(event), _listed(condition)
        case _:
            parts = args, ()
    names: set[str] = set()
    if not all(_collect(part, names) for side in parts for part in side):
        return None
    try:
        number = mp.mpf(Evaluator({}, soon(_SECONDS)).value(value))
    except (NoValueError, TimeoutError, TypeError):
        return None
    return _Chance(*parts, float(number), frozenset(names)) if 0 <= number <= 1 else None


def _listed(node: Expr) -> tuple[Expr, ...]:
    return node.args if isinstance(node, Call) and node.name == "tuple" else (node,)


def _collect(node: Expr, names: set[str]) -> bool:
    """Whether the event is made of named ones, whose names are collected."""
    inner = complement_of(node)
    if inner is not None:
        return _collect(inner, names)
    if isinstance(node, Sym):
        names.add(node.name)
        return node.name[0].isupper()
    made = isinstance(node, Mul) or (
        isinstance(node, Call) and node.name in ("union", "intersection", "difference")
    )
    return made and all(_collect(part, names) for part in children(node))


def _fixed(
    claimed: _Chance, given: Sequence[_Chance], names: Sequence[str], context: Context
) -> float | None:
    """The value that those given leave, if only one; raises UndeterminedError."""
    cases = np.arange(2 ** len(names))
    events: dict[Expr, Bools] = {
        Sym(name): (cases >> place) % 2 == 1 for place, name in enumerate(names)
    }
    space = Space(np.full(len(cases), 1 / len(cases)), {}, events, {})
    on = OnSpace(space, Roles().probabilities)

    def indicator(parts: Sequence[Expr]) -> Floats:
        both: Floats = np.ones(len(cases))
        for part in parts:
            both = both * on.event(part).astype(np.float64)
        return both

    rows, values = [np.ones(len(cases))], [1.0]
    for chance in given:
        both = indicator((*chance.event, *chance.condition))
        rows.append(both - chance.value * indicator(chance.condition) if chance.condition else both)
        values.append(0.0 if chance.condition else chance.value)
    if len(names) == 2 and "disjoint" in context.chance.near:
        rows.append(indicator([Sym(name) for name in names]))
        values.append(0.0)
    matrix, right = np.array(rows), np.array(values)
    solution, *_ = np.linalg.lstsq(matrix, right, rcond=None)
    if np.abs(matrix @ solution - right).max() > _EXACT:
        return None  # of different problems
    whole = _value(matrix, right, indicator((*claimed.event, *claimed.condition)))
    if not claimed.condition or whole is None:
        return whole
    part = _value(matrix, right, indicator(claimed.condition))
    return whole / part if part is not None and part > _EXACT else None


def _value(matrix: Floats, right: Floats, row: Floats) -> float | None:
    """What a chance is by linear equations; None where they leave it open."""
    weights, *_ = np.linalg.lstsq(matrix.T, row, rcond=None)
    if np.abs(matrix.T @ weights - row).max() > _EXACT:
        return None
    return float(weights @ right)


def _judged(
    found: float, claimed: _Chance, knowns: Sequence[Known], context: Context, *, slack: float
) -> Solution | None:
    texts = tuple(dict.fromkeys(known.latex for known in knowns))
    listed = ", ".join(f"${text}$" for text in texts)
    if abs(found - claimed.value) <= slack:
        reason = f"Follows from {listed}."
        return Solution(Evidence(finding="true", reason=reason, points=1), texts)
    stance = context.stance
    sure = stance.derived and stance.claim in ("asserted", "derived") and not stance.conditional
    if not sure or stance.amended or "independent" in context.chance.near:
        return None
    reason = f"Does not follow: by {listed} it is {found:.4g}."
    return Solution(Evidence(finding="false", reason=reason, kind="equation", points=1), texts)
