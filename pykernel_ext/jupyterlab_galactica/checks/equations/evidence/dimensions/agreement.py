"""Whether the terms of an equation have like dimensions, and which do not.

What the user declares is evidence, and so is what the text states where its setting is surely
physical (`setting.py`). What letters usually stand for may confirm an equation, and never accuses
one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from .....answer.verdicts import Dimensions
from ...tree import Apply, Expr, Item, MatrixSym, Relation, Sym, Unit, VectorSym, walk
from ...tree.quantities import quantities_in
from ...vocabulary.dimension import Dimension, in_words
from ...vocabulary.names import family, plain_name
from ...vocabulary.quantities import CONSTANTS, USUAL_MEANINGS
from ...writing.latex import to_latex
from .forms import Form, System
from .infer import Alike, has_unit, requirements
from .setting import Evidence, is_sure

_LIKE_SIDES = {
    "=", ":=", r"\equiv", "<", ">", r"\le", r"\ge", r"\ne", r"\approx", r"\sim", r"\simeq",
    r"\ll", r"\gg",
}  # fmt: skip
_OFTEN_NUMBERS = ("e", "i")
"""Letters that are numbers unless the user declares them: the charge e, the current i."""

_MOST_GUESSES = 24
"""Combinations of usual meanings that are tried."""

_FEWEST_DIMENSIONS = 3
"""Different dimensions below which agreement is chance."""


@dataclass(frozen=True, slots=True)
class DimensionJudgement:
    verdict: Dimensions
    reason: str = ""


_UNKNOWN = DimensionJudgement("unknown")

__all__ = ["DimensionJudgement", "Evidence", "judge_dimensions"]


def judge_dimensions(relation: Relation, evidence: Evidence) -> DimensionJudgement:
    """Whether both sides, and all terms that are added, have one dimension."""
    if relation.op not in _LIKE_SIDES:
        return _UNKNOWN
    names = quantities_in(relation)
    declared = _of([*names, *_OFTEN_NUMBERS], evidence.declared)
    known = {**_of(names, evidence.stated), **declared}
    if known or has_unit(relation):
        known = {**_of(names, CONSTANTS), **known}
        needed = requirements(relation, known)
        wrong = _contradiction(needed)
        if wrong is not None:
            alike, system = wrong
            off = system.reduced(alike.left_form / alike.right_form).known
            if not is_sure(relation, alike, off, known, evidence):
                return _UNKNOWN
            return DimensionJudgement("inconsistent", _explained(alike, system))
        if _is_confirmed(needed, set(known)):
            return DimensionJudgement("consistent")
    if _is_usual(relation, names, known):
        return DimensionJudgement("consistent", "With the usual meanings of its letters.")
    return _UNKNOWN


def _of(names: Sequence[str], source: Mapping[str, Dimension]) -> dict[str, Dimension]:
    """What a source says of these names, or of the quantity they are an instance of."""
    found = ((name, source.get(name, source.get(family(name)))) for name in names)
    return {name: what for name, what in found if what is not None}


Wrong = tuple[Alike, System]


def _contradiction(needed: Sequence[Alike]) -> Wrong | None:
    system = System()
    for alike in needed:
        left = system.require(alike.left_form / alike.right_form)
        if not left.unknown and left.known:
            return alike, system
    return None


def _is_confirmed(needed: Sequence[Alike], known: set[str]) -> bool:
    """Whether something was put to the test: parts with known symbols that prove alike."""
    system = System()
    tested = False
    for alike in needed:
        left = system.require(alike.left_form / alike.right_form)
        parts = [alike.left] if alike.right is None else [alike.left, alike.right]
        tested |= not left.unknown and any(_mentions(part, known) for part in parts)
    return tested


def _mentions(node: Expr, known: set[str]) -> bool:
    for part in walk(node):
        match part:
            case Unit():
                return True
            case Sym(name) | VectorSym(name) | MatrixSym(name) | Apply(name) | Item(name):
                if plain_name(name) in known:
                    return True
    return False


def _explained(alike: Alike, system: System) -> str:
    left = system.reduced(alike.left_form)
    right = system.reduced(alike.right_form)
    if alike.right is None:
        return f"${to_latex(alike.left)}$ must be a number here; it has {in_words(left.known)}."
    if left.unknown or right.unknown:
        by = in_words((left / right).known)
        return f"${to_latex(alike.left)}$ and ${to_latex(alike.right)}$ differ by {by}."
    one = f"${to_latex(alike.left)}$ is {in_words(left.known)}"
    return f"{one}, ${to_latex(alike.right)}$ is {in_words(right.known)}."


# Usual meanings


def _is_usual(relation: Relation, names: Sequence[str], known: Mapping[str, Dimension]) -> bool:
    """Whether the equation is consistent where its letters have some of their usual meanings.

    Too few different dimensions say nothing: the letters of mathematics have such meanings too.
    """
    options = [_could_be(name, known) for name in names]
    if not all(options) or len(set(options)) < _FEWEST_DIMENSIONS:
        return False
    needed = [alike.left_form / alike.right_form for alike in requirements(relation, {})]
    if not needed or any(power not in names for power in needed[-1].unknown):
        return False  # the sides themselves cannot be compared
    needed = [form for form in needed if all(name in names for name in form.unknown)]
    return any(
        len({what for what in choice if what}) >= _FEWEST_DIMENSIONS
        and _are_numbers(needed, dict(zip(names, choice, strict=True)))
        for choice in islice(product(*options), _MOST_GUESSES)
    )


def _could_be(name: str, known: Mapping[str, Dimension]) -> tuple[Dimension, ...]:
    for source in (known, CONSTANTS):
        if name in source:
            return (source[name],)
    return USUAL_MEANINGS.get(family(name).partition("_")[0], ())


def _are_numbers(forms: Sequence[Form], guess: Mapping[str, Dimension]) -> bool:
    """Whether forms are numbers where their unknowns have the guessed dimensions."""
    for form in forms:
        parts = [(guess[str(name)].powers, power) for name, power in form.unknown.items()]
        for base, power in enumerate(form.known.powers):
            if power + sum(what[base] * times for what, times in parts if what[base]):
                return False
    return True
