"""Words with formulas among them, in the forms that a reader sees."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.wording import Formula, in_dollars, in_unicode, pieces


def test_formulas_are_told_from_the_words_around_them() -> None:
    assert list(pieces(r"By $a = 1$ and $b$.")) == [
        "By ", Formula("a = 1"), " and ", Formula("b"), ".",
    ]  # fmt: skip
    assert list(pieces("")) == []


def test_a_dollar_that_is_part_of_a_formula_ends_none() -> None:
    assert list(pieces(r"$p = \$5$ a piece")) == [Formula(r"p = \$5"), " a piece"]
    assert list(pieces("it costs $5")) == ["it costs $5"]


def test_a_terminal_and_a_title_show_formulas_as_characters() -> None:
    told = r"True for $x \ge 0$; at $\alpha_1 = \frac{1}{2}$ it is $1.5 \cdot 10^{20}$."
    assert in_unicode(told) == "True for x ≥ 0; at α₁ = 1/2 it is 1.5 · 10²⁰."


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"2 \pmod{7}", "2 (mod 7)"),
        (r"9.8\text{ m/s²}", "9.8 m/s²"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", "[1 2; 3 4]"),
        (r"M L^{2} T^{-2}", "M L² T⁻²"),
    ],
)
def test_values_of_counterexamples_can_be_read_without_typesetting(latex: str, shown: str) -> None:
    assert in_unicode(f"${latex}$") == shown


def test_a_formula_with_words_that_hold_a_formula_is_one_formula() -> None:
    inserted = in_dollars(r"x = 1 \text{ if $y > 0$}")
    assert list(pieces(inserted)) == [Formula(r"x = 1 \text{ if \(y > 0\)}")]
    assert in_unicode(inserted) == "x = 1 if y > 0"
