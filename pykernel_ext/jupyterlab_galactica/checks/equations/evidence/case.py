"""An equation made ready to be tried: as claimed, as evaluated, and where."""

from __future__ import annotations

from dataclasses import dataclass

from ..algebra.differentiate import expanded
from ..algebra.integrals import differentiated, has_indefinite
from ..claims.circumstances import Circumstances
from ..claims.form import Form
from ..numbers.sampling import Drawing, Sides, Test, approximates, is_complex, reach, sides
from ..tree import Call, Expr, Relation, Sym, free_symbols, walk
from ..vocabulary.functions import marked
from ..vocabulary.letters import integration_constants

_OF_INTEGERS = marked("of integers")


@dataclass(frozen=True, slots=True)
class Case:
    """`claimed` is what was read; `compared` the same, or between the derivatives of both sides.

    `pair` is what is compared, in a form to evaluate; `form` is what it claims, should it not be
    true everywhere. `antiderivative_in` is the variable of an
    integral in an earlier step, where there was one. `in_words` says that words stand beside it.
    """

    claimed: Relation
    compared: Relation
    pair: Sides
    drawing: Drawing
    form: Form
    antiderivative_in: Sym | None = None
    in_words: bool = False

    @property
    def tests(self) -> tuple[Test, ...]:
        return self.drawing.tests

    @property
    def may_fail(self) -> bool:
        """Whether values that speak against it matter."""
        return self.form in ("identity", "question")

    @property
    def by_derivatives(self) -> bool:
        return self.compared != self.claimed

    @property
    def about_complex(self) -> bool:
        return is_complex(self.claimed.left, self.claimed.right)

    @property
    def approximated(self) -> bool:
        return approximates(self.pair.left) or approximates(self.pair.right)


def compared(relation: Relation, antiderivative_in: Sym | None) -> Relation:
    """The relation, or where it holds up to a constant, the one between both derivatives.

    Raises IncomparableError.
    """
    left, right = relation.left, relation.right
    free = antiderivative_in is not None and bool(integration_constants(free_symbols(relation)))
    if not free and not has_indefinite(relation):
        return relation
    return Relation(relation.op, *differentiated(left, right, antiderivative_in))


def evaluated(relation: Relation) -> tuple[Expr, Expr]:
    """What stands for both sides when values are put in."""
    return expanded(relation.left), expanded(relation.right)


def drawing_of(left: Expr, right: Expr, circumstances: Circumstances) -> Drawing:
    """Points at which both sides are tried."""
    names = tuple(sorted(free_symbols(left) | free_symbols(right)))
    divided: dict[str, str] = dict.fromkeys(_integers(left) | _integers(right), "divisible")
    kinds = {**circumstances.kinds, **divided}
    return Drawing(names, circumstances.tests, kinds, far=reach(left, right))


def _integers(side: Expr) -> frozenset[str]:
    """Symbols that functions of integers are taken of: a and b in `gcd(a, b)`."""
    calls = (part for part in walk(side) if isinstance(part, Call) and part.name in _OF_INTEGERS)
    return frozenset().union(*map(free_symbols, calls))


def ready(relation: Relation) -> Sides:
    """Both sides, ready for evaluation."""
    return sides(*evaluated(relation))
