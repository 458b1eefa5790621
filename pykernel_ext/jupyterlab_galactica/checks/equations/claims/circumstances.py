"""What the formula and the text around it say about the symbols of an equation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ....answer.verdicts import Claim
from ..numbers.sampling import Test
from ..numbers.truth import as_test
from ..reading.find import Statement
from ..reading.parse import parse_tokens
from ..reading.tokens import ParseError, Token
from ..tree import (
    Apply,
    Deriv,
    Item,
    MatrixSym,
    Neg,
    Relation,
    Sym,
    free_symbols,
    has_plus_minus,
    walk,
)
from ..vocabulary.phrases import said
from .conditions import concerning
from .context import Context
from .known import Known
from .said_chance import Chance
from .said_kinds import Kind, kinds_by_membership, latex_of

_KIND_WORDS: Mapping[Kind, str] = {
    "integer": "an integer", "real": "real", "positive": "positive", "complex": "complex",
    "imaginary": "the imaginary unit",
    "matrix": "a matrix", "orthogonal": "an orthogonal matrix", "unitary": "a unitary matrix",
    "symmetric": "a symmetric matrix", "Hermitian": "a Hermitian matrix",
    "antisymmetric": "an antisymmetric matrix", "operator": "an operator",
    "element": "an element of a group or ring", "vector": "a vector", "function": "a function",
    "floor": "for the integer part", "random": "random",
}  # fmt: skip


_TWO_INDICES = re.compile(r"([A-Za-z])_\{([a-z]) ?([a-z])\}")

_COMMUTES = said("speaks of commuting")

_CUT = [r"\notin", "(", "-", r"\infty", ",", "0", "]"]
"""The cut of the principal branch, as conditions name it: `z \\notin (-\\infty, 0]`."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text says about the symbols: tests of points, and what else it says."""

    tests: tuple[Test, ...] = ()
    vague: bool = False
    antiderivative_in: Sym | None = None  # an earlier step had ∫ … dx: constants C are free
    claim: Claim = "asserted"
    general: bool = False  # the text says it of all values
    in_words: bool = False  # words stand beside it, that may make it an equation to solve
    commute: bool = False  # the words beside it speak of what commutes
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()  # what else was used, in words a reader understands
    dependent: frozenset[str] = (
        frozenset()
    )  # letters that the text says depend on what it derives by
    evolving: frozenset[str] = frozenset()  # the same of letters that are given by their derivative
    chance: Chance = field(default_factory=Chance)


def circumstances_of(statement: Statement, relation: Relation, context: Context) -> Circumstances:
    """What the formula and the text around it say about the symbols of an equation."""
    tests: list[Test] = []
    vague = statement.vague
    names = free_symbols(relation)
    stated = concerning(context.conditions, names.__contains__)
    assumptions: list[str] = []
    for outer in stated:
        if outside := _tests(outer.tokens):
            tests.extend(outside)
            assumptions.append(outer.latex)
    for condition in statement.conditions:
        if kinds_by_membership(latex_of(condition)):
            continue
        found = _tests(condition)
        if found is None:
            vague = True
        else:
            tests.extend(found)
    kinds = {name: kind for name, kind in context.kinds.items() if name in names}
    kinds |= {
        name: kind for name, kind in _symmetries(context.knowns) if name in _letters(relation)
    }
    assumptions += [f"{name} {_KIND_WORDS[kind]}" for name, kind in kinds.items()]
    given, evolving = _dependent(relation, context)
    return Circumstances(
        tuple(tests),
        vague,
        claim=context.stance.claim,
        general=context.stance.general,
        in_words=any(map(str.isalpha, context.words)),
        commute=bool(_COMMUTES.search(context.words)),
        kinds=kinds,
        assumptions=tuple(dict.fromkeys(assumptions)),
        dependent=given,
        evolving=evolving,
        chance=context.chance,
    )


def _dependent(relation: Relation, context: Context) -> tuple[frozenset[str], frozenset[str]]:
    """Letters of an equation with a derivative that the text gives as functions of its variable.

    First those that it gives by a formula, then those that it gives by their derivative.
    """
    none: frozenset[str] = frozenset()
    variables = {part.var.name for part in walk(relation) if isinstance(part, Deriv)}
    if not context.knowns or not variables:
        return none, none
    found: set[str] = set()
    evolving: set[str] = set()
    for known in context.knowns:
        match known.relation:
            case Relation(_, Sym(name) | Apply(name), other) if variables & free_symbols(other):
                found.add(name)
            case Relation(_, Deriv(Sym(name), var), _) if var.name in variables:
                evolving.add(name)
    here = free_symbols(relation) - variables
    return frozenset(found & here), frozenset((evolving - found) & here)


def _symmetries(knowns: Sequence[Known]) -> Iterator[tuple[str, Kind]]:
    """Letters that an earlier equation says are symmetric or not: `a_{jk} = a_{kj}`."""
    for known in knowns:
        match known.relation:
            case Relation(_, Sym(left), Sym(right)):
                kind: Kind = "symmetric"
            case Relation(_, Sym(left), Neg(Sym(right))):
                kind = "antisymmetric"
            case _:
                continue
        one, other = _TWO_INDICES.fullmatch(left), _TWO_INDICES.fullmatch(right)
        if one and other and one[1] == other[1] and (one[2], one[3]) == (other[3], other[2]):
            yield one[1], kind


def _letters(relation: Relation) -> set[str]:
    return {part.name for part in walk(relation) if isinstance(part, (Item, MatrixSym))}


def members(statement: Statement) -> dict[str, Kind]:
    """The kinds of symbols that the formula itself states, as in `n \\in \\mathbb{Z}`."""
    return dict(
        member
        for condition in statement.conditions
        for member in kinds_by_membership(latex_of(condition))
    )


def _tests(condition: Sequence[Token]) -> list[Test] | None:
    """Tests for a condition such as `0 < x < 1`; None where it is not understood."""
    if [token.text for token in condition[1:]] == _CUT:
        return [_off_the_cut(condition[0])]
    sides: list[list[Token]] = [[]]
    ops: list[str] = []
    for token in condition:
        if token.kind == "relation":
            ops.append(token.text)
            sides.append([])
        else:
            sides[-1].append(token)
    try:
        trees = [parse_tokens(side)[0] for side in sides if side]
    except ParseError:
        return None
    if len(trees) != len(ops) + 1 or not ops or {"=", r"\approx", ":="} & {*ops}:
        return None
    if any(map(has_plus_minus, trees)):
        return None
    relations = [
        Relation(op, left, right)  # type: ignore[arg-type]
        for left, op, right in zip(trees, ops, trees[1:], strict=False)
    ]
    return [as_test(relation) for relation in relations]


def _off_the_cut(symbol: Token) -> Test:
    return lambda values: isinstance(v := values.get(symbol.text, 1), complex) or v > 0
