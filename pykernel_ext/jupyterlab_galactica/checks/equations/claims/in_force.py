"""What of the text before an equation is in force where it stands.

A section, a case, an item of a list and a sentence that supposes something end what is said in
them. A value that a letter is given lasts for its paragraph, and for what is said to follow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...places import Place
from ..tree import Apply, Relation, Sym, functions, is_constant
from ..vocabulary.phrases import any_of
from .known import Known
from .stance import Stance

_ANEW = re.compile(
    r"\s*(?P<name>\\?[A-Za-z]+(?:_(?:\w|\{\w+\}))?)\s*"
    r"(?:\(\s*(?P<argument>\\?[A-Za-z]+)\s*\)\s*)?(?P<equal>=)?"
)
_IS_GIVEN_ANEW = re.compile(rf"(?i)\b{any_of('gives', 'defines')}\s*\Z")


def in_force(knowns: Sequence[Known], place: Place, stance: Stance) -> tuple[Known, ...]:
    """The equations that may be used for one that stands in a place of the text."""
    return tuple(known for known in knowns if _is_in_force(known, place, stance))


def _is_in_force(known: Known, place: Place, stance: Stance) -> bool:
    there = known.place
    if there.section != place.section or there.case not in (0, place.case):
        return False
    if not place.scope.startswith(there.scope):
        return False
    if place.item and there.item not in (0, place.item):
        return False
    if known.enumerated:
        return False
    if known.ago < stance.beside:
        return True
    if stance.general and not _defines_function(known):
        return False
    passing = known.stance.conditional and not known.stance.posed
    if passing or (known.stance.claim == "assumed" and not _lasts(known.stance)):
        return stance.concluded and known.ago <= stance.beside + _NEXT
    follows = stance.concluded or there.paragraph == place.paragraph
    return follows or not gives_value(known)


def _lasts(stance: Stance) -> bool:
    return stance.supposed or stance.posed


_NEXT = 2
"""Formulas after its sentence, up to which what is only supposed may be concluded from."""


def gives_value(known: Known) -> bool:
    """`x = 3`: what a letter is for a while."""
    left, right = known.relation.left, known.relation.right
    return (isinstance(left, Sym) and is_constant(right)) or (
        isinstance(right, Sym) and is_constant(left)
    )


def _defines_function(known: Known) -> bool:
    left = known.relation.left
    return isinstance(left, Apply) and left.name not in functions(known.relation.right)


def names_given(relation: Relation) -> set[str]:
    """The letter or the functions that an equation tells something of."""
    called = functions(relation)
    left = relation.left
    return set(called) or ({left.name} if isinstance(left, Sym) else set())


def given_anew(latex: str, before: str) -> str | None:
    """The name that a formula gives a new meaning: `f` of "let $f(x)$ be", or of `f(x) = 2x`.

    Not `P` of `P(A) = 0.4`, which is said of the event.
    """
    found = _ANEW.match(latex)
    if found is None or not (found["equal"] or found.end() == len(latex.rstrip())):
        return None
    if found["equal"]:
        return found["name"] if _is_for_all_arguments(found, latex[found.end() :]) else None
    return found["name"] if _IS_GIVEN_ANEW.search(before) else None


def _is_for_all_arguments(found: re.Match[str], value: str) -> bool:
    """Whether `f(x) = value` says what `f` is; with a capital argument it may be of an event."""
    argument = found["argument"]
    if argument is None:
        return False
    return argument.islower() or (argument in value and f"{found['name']}(" not in value)
