"""What makes a contradiction with earlier equations clean evidence of a wrong step, or does not."""

from __future__ import annotations

from collections import Counter

from ..algebra.rational import exact
from ..claims.claim import CLAIMED
from ..claims.context import Context
from ..claims.known import Known
from ..claims.stance import Stance
from ..numbers.variety import AGREES, NoPointsError, sides
from ..tree import (
    Add,
    Apply,
    Call,
    Deriv,
    Expr,
    MatrixSym,
    Num,
    Pow,
    Relation,
    Root,
    Sym,
    VectorSym,
    free_symbols,
    is_constant,
    size,
    walk,
)
from ..vocabulary.functions import marked
from .derivations import Step, is_value
from .slips import gaps

_PERIODIC = marked("periodic")
_OF_MANY_ROOTS = _PERIODIC | {"abs"}
_SUBSTANTIAL = 5
"""Symbols and numbers from which an equation says enough to be wrong by itself."""

_FEW = 3
"""Lines that a reader sees at once that they decide a step."""

_MOST_ROOTS = 6
"""The degree up to which the search for points finds all real roots."""

_LONG = 8
"""Numbers and letters from which a formula is no other one's by chance but for one of them."""

_COMPUTATION = 5
"""Nodes from which a value is one that is still to be worked out."""


def angles_in_doubt(found: Step) -> bool:
    r"""`\sin 45` without a sign for degrees, in the step or what it rests on."""
    relations = (found.relation, *(known.relation for known in found.premises))
    return any(
        isinstance(part, Call) and part.name in _PERIODIC and isinstance(part.args[0], Num)
        for relation in relations
        for part in walk(relation)
    )


def rests_on_trial(found: Step) -> bool:
    return any(known.stance.claim == "tried" for known in found.premises)


def is_beside(found: Step, stance: Stance, *, within: int = 0) -> bool:
    """Whether all premises stand in the sentence of the step, or so few formulas before it."""
    return all(known.ago < stance.beside + within for known in found.premises)


def is_substantial(found: Step, stance: Stance) -> bool:
    """Whether it says enough to be wrong; what is said to follow needs to say less."""
    fewest = _SUBSTANTIAL - stance.derived - bool(found.used)
    return leaves(found.relation) >= fewest


def follows_values(found: Step, stance: Stance) -> bool:
    """ "We have `a = 2`, `b = 5`. Hence `a + b = 8`": worked out from values given right before."""
    premises = found.premises
    values = all(is_value(known.relation) for known in premises)
    right_before = all(known.ago < stance.beside + len(premises) for known in premises)
    firm = not (stance.conditional or stance.hypothetical or stance.alternative)
    return values and right_before and firm and not isinstance(found.relation.left, Sym)


def may_contradict_itself(relation: Relation, stance: Stance) -> bool:
    """Whether an equation says enough to be wrong with nothing that stands earlier."""
    said = stance.claim in CLAIMED and not stance.amended and not stance.conditional
    most = sum(isinstance(part, (Num, Sym, Apply)) for part in walk(relation))
    return said and most >= _SUBSTANTIAL - stance.derived


def has_lone_symbol(relation: Relation) -> bool:
    """Whether a symbol stands there only once, so that no slip away it is true for all values."""
    counts = Counter(part.name for part in walk(relation) if isinstance(part, Sym))
    return 1 in counts.values()


def chooses_root(relation: Relation) -> bool:
    """A root or an absolute value picks one of two branches, perhaps for a reason."""
    return any(
        isinstance(part, Root) or (isinstance(part, Call) and part.name == "abs")
        for part in walk(relation)
        if not is_constant(part)
    )


def must_disagree(found: Step) -> bool:
    """Whether two or three lines decide a step though they leave values open.

    A number that such lines do not fix is news.
    """
    relation = found.relation
    news = is_constant(relation.left) or is_constant(relation.right)
    return not news and 1 < len(found.premises) <= _FEW


def leaves(relation: Relation) -> int:
    return sum(isinstance(part, (Num, Sym)) for part in walk(relation))


def has_more_roots(premises: tuple[Known, ...]) -> bool:
    """Whether not all solutions may have been found."""
    for part in (part for known in premises for part in walk(known.relation)):
        match part:
            case Pow(base, exp) if not is_constant(base):
                if not isinstance(exp, Num) or float(exp.digits) > _MOST_ROOTS:
                    return True
            case Call(name, args) if name in _OF_MANY_ROOTS and not is_constant(args[0]):
                return True
    return False


def revalues(found: Step) -> bool:
    """`x = 3` after `x = 2`: the letter has another value now, as in another case."""
    relation = found.relation
    return is_constant(relation.right) and any(
        known.relation.left == relation.left and is_constant(known.relation.right)
        for known in found.premises
    )


def recomputes(found: Step, context: Context) -> bool:
    """`A = \\sqrt{4 + 5}`, and then "so" `A = 4`: the value is worked out, not a new one."""
    if len(found.premises) != 1:
        return False
    (premise,) = found.premises
    stance = context.stance
    is_latest = context.knowns[-1].latex == premise.latex and premise.ago <= stance.beside + 1
    supposed = stance.hypothetical and not is_latest  # else it is supposed of both
    said = stance.derived and not (stance.alternative or stance.conditional or supposed)
    just = premise.ago <= stance.beside or is_latest
    return just and said and _is_computation(premise.relation.right)


def miscopies(found: Step, context: Context) -> bool:
    """Whether it is said to be the formula right before it, worked out, and contradicts that one.

    Whatever is supposed or tried there is so here. A letter or function has the same value as
    there, if that was still to be worked out and is only written in another way.
    """
    if len(found.premises) != 1 or not context.stance.restated:
        return False
    (premise,) = found.premises
    if premise.ago != 0 or premise.latex != context.knowns[-1].latex:
        return False
    if premise.relation.left == found.relation.left:
        same = found.isolated or context.stance.restated == "rewritten"
        if not same or not _is_computation(premise.relation.right):
            return False
    return found.isolated or found.meant is not None


def _is_computation(value: Expr) -> bool:
    """`-8 + 6`, but not `-8` or a fraction."""
    plain = isinstance(value, Add) and all(exact(term) is not None for term in value.terms)
    return plain or size(value) >= _COMPUTATION


def is_derivative_of_known(relation: Relation, found: Step) -> bool:
    """`f'(x) = 3x` where the text says what `f` is: nothing is left to be chosen."""
    left = relation.left
    derives = isinstance(left, Deriv) or (isinstance(left, Apply) and left.primes > 0)
    return bool(found.used) and derives and free_symbols(relation.right) <= free_symbols(left)


def has_number_side(relation: Relation) -> bool:
    return is_constant(relation.left) or is_constant(relation.right)


def is_valued_anew(relation: Relation, found: Step, context: Context) -> bool:
    """`f(0) = 5` where the text said `f(0) = 3`, though by its formula it is neither."""
    sides = {relation.left, relation.right}
    computed = found.relation.left if isinstance(relation.left, Apply) else found.relation.right
    return any(
        is_constant(other)
        and side in sides
        and other not in sides
        and max(gaps(Relation("=", computed, other), found.points), default=1.0) > AGREES
        for known in context.knowns
        for side, other in (
            (known.relation.left, known.relation.right),
            (known.relation.right, known.relation.left),
        )
        if isinstance(side, Apply)
    )


def is_given_value(relation: Relation) -> bool:
    """`T = 10^6`: where other equations leave the letter open, they do not contradict it."""
    sides = (relation.left, relation.right)
    return any(isinstance(side, Sym) for side in sides) and any(map(is_constant, sides))


def gives_anew(relation: Relation, found: Step, stance: Stance) -> bool:
    """`f(x) = x^3` after `f(x) = x^2`: another function, unless it is said to follow.

    So it is with a letter, `z = u - v` after `z = u + v`. But after an equation that the function
    only stands in, or a long formula written in another way, it is no other one.
    """
    left = relation.left
    if isinstance(left, Sym):
        return not stance.concluded
    whole = (
        isinstance(left, Apply)
        and not left.primes
        and all(isinstance(arg, Sym) for arg in left.args)
    )
    if not whole or stance.said_to_follow:
        return False
    if found.used or not found.premises:
        return True
    given = [k.relation for k in found.premises if k.relation.left == found.relation.left]
    long = leaves(found.relation)
    written_anew = long >= _LONG and all(leaves(other) != long for other in given)
    return bool(given) and not (written_anew and found.meant is not None)


def is_between_powers(relation: Relation) -> bool:
    """`x^2 = x^3` and `q^{-1} = q`: to be solved, or said of a label."""
    sides = (relation.left, relation.right)
    return all(
        isinstance(side, Sym) or (isinstance(side, Pow) and isinstance(side.base, Sym))
        for side in sides
    )


def is_rule(relation: Relation) -> bool:
    r"""`\epsilon^2 = 0`, `\omega^n = 1`: how to reckon with a letter that need be no number."""
    left = relation.left
    letters = (Sym, VectorSym, MatrixSym)
    return is_constant(relation.right) and isinstance(left, Pow) and isinstance(left.base, letters)


def is_real(relation: Relation) -> bool:
    try:
        left, right, _ = sides(relation)({})
    except NoPointsError:
        return False
    return not isinstance(left, complex) and not isinstance(right, complex)
