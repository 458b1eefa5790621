"""What the text before an equation says: equations known, definitions, values, kinds of symbols."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from ...macros import Macro
from ...places import START, Place
from ...surroundings import FORMULA, Passage, Surroundings
from ..reading.cursor import LOOSELY
from ..reading.decimal_comma import writes_decimal_commas
from ..reading.find import find_statements, last_side
from ..reading.parse import parse_expression, parse_relation
from ..reading.tokens import ParseError, Token
from ..tree import (
    Apply,
    Const,
    Expr,
    Relation,
    Sym,
    free_symbols,
    functions,
    has_plus_minus,
    is_constant,
)
from ..vocabulary.phrases import any_of
from ..writing.latex import relation_to_latex
from .conditions import Condition, conditions_around
from .in_force import given_anew, in_force, names_given
from .known import Definition, Known
from .said_chance import Chance, chance_said, kinds_of_chance
from .said_kinds import Kind, kinds_said
from .said_notation import electrical, letters_said, modulus_said
from .said_solutions import named_eigen, offers_solution
from .stance import Stance, stance
from .structures import brackets_said, elements_said, kinds_around, letters_of_kind

_ARGUMENT = re.compile(r"\s*\(\s*[-+]?\d+\s*\)")
_GOES_ON = re.compile(r"\s*&?\s*(?:=|\\approx|\\leq?\b|\\geq?\b|\\equiv|<|>)")
_GOES_UP = re.compile(rf"(?i)\s*{any_of('goes up to')}\b")
_OR_AFTER = re.compile(rf"(?i)[\s,;.]*{any_of('leaves a choice')}[\s:,]")
_OR_BEFORE = re.compile(rf"(?i)\b{any_of('leaves a choice')}[\s:,]*\Z")
_LONGEST_EQUATION = 120
"""Tokens of an earlier equation; a longer one is a result, not a premise."""

_LATEST_NUMBERS = 12
"""Formulas back, up to which a lone number may be put in."""

_LONGEST_NUMBER = 24
"""Characters of a lone number."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known where an equation stands; the latest last."""

    stance: Stance = field(default_factory=lambda: Stance("asserted"))
    place: Place = START
    knowns: tuple[Known, ...] = ()
    premises: tuple[Known, ...] = ()  # those of them that are in force
    definitions: Mapping[str, tuple[Definition, ...]] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    letters: Kind | None = None  # the kind of all letters that its sentence speaks of
    numbers: tuple[Expr, ...] = ()  # formulas that are a number
    conditions: tuple[Condition, ...] = ()
    modulus: str = ""  # what the text counts by
    words: str = ""  # beside the formula
    chance: Chance = field(default_factory=Chance)
    solved: bool = False  # the words beside it offer it as a solution
    eigen: Literal["", "value", "vector"] = ""  # what the words before it call it

    @property
    def symbols(self) -> frozenset[str]:
        """Names that the text uses as symbols."""
        return frozenset().union(*(free_symbols(known.relation) for known in self.knowns))

    def writing(self, latex: str) -> Context:
        """The context of a formula that may itself write j for the imaginary unit, or begin with
        the argument of the word that it touches, as in `space$(+1) = -1$`."""
        if self.stance.touched and _ARGUMENT.match(latex):
            return replace(self, stance=replace(self.stance, part=True))
        if "j" not in latex or "j" in self.kinds or not electrical((latex,)):
            return self
        return replace(self, kinds={**self.kinds, "j": "imaginary"})

    def where(self, kinds: Mapping[str, Kind]) -> Context:
        """The context of an equation that says itself of what kinds its symbols are."""
        return replace(self, kinds={**self.kinds, **kinds}) if kinds else self

    def among(self, tokens: Sequence[Token]) -> Context:
        """The context of an equation of these tokens, by what its sentence says of all letters."""
        if self.letters is None:
            return self
        return replace(self, kinds={**letters_of_kind(self.letters, tokens), **self.kinds})

    def after(self, relation: Relation, latex: str) -> Context:
        """The context of what follows an equation in its formula."""
        if relation.op not in ("=", ":="):
            return self
        plain = Relation("=", relation.left, relation.right)
        known = Known(plain, latex, self.stance, ago=-1, place=self.place)
        premises = (*self.premises, known)
        return replace(
            self,
            knowns=(*self.knowns, known),
            premises=premises,
            definitions=_definitions(premises),
        )


def context_of(surroundings: Surroundings | None) -> Context:
    """What the surroundings of a formula say, as far as it is understood."""
    if surroundings is None:
        return Context()
    knowns: list[Known] = []
    kinds: dict[str, Kind] = dict(letters_said(surroundings))
    for passage in surroundings.earlier:
        kinds.update(kinds_said(passage))
    kinds.update(elements_said(surroundings.earlier))
    kinds.update(brackets_said(surroundings))
    chance = chance_said(surroundings)
    kinds.update(kinds_of_chance(chance))
    told = tuple(kinds.items())
    anew: set[str] = set()
    for ago, passage in enumerate(reversed(surroundings.earlier)):
        commas = has_decimal_commas(surroundings, passage.latex)
        found = _knowns(passage, surroundings.macros, told, commas)
        still = [known for known in found if not anew & names_given(known.relation)]
        knowns[:0] = [replace(known, ago=ago) for known in still]
        anew |= {*filter(None, [given_anew(passage.latex, passage.before)])}
    here = stance(surroundings.before, surroundings.after)
    premises = in_force(knowns, surroundings.place, here)
    return Context(
        here,
        surroundings.place,
        tuple(knowns),
        premises,
        _definitions(premises),
        kinds,
        kinds_around(surroundings),
        tuple(filter(None, map(_number, surroundings.earlier[-_LATEST_NUMBERS:]))),
        conditions_around(surroundings),
        modulus_said(surroundings),
        f"{surroundings.before} {surroundings.after}",
        chance,
        offers_solution(surroundings.before, surroundings.after),
        named_eigen(surroundings.before),
    )


def has_decimal_commas(surroundings: Surroundings | None, latex: str) -> bool:
    """Whether the text around a formula, and the formula, write 3,14 for 3.14."""
    if surroundings is None:
        return writes_decimal_commas(latex, (), "")
    others = (passage.latex for passage in surroundings.earlier)
    return writes_decimal_commas(latex, others, f"{surroundings.before} {surroundings.after}")


def carried_side(surroundings: Surroundings | None, latex: str) -> Sequence[Token]:
    """The side that a formula such as `$= c$` goes on from, in the formula before it."""
    if surroundings is None or not surroundings.earlier or not _GOES_ON.match(latex):
        return ()
    between = surroundings.before.rpartition(FORMULA)[2]
    if between.strip(" \t\n:~\\&"):
        return ()
    return last_side(surroundings.earlier[-1].latex, surroundings.macros)


@lru_cache(maxsize=1024)
def _knowns(
    passage: Passage,
    macros: tuple[Macro, ...],
    kinds: tuple[tuple[str, Kind], ...],
    decimal_comma: bool,
) -> tuple[Known, ...]:
    """The equations of a passage that were understood."""
    found = stance(passage.before, passage.after)
    try:
        statements = find_statements(passage.latex, macros, decimal_comma=decimal_comma)
    except ParseError:
        return ()
    knowns = []
    for statement in statements:
        length = len(statement.left) + len(statement.right)
        if statement.op not in ("=", ":=") or length > _LONGEST_EQUATION:
            continue
        try:
            relation, met = parse_relation(
                statement.left, statement.op, statement.right, kinds=dict(kinds)
            )
        except (ParseError, RecursionError):
            continue
        if any(name.startswith(LOOSELY) for name in met):
            continue
        written = passage.latex[statement.start : statement.end]
        latex = in_known_commands(written, relation, macros)
        knowns.append(Known(
            Relation("=", relation.left, relation.right), latex, found, place=passage.place,
            enumerated=statement.enumerated or _is_one_of_several(passage),
        ))  # fmt: skip
    return tuple(knowns)


def _is_one_of_several(passage: Passage) -> bool:
    """`x = 1` to 9, `y = 2x` or `y = 3x`."""
    return bool(_GOES_UP.match(passage.after) or _OR_AFTER.match(passage.after)
                or _OR_BEFORE.search(passage.before))  # fmt: skip


def in_known_commands(latex: str, relation: Relation, macros: Sequence[Macro]) -> str:
    """An equation as written, or as read where only the text knows the commands in it."""
    used = any(macro.name in latex for macro in macros)
    return relation_to_latex(relation) if used else latex


@lru_cache(maxsize=1024)
def _number(passage: Passage) -> Expr | None:
    """The number that a formula is: "plugging in $-7$ for $x$"."""
    if len(passage.latex) > _LONGEST_NUMBER:
        return None
    try:
        found = parse_expression(passage.latex)
    except (ParseError, RecursionError):
        return None
    return found if is_constant(found) else None


def _definitions(knowns: Sequence[Known]) -> dict[str, tuple[Definition, ...]]:
    """Functions by name, each with the formulas the text has for it, the latest last."""
    found: dict[str, tuple[Definition, ...]] = {}
    for known in knowns:
        match known.relation:
            case Relation(_, Apply(name, args, 0), body):
                names = tuple(arg.name for arg in args if isinstance(arg, Sym))
                own = len(names) == len(args) == len(set(names)) and name not in functions(body)
                if own and set(names) & free_symbols(body) and not has_plus_minus(body):
                    definition = Definition(names, body, known.latex)
                    if definition not in found.get(name, ()):
                        found[name] = (*found.get(name, ()), definition)
    return found


def value_of(relation: Relation) -> tuple[str, Expr] | None:
    """The symbol and the number that an equation such as `x = 3` gives it."""
    for side, other in ((relation.left, relation.right), (relation.right, relation.left)):
        if isinstance(side, Sym) and is_constant(other) and other != Const("infinity"):
            return side.name, other
    return None
