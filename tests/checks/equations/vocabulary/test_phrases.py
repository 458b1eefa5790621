"""Every phrase of the vocabulary acts in its example, as no other of its meaning does there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.equations import vocabulary
from jupyterlab_galactica.checks.equations.claims.conditions import conditions_around
from jupyterlab_galactica.checks.equations.claims.context import context_of
from jupyterlab_galactica.checks.equations.claims.stance import Stance
from jupyterlab_galactica.checks.equations.evidence.dimensions.meanings import stated_dimensions
from jupyterlab_galactica.checks.equations.evidence.dimensions.setting import evidence_in
from jupyterlab_galactica.checks.equations.reading.find import Statement, find_statements
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered
from jupyterlab_galactica.checks.surroundings import Surroundings

ROWS: dict[str, list[tuple[str, str]]] = json.loads(
    Path(vocabulary.__file__).with_name("phrases.json").read_text(encoding="utf-8")
)


def stance_of(text: str) -> Stance:
    """How a text stands to its first formula."""
    ((_, around), *_) = gathered(lex(text)).formulas
    return context_of(around).stance


def letters_of(text: str) -> str | None:
    """The kind of all letters in the sentence of a text's first formula."""
    ((_, around), *_) = gathered(lex(text)).formulas
    return context_of(around).letters


def around_last(text: str) -> Surroundings:
    """What is known in the sentence after a text."""
    *_, (_, around) = gathered(lex(f"{text} Also $u = v$.")).formulas
    return around


def check_text(text: str) -> list[str]:
    return [check.verdict for check in check_formulas(gathered(lex(text)).formulas)]


def kinds(text: str) -> dict[str, str]:
    return dict(context_of(around_last(text)).kinds)


def dimensions(text: str) -> dict[str, str]:
    return {name: str(what) for name, what in stated_dimensions(around_last(text)).items()}


def conditions_behind(text: str) -> int:
    ((_, around), *_) = gathered(lex(text)).formulas
    return len(conditions_around(around))


def lasts(text: str) -> bool:
    """Whether the formula is remembered when many others have followed."""
    many = " ".join(f"Here $y_{{{number}}}$ comes." for number in range(40))
    return "p" in [passage.latex for passage in around_last(f"{text} {many}").earlier]


def statements(latex: str) -> list[Statement]:
    return find_statements(latex)


def claims(claim: str) -> Callable[[str], bool]:
    return lambda text: stance_of(text).claim == claim


def kind(name: str) -> Callable[[str], bool]:
    return lambda text: kinds(text).get("p") == name


ACTS: dict[str, Callable[[str], object]] = {
    "concludes": claims("derived"),
    "begins a clause": lambda text: stance_of(text).claim not in ("given", "assumed"),
    "concludes after a comma": lambda text: not stance_of(text).doubted,
    "tries": claims("tried"),
    "asks": claims("tried"),
    "asks for something": claims("to solve"),
    "supposes": lambda text: stance_of(text).conditional and claims("assumed")(text),
    "supposes for longer": lambda text: stance_of(text).hypothetical and claims("assumed")(text),
    "reasons by contradiction": lambda text: stance_of(text).hypothetical,
    "assumes": claims("assumed"),
    "assumes right before": claims("assumed"),
    "corrects": lambda text: stance_of(text).corrected,
    "makes a mistake usual": lambda text: not stance_of(text).corrected,
    "goes on": lambda text: stance_of(text).corrected,
    "enumerates": lambda text: stance_of(text).alternative,
    "lists": lambda text: stance_of(text).listed,
    "defines": lambda text: stance_of(text).defined and claims("given")(text),
    "gives": claims("given"),
    "seeks": claims("to solve"),
    "derives": lambda text: stance_of(text).derived,
    "states": lambda text: stance_of(text).derived and not stance_of(text).concluded,
    "denies": lambda text: stance_of(text).doubted,
    "points back": lambda text: stance_of(text).doubted,
    "links an objection": lambda text: stance_of(text).doubted,
    "says no": lambda text: stance_of(text).doubted,
    "says not quite": lambda text: stance_of(text).doubted,
    "disagrees": lambda text: stance_of(text).doubted,
    "names a remainder": lambda text: stance_of(text).remainder,
    "introduces": lambda text: conditions_around(around_last(text)),
    "sets a condition": lambda text: conditions_around(around_last(text)),
    "condition follows": conditions_behind,
    "qualifies a condition": conditions_behind,
    "names the integer part": lambda text: kinds(text).get("[") == "floor",
    "works with matrices": lambda text: letters_of(text) == "matrix",
    "works with operators": lambda text: letters_of(text) == "operator",
    "works in a group or ring": lambda text: letters_of(text) == "element",
    "names a group or ring": kind("element"),
    "commutes": lambda text: letters_of(text) is None,
    "kind operator": kind("operator"),
    "kind orthogonal": lambda text: kinds(text).get("P") == "orthogonal",
    "kind unitary": lambda text: kinds(text).get("P") == "unitary",
    "kind symmetric": lambda text: kinds(text).get("P") == "symmetric",
    "kind Hermitian": lambda text: kinds(text).get("P") == "Hermitian",
    "kind antisymmetric": lambda text: kinds(text).get("P") == "antisymmetric",
    "kind matrix": kind("matrix"),
    "kind vector": kind("vector"),
    "kind function": kind("function"),
    "kind integer": kind("integer"),
    "kind positive": kind("positive"),
    "kind complex": kind("complex"),
    "kind real": kind("real"),
    "kind not integer": kind("real"),
    "parts a symbol from its kind": lambda text: not kinds(text),
    "says of several": lambda text: kinds(text).keys() == {"p", "q"},
    "describes a kind": kinds,
    "names a kind": kinds,
    "is said to be": lambda text: "v" in dimensions(text),
    "article": lambda text: "v" in dimensions(text),
    "describes a quantity": lambda text: "v" in dimensions(text),
    "comes before a quantity": dimensions,
    "comes after a quantity": dimensions,
    "has another dimension": lambda text: not dimensions(text),
    "quantity or number": lambda text: not dimensions(text),
    "quantity or mathematics": lambda text: not dimensions(text),
    "leaves units out": lambda text: evidence_in(around_last(text)).unitless,
    "is measured in": lambda text: "Q" in dimensions(text),
    "lasts": lasts,
    "sets a condition in a formula": lambda latex: len(statements(latex)) == 1,
    "joins statements": lambda latex: len(statements(latex)) == 2,
    "says of all values": lambda latex: not statements(latex)[0].conditions,
    "stands between conditions": lambda latex: len(statements(latex)[0].conditions) == 2,
    "sets an equation": claims("given"),
    "speaks of commuting": lambda text: check_text(text)[-1] == "holds",
    "has a characteristic": lambda text: check_text(text) == ["conditional"],
    "counts modulo": lambda text: check_text(text) == ["conditional"],
    "generalises": lambda text: stance_of(text).general,
    "leaves a choice": lambda text: not context_of(around_last(text)).premises,
    "goes up to": lambda text: not context_of(around_last(text)).premises,
    "begins a problem": lambda text: not context_of(around_last(text)).premises,
    "begins a case of several": lambda text: not context_of(around_last(text)).premises,
    "otherwise": statements,
    "begins a case": statements,
    "parity": statements,
}


@pytest.mark.parametrize(
    ("meaning", "phrase", "example"),
    [(meaning, *row) for meaning, rows in ROWS.items() for row in rows],
)
def test_a_phrase_acts_in_its_example(meaning: str, phrase: str, example: str) -> None:
    assert ACTS[meaning](example)


@pytest.mark.parametrize("meaning", ROWS)
def test_each_phrase_of_a_meaning_is_needed(meaning: str) -> None:
    for row, (_, example) in enumerate(ROWS[meaning]):
        found = [
            at
            for at, (phrase, _) in enumerate(ROWS[meaning])
            if re.search(rf"(?i)(?<!\w){phrase}(?!\w)", example)
        ]
        assert found == [row], example


def test_no_meaning_is_without_a_phrase() -> None:
    assert ROWS.keys() == ACTS.keys()
