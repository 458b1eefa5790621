"""A single edit that makes a false equation true: "did you mean …?".

That one exists is strong evidence that an identity was meant: an equation to solve is not, but for
chance, one slip away from being true for all values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from ..algebra.integrals import IncomparableError
from ..claims.form import missing_term
from ..numbers.sampling import Regime, Value, is_complex, sample
from ..tree import (
    Add,
    Call,
    Const,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    add,
    children,
    free_symbols,
    mul,
    rebuild,
    size,
    walk,
)
from ..vocabulary.functions import FUNCTIONS
from ..vocabulary.letters import is_counting
from ..vocabulary.multiprecision import TooLargeError, UndeterminedError
from .case import Case, compared, ready
from .edits import tidied, with_one_part, with_one_side

_MAX_SIZE = 81
"""Nodes beyond which there are too many edits to try."""

_MAX_EDITS = 400
"""Edits that are tried in the time there is."""


def repair(
    case: Case, places: Sequence[tuple[Regime, Mapping[str, Value]]], deadline: float
) -> Relation | None:
    """The equation with one edit that makes it agree at all `places` (regime and values)."""
    relation = case.claimed
    if size(relation) > _MAX_SIZE or len(places) < 3:
        return None
    for edited in islice(_candidates(relation), _MAX_EDITS):
        if _plain(edited.left) == _plain(edited.right):
            continue
        candidate = replace(edited, left=tidied(edited.left), right=tidied(edited.right))
        if candidate.left == candidate.right:
            continue
        try:
            pair = ready(compared(candidate, case.antiderivative_in))
            if all(sample(pair, *place, deadline).outcome == "agree" for place in places):
                return candidate
        except TimeoutError:
            return None
        except (TooLargeError, UndeterminedError, RecursionError, IncomparableError, KeyError):
            continue
    return None


def _candidates(relation: Relation) -> Iterator[Relation]:
    left, right = relation.left, relation.right
    missing = missing_term(left, right)
    if missing is not None:
        yield Relation(relation.op, left, add(right, missing))
    for lacking in sorted(free_symbols(left) - free_symbols(right)):
        yield Relation(relation.op, left, mul(right, Sym(lacking)))
    yield from with_one_side(relation, partial(_edits, imaginary=is_complex(left, right)))
    arguments = {
        side: {p.args for p in walk(side) if isinstance(p, Call) and len(p.args) == 1}
        for side in (left, right)
    }
    if arguments[left] != arguments[right]:
        for args in sorted(arguments[right], key=repr):
            for name in ("sin", "cos"):
                yield Relation(relation.op, left, mul(right, Call(name, args)))


def _edits(node: Expr, *, imaginary: bool) -> Iterator[Expr]:
    """All trees one edit away."""
    if not isinstance(node, (Neg, Add)):
        yield Neg(node)
    yield from _edits_here(node, imaginary=imaginary)
    if not isinstance(node, Num):
        yield mul(Num("2"), node)
        yield Div(node, Num("2"))
    yield from with_one_part(node, partial(_edits, imaginary=imaginary))
    if isinstance(node, Add):
        yield Neg(node)


def _edits_here(  # noqa: C901 - one long match over kinds of node
    node: Expr, *, imaginary: bool
) -> Iterator[Expr]:
    match node:
        case Num(digits) if digits.isdigit() and len(digits) < 4:
            if imaginary:
                yield mul(node, Const("i"))
            yield from _other_numbers(int(digits))
        case Neg(arg):
            yield arg
        case Sym(name) if is_counting(name):
            yield add(node, Num("1"))
            yield add(node, Neg(Num("1")))
        case Add(terms):
            if len(terms) == 2:
                yield mul(*terms)
            for index in range(len(terms)):
                yield add(*terms[:index], *terms[index + 1 :])
        case Mul(factors):
            if len(factors) == 2 and all(map(_is_lone, factors)):
                yield add(*factors)
            for index in range(len(factors)):
                yield mul(*factors[:index], *factors[index + 1 :])
        case Div(num, den):
            yield Div(den, num)
            if _is_lone(num) and _is_lone(den):
                yield add(num, Neg(den))
            yield num
        case Pow(base, exp):
            yield base
            yield mul(exp, base)
            yield Pow(base, Neg(exp))
        case Call(name, args):
            yield Pow(node, Num("2"))
            for swapped in FUNCTIONS[name].slips if name in FUNCTIONS else ():
                yield Call(swapped, args)
            if name == "log_base":
                yield Call("ln", args[-1:])


def _is_lone(node: Expr) -> bool:
    r"""What rules such as `x^a x^b = x^{a + b}` and `\ln(a/b) = \ln a - \ln b` add up."""
    return isinstance(node, (Sym, Num, Call))


def _other_numbers(value: int) -> Iterator[Expr]:
    for other in (value - 1, value + 1, 2 * value, value // 2 if value % 2 == 0 else -1):
        if other >= 0 and other != value:
            yield Num(str(other))


def _plain(node: Expr) -> Expr:
    """The tree with terms and factors in one order, so that `1 + x` is `x + 1`.

    Repairs are tried at positive values, where `|x|` is `x`.
    """
    parts = tuple(_plain(part) for part in children(node))
    if isinstance(node, Call) and node.name == "abs":
        return parts[0]
    if isinstance(node, Mul):
        parts = tuple(part for part in parts if part != Num("1")) or (Num("1"),)
        if len(parts) == 1:
            return parts[0]
    if isinstance(node, (Add, Mul)):
        parts = tuple(sorted(parts, key=repr))
    return rebuild(node, parts) if parts else node
