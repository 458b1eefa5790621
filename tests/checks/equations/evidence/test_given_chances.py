"""A probability that follows from given ones is computed again."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.checks.formulas import check_formulas
from jupyterlab_galactica.checks.gathering import gathered

TWO = r"We have $P(A) = 0.4$, $P(B) = 0.5$ and $P(A \cap B) = 0.2$. Hence "
TEST = r"We have $P(T \mid D) = 0.8$, $P(T \mid D^c) = 0.1$ and $P(D) = 0.02$. Hence "


def last(text: str) -> EquationCheck:
    return list(check_formulas(gathered(lex(text)).formulas))[-1]


@pytest.mark.parametrize(
    ("given", "right", "wrong"),
    [
        (TWO, r"P(A \cup B) = 0.7", r"P(A \cup B) = 0.9"),
        (TWO, r"P(A \mid B) = \frac25", r"P(A \mid B) = \frac12"),
        (TWO, r"P(A \setminus B) = 0.2", r"P(A \setminus B) = 0.3"),
        (TEST, r"P(T) = 0.114", r"P(T) = 0.9"),
        (TEST, r"P(D \mid T) = 0.14", r"P(D \mid T) = 0.8"),
    ],
)
def test_what_the_given_ones_fix_is_compared(given: str, right: str, wrong: str) -> None:
    found = last(f"{given}${right}$.")
    assert found.verdict == "holds", found.reason
    found = last(f"{given}${wrong}$.")
    assert found.verdict not in ("holds", "definition", "conditional"), found.reason
    assert found.reason.startswith("Does not follow: by $P(")


@pytest.mark.parametrize(
    "text",
    [
        r"We have $P(A) = 0.4$. Hence $P(B) = 0.3$.",
        r"We have $P(A) = 0.4$ and $P(B) = 0.5$. Hence $P(A \cup B) = 0.7$.",
        r"First $P(A) = 0.4$. In another game $P(A) = 0.7$. Hence $P(A^c) = 0.5$.",
        rf"{TWO[:-6]} Take another one where $P(A \cup B) = 0.9$.",
    ],
)
def test_what_they_leave_open_is_not_judged(text: str) -> None:
    assert last(text).verdict in ("definition", "conditional", "unsupported")
