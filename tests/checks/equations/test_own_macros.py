"""What a text's own macros stand for is what a reader is shown: nothing else could typeset it."""

from __future__ import annotations

import jupyterlab_galactica as jg

MACROS = r"\newcommand{\half}{\frac12}\newcommand{\abs}[1]{\left|#1\right|}"


def test_an_equation_ends_behind_the_arguments_of_its_last_macro() -> None:
    (check,) = jg.check(rf"{MACROS} $\abs{{-x}} = \abs{{x}}$").equations
    assert (check.verdict, check.latex) == ("holds", r"\abs{-x} = \abs{x}")


def test_the_reading_has_the_bodies_of_macros() -> None:
    (check,) = jg.check(rf"{MACROS} $\half x + \half x = x$").equations
    assert check.reading is not None
    assert r"\frac{1}{2}" in check.reading
    assert r"\half" not in check.reading


def test_premises_are_quoted_without_macros() -> None:
    text = rf"{MACROS} Let $a = \half$ and $b = 2$. Hence $a + b = \half 5$."
    check = jg.check(text).equations[-1]
    assert check.verdict == "holds"
    assert check.reason == r"Follows from $a = \frac{1}{2}$ and $b = 2$."
