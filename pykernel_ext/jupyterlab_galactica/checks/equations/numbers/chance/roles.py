"""What is random in a relation: its random variables, its events, and the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ...tree import (
    Apply,
    Call,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    free_symbols,
    walk,
)
from ...vocabulary.letters import GREEK
from ...vocabulary.multiprecision import UndeterminedError

MOMENTS = frozenset(("expectation", "variance", "covariance", "correlation", "mean"))
"""Operations on random variables."""

_PROBABILITIES = frozenset(("P", "p", "q", r"\mathrm{P}", r"\mathbb{P}"))
_OF_EVENTS = frozenset(("union", "intersection", "difference", "given"))
_RANDOM_GREEK = frozenset((r"\epsilon", r"\varepsilon", r"\xi", r"\eta", r"\zeta"))
_COMPLEMENTS = frozenset(("c", "C", r"\mathrm{c}", r"\text{c}", r"\mathrm{C}"))
_OFTEN_RANDOM = frozenset("euvwxyz")
"""Small letters that vary inside an operation on random variables, unlike a, b, c, k, n, t."""

_EVERYTHING = frozenset((r"\Omega", r"\emptyset"))


@dataclass(slots=True)
class Roles:
    """The names of a relation by what they stand for.

    An event that is stated otherwise than by a name, as `X \\in A` is, stands for itself.
    `compared` are numbers that a random variable is compared with, and those variables.
    """

    variables: set[str] = field(default_factory=set)
    events: set[Expr] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    compared: dict[str, str] = field(default_factory=dict)
    levels: dict[str, set[float]] = field(default_factory=dict)  # values that variables must take
    probabilities: frozenset[str] = frozenset()  # names of functions of events

    @property
    def random(self) -> frozenset[Expr]:
        return frozenset(map(Sym, self.variables)) | self.events


def probabilities_in(relation: Relation) -> frozenset[str]:
    """The letters for probabilities: one stands before what events are."""
    found: set[str] = set()
    for part in walk(relation):
        match part:
            case Apply(name, args, 0) if any(map(_is_event, args)):
                found.add(name)
            case Mul(factors):
                pairs = pairwise(factors)
                found |= {a.name for a, b in pairs if isinstance(a, Sym) and _is_event(b)}
    return _PROBABILITIES & found


def _is_event(node: Expr) -> bool:
    if isinstance(node, Relation) or complement_of(node) is not None:
        return True
    return isinstance(node, Call) and node.name in _OF_EVENTS


def complement_of(node: Expr) -> Expr | None:
    """A, where the node is the complement of A in one of its notations."""
    match node:
        case Pow(Sym(name) as inner, Sym(mark)) if name[0].isupper() and mark in _COMPLEMENTS:
            return inner
        case Pow(Call("union" | "intersection" | "difference") as inner, Sym(mark)):
            return inner if mark in _COMPLEMENTS else None
        case Call("conj" | "complement" | "mean", (inner,)):
            return inner
        case Sym(name) if name.startswith(r"\bar{") and name[5:6].isupper() and name[-1] == "}":
            return Sym(name[5:-1])
        case Sym(name) if name.endswith("'") and name[0].isupper():
            return Sym(name[:-1])
    return None


def roles_in(relation: Relation) -> Roles:
    """What is random. Raises UndeterminedError where a name is taken for two things."""
    roles = Roles(probabilities=probabilities_in(relation))
    lone = frozenset(_lone(relation))
    for side in (relation.left, relation.right):
        _outside(side, roles, lone)
    named = {event.name for event in roles.events if isinstance(event, Sym)}
    if named & roles.variables:
        raise UndeterminedError("a letter is an event and a random variable")
    roles.variables -= roles.compared.keys() - lone
    roles.numbers |= roles.compared.keys() - lone
    roles.numbers -= named | roles.variables
    return roles


def _lone(relation: Relation) -> Iterator[str]:
    """Names that must be random: `E[x]`, and `E[f(x)]` where nothing else in it is."""
    for part in walk(relation):
        if isinstance(part, Call) and part.name in MOMENTS:
            for arg in part.args:
                inner = arg.args[0] if isinstance(arg, Call) and arg.name == "given" else arg
                for one in inner.args if isinstance(inner, Call) else (inner,):
                    if isinstance(one, Sym):
                        yield one.name
                    elif not any(map(is_random_letter, free_symbols(one))):
                        for applied in walk(one):
                            if isinstance(applied, Apply):
                                yield from free_symbols(applied)


def _outside(node: Expr, roles: Roles, lone: frozenset[str]) -> None:
    """A part that stands outside all operations on random quantities."""
    match node:
        case Call(name, args) if name in MOMENTS:
            for arg in args:
                _varying(arg, roles, lone)
        case Call("probability", args):
            for arg in args:
                _event(arg, roles, lone)
        case Apply(name, args) if name in roles.probabilities:
            for arg in args:
                _event(arg, roles, lone)
        case Sym(name):
            roles.numbers.add(name)
        case _:
            for part in children(node):
                _outside(part, roles, lone)


def _varying(node: Expr, roles: Roles, lone: frozenset[str], *, loose: bool = True) -> None:
    """What an operation on random variables is applied to; `loose` where small letters may vary."""
    match node:
        case Call("given", (what, condition)):
            _varying(what, roles, lone, loose=loose)
            for one in _listed(condition):
                if isinstance(one, Sym) and one not in roles.events:
                    _varying(one, roles, lone)
                else:
                    _event(one, roles, lone)
        case Sym(name):
            random = name in lone or is_random_letter(name) or (loose and name[0] in _OFTEN_RANDOM)
            (roles.variables if random else roles.numbers).add(name)
        case Call(name) if name in MOMENTS or name == "probability":
            _outside(node, roles, lone)
        case Apply(name) if name in roles.probabilities:
            _outside(node, roles, lone)
        case _:
            for part in children(node):
                _varying(part, roles, lone, loose=loose)


def _event(node: Expr, roles: Roles, lone: frozenset[str]) -> None:
    inner = complement_of(node)
    if inner is not None:
        _event(inner, roles, lone)
        return
    match node:
        case Sym(name):
            if name not in _EVERYTHING:
                roles.events.add(node)
        case Relation("=" | r"\ne" | "<" | ">" | r"\le" | r"\ge", left, right):
            for side, other in ((left, right), (right, left)):
                _varying(side, roles, lone, loose=False)
                match side, other:
                    case Sym(number), Sym(variable) if is_random_letter(variable):
                        if not is_random_letter(number):
                            roles.compared[number] = variable
                    case Num(digits), Sym(variable):
                        roles.levels.setdefault(variable, set()).add(float(digits))
        case Relation():
            roles.events.add(node)
        case Neg() | Call():
            for part in children(node):
                _event(part, roles, lone)
        case _:
            parts = children(node)
            if not parts:
                raise UndeterminedError("an event that is not understood")
            for part in parts:
                _event(part, roles, lone)


def _listed(node: Expr) -> tuple[Expr, ...]:
    return node.args if isinstance(node, Call) and node.name == "tuple" else (node,)


def is_random_letter(name: str) -> bool:
    """Whether the name of a symbol is that of a random variable by custom: `X_{1}`."""
    if name.startswith(("\\hat{", "\\bar{", "\\tilde{")):
        return True
    head = name.partition("_")[0].rstrip("'")
    if head in GREEK:
        return head in _RANDOM_GREEK
    return len(head) == 1 and head.isupper()
