"""When a contradiction with earlier equations is clean evidence of a wrong step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ....answer.verdicts import Claim
from ..algebra.rational import exact
from ..claims.context import Context, Known
from ..claims.stance import Stance
from ..numbers.variety import NoPointsError, sides
from ..tree import Add, Apply, Call, Expr, Num, Pow, Relation, Root, Sym, is_constant, size, walk
from .derivations import Step, is_value
from .versions import names_in

CLAIMED: tuple[Claim, ...] = ("asserted", "derived")
"""What can be refuted."""

_PERIODIC = ("sin", "cos", "tan", "cot", "sec", "csc")
_FEWEST_POINTS = 3
_SUBSTANTIAL = 5
_NEAR = 3
_MOST_ROOTS = 6
_COMPUTATION = 5


def accuses(found: Step, context: Context) -> bool:
    """Whether a contradiction is clean evidence of a wrong step.

    An equation may be new, its letters may stand for something else now, and a text may contradict
    itself on purpose. So it must be said to follow, or be one slip away from following.
    """
    stance, premises = context.stance, found.premises
    if stance.amended or stance.claim not in CLAIMED:
        return False
    if _angles_in_doubt(found.relation) or any(_angles_in_doubt(k.relation) for k in premises):
        return False
    if any(known.stance.claim == "tried" for known in premises):
        return False
    if not names_in(found.relation):
        return bool(found.used) and _is_real(found.relation)
    if not premises:
        claimed = leaves(found.relation) >= _SUBSTANTIAL - stance.derived
        firm = claimed and (bool(found.used) or not stance.conditional)
        return firm and not _has_lone_symbol(found.relation) and found.meant is not None
    together = all(known.ago < stance.beside for known in premises)
    near = all(known.ago < stance.beside + _NEAR for known in premises)
    if (stance.conditional and not together) or (stance.hypothetical and not near):
        return False
    valued = [k for k in premises if is_constant(k.relation.right)]
    if is_constant(found.relation.right) and any(_revalues(found.relation, k) for k in valued):
        return len(premises) == 1 and _recomputes(found, context)
    if not stance.derived or (stance.listed and together):
        return False
    if not found.isolated:
        clean = len(found.points) >= _FEWEST_POINTS and not _chooses_root(found.relation)
        return clean and found.meant is not None
    if stance.alternative and not together:
        return False
    if has_more_roots(premises):
        return False
    if _follows_values(found, stance):
        return True
    if len(premises) == 1:
        return not is_value(premises[0].relation) or (together and found.meant is not None)
    plain = isinstance(found.relation.left, Num) or isinstance(found.relation.right, Num)
    return not plain and found.meant is not None


def _follows_values(found: Step, stance: Stance) -> bool:
    """ "We have `a = 2`, `b = 5`. Hence `a + b = 8`": worked out from values given right before."""
    premises = found.premises
    values = all(is_value(known.relation) for known in premises)
    right_before = all(known.ago < stance.beside + len(premises) for known in premises)
    firm = not (stance.conditional or stance.hypothetical or stance.alternative)
    return values and right_before and firm and not isinstance(found.relation.left, Sym)


def may_accuse_alone(relation: Relation, stance: Stance) -> bool:
    """Whether an equation may contradict itself, with nothing that stands earlier."""
    said = stance.claim in CLAIMED and not stance.amended and not stance.conditional
    most = sum(isinstance(part, (Num, Sym, Apply)) for part in _parts(relation))
    return said and most >= _SUBSTANTIAL - stance.derived


def _has_lone_symbol(relation: Relation) -> bool:
    """Whether a symbol stands there only once, so that no slip away it is true for all values."""
    counts = Counter(part.name for part in _parts(relation) if isinstance(part, Sym))
    return 1 in counts.values()


def _chooses_root(relation: Relation) -> bool:
    """A root or an absolute value picks one of two branches, perhaps for a reason."""
    return any(
        isinstance(part, Root) or (isinstance(part, Call) and part.name == "abs")
        for part in _parts(relation)
        if not is_constant(part)
    )


def leaves(relation: Relation) -> int:
    return sum(isinstance(part, (Num, Sym)) for part in _parts(relation))


def _parts(relation: Relation) -> Iterator[Expr]:
    yield from walk(relation.left)
    yield from walk(relation.right)


def has_more_roots(premises: tuple[Known, ...]) -> bool:
    """Whether not all solutions may have been found."""
    for part in (part for known in premises for part in _parts(known.relation)):
        match part:
            case Pow(base, exp) if not is_constant(base):
                if not isinstance(exp, Num) or float(exp.digits) > _MOST_ROOTS:
                    return True
            case Call(name, args) if name in (*_PERIODIC, "abs") and not is_constant(args[0]):
                return True
    return False


def _revalues(relation: Relation, known: Known) -> bool:
    """`x = 3` after `x = 2`: the letter has another value now, as in another case."""
    return known.relation.left == relation.left and is_constant(known.relation.right)


def _recomputes(found: Step, context: Context) -> bool:
    """`A = \\sqrt{4 + 5}`, and then "so" `A = 4`: the value is worked out, not a new one."""
    (premise,) = found.premises
    stance = context.stance
    is_latest = context.knowns[-1].latex == premise.latex and premise.ago <= stance.beside + 1
    said = stance.derived and not (stance.alternative or stance.conditional or stance.hypothetical)
    just = premise.ago <= stance.beside or is_latest
    return just and said and _is_computation(premise.relation.right)


def _is_computation(value: Expr) -> bool:
    """`-8 + 6`, but not `-8` or a fraction."""
    plain = isinstance(value, Add) and all(exact(term) is not None for term in value.terms)
    return plain or size(value) >= _COMPUTATION


def _is_real(relation: Relation) -> bool:
    try:
        left, right, _ = sides(relation)({})
    except NoPointsError:
        return False
    return not isinstance(left, complex) and not isinstance(right, complex)


def _angles_in_doubt(relation: Relation) -> bool:
    r"""`\sin 45` without a sign for degrees."""
    return any(
        isinstance(part, Call) and part.name in _PERIODIC and isinstance(part.args[0], Num)
        for part in _parts(relation)
    )
