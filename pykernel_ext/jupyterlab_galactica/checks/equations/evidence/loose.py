"""Relations looser than equality: `\\sim`, `\\propto`, `\\ll`.

They are true where numbers show it plainly, and false only between numbers: what is
neglected, and in which limit, only the text around them says.
"""

from __future__ import annotations

from dataclasses import replace

from ..algebra.differentiate import expanded
from ..claims.claim import Claim
from ..claims.form import implicit
from ..numbers.budget import soon
from ..numbers.evaluator import Evaluator
from ..numbers.sampling import NEAR, Drawing, sample_exactly
from ..numbers.show import show_number
from ..tree import Div, Expr, Num, Relation, Sym, free_symbols, functions, is_constant
from ..vocabulary.multiprecision import TooLargeError, UndefinedError, UnsureError, mp
from .arithmetic import approximately_equal
from .evidence import Evidence, Found, for_some, relates
from .measurements import in_units

_SIMILAR = (r"\approx", r"\simeq")
_SAME_RATIO = mp.mpf("1e-18")
"""What thirty digits leave of rounding."""

_MUCH = 8
"""The factor from which something is much larger."""

_SECONDS = 0.5
"""Each of a few evaluations."""

_LAW = relates("Says how quantities compare; nothing to prove.")


def loose(relation: Relation, vague: bool) -> Found:
    """What `\\sim` and its like claim, and how true that is. Raises what an evaluation raises."""
    left, right = relation.left, relation.right
    claim = Claim("identity", vague)
    if is_constant(relation):
        if relation.op in _SIMILAR:
            return claim, in_units(left, right, approximately_equal)
        if relation.op == r"\sim":
            return claim, in_units(left, right, _of_one_magnitude)
        found = _much_smaller(relation) if relation.op in (r"\ll", r"\gg") else None
        return (claim, found) if found else _LAW
    if functions(relation) or implicit(relation):
        return _LAW
    looks = {r"\sim": _asymptotic, r"\simeq": _asymptotic, r"\propto": _proportional}
    found = looks[relation.op](relation) if relation.op in looks else None
    return (claim, found) if found else _LAW


def _of_one_magnitude(left: Expr, right: Expr) -> Evidence:
    """Between numbers, `\\sim` may mean no more than the order of magnitude."""
    found = approximately_equal(left, right)
    if found.finding != "false":
        return found
    evaluator = Evaluator({}, soon(_SECONDS))
    a, b = evaluator.value(left), evaluator.value(right)
    if not abs(b) <= 10 * abs(a) <= 100 * abs(b):
        return found
    return replace(found, finding="mixed", reason="Equal to the order of magnitude.")


def _much_smaller(relation: Relation) -> Evidence | None:
    evaluator = Evaluator({}, soon(_SECONDS))
    try:
        a, b = evaluator.value(relation.left), evaluator.value(relation.right)
    except (UndefinedError, UnsureError):
        return None
    shown = f"The left side is ${show_number(a)}$, the right side ${show_number(b)}$."
    small, large = (abs(a), abs(b)) if relation.op == r"\ll" else (abs(b), abs(a))
    if large >= _MUCH * small:
        return Evidence(finding="true", reason=shown, kind="inequality", points=1)
    if large <= small:
        return Evidence(finding="false", reason=shown, kind="inequality", points=1)
    return for_some(shown, "inequality")


def _asymptotic(relation: Relation) -> Evidence | None:
    """Whether the ratio of both sides tends to 1 far out, or else near zero."""
    names = free_symbols(relation)
    if len(names) != 1:
        return None
    (name,) = names
    for towards, places in ((r"\infty", ("1e2", "1e4", "1e6")), ("0", ("1e-2", "1e-4", "1e-6"))):
        away = []
        for place in places:
            evaluator = Evaluator({name: mp.mpf(place)}, soon(_SECONDS))
            try:
                away.append(abs(evaluator.value(Div(relation.left, relation.right)) - 1))
            except (UndefinedError, UnsureError, TooLargeError):
                break
        if len(away) == 3 and away[2] < mp.mpf("1e-3") and away[2] <= away[1] / 2 <= away[0] / 4:
            limit = rf"{name} \to {towards}"
            reason = f"The ratio of both sides tends to 1 as ${limit}$."
            return Evidence(finding="true", reason=reason, points=3, domain=limit)
    return None


def _proportional(relation: Relation) -> Evidence | None:
    """Whether the ratio of both sides is the same number everywhere."""
    ratio = expanded(Div(relation.left, relation.right))
    names = free_symbols(relation.left)
    if names != free_symbols(relation.right) or isinstance(relation.left, Sym):
        return None
    first = None
    count = 0
    for regime, values in Drawing(tuple(sorted(names))).points(NEAR, 2):
        found = sample_exactly(ratio, Num("1"), regime, values, soon(_SECONDS))
        if found.left is None or not found.clean:
            continue
        if first is not None and abs(found.left - first) > _SAME_RATIO * abs(first):
            return None
        first, count = found.left, count + 1
    if first is None or count < 4:
        return None
    reason = f"The ratio of both sides is always ${show_number(first)}$."
    return Evidence(finding="true", reason=reason, points=count)
