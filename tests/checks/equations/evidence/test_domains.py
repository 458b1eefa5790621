"""Where an equation is true that is not true everywhere, and for how much of it that is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyterlab_galactica.checks.formulas import check_equation
from jupyterlab_galactica.checks.pool import EquationPool


@pytest.fixture(scope="module")
def pool() -> Iterator[EquationPool]:
    pool = EquationPool(workers=1)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("latex", "domain"),
    [
        (r"\sqrt{x^2} = x", r"x \ge 0"),
        (r"\sqrt{x^2} = -x", r"x \le 0"),
        (r"|x| = x", r"x \ge 0"),
        (r"|x - 4| = x - 4", r"x \ge 4"),
        (r"|x + 2| = -x - 2", r"x \le -2"),
        (r"\ln(ab) = \ln a + \ln b", "a, b > 0"),
        (r"\sqrt{ab} = \sqrt{a} \sqrt{b}", "a, b > 0"),
        (r"\ln x^2 = 2 \ln x", "x > 0"),
        (r"\arcsin(\sin x) = x", r"-\frac{\pi}{2} < x < \frac{\pi}{2}"),
        (r"\arctan(\tan x) = x", r"-\frac{\pi}{2} < x < \frac{\pi}{2}"),
        (r"\arccos(\cos x) = x", r"0 < x < \pi"),
        (r"\arctan x + \arctan \frac{1}{x} = \frac{\pi}{2}", "x > 0"),
        (r"\lfloor x \rfloor = 0", "0 < x < 1"),
        (r"(-1)^n = 1", r"n \text{ even}"),
        (r"\cos n\pi = -1", r"n \text{ odd}"),
    ],
)
def test_an_equation_true_on_a_part_names_the_part(
    latex: str, domain: str, pool: EquationPool
) -> None:
    check = check_equation(latex, pool)
    assert check.verdict == "conditional", check.reason
    assert check.domain == domain
    assert domain in check.reason
    assert check.counterexample is not None


@pytest.mark.parametrize(
    ("latex", "domain"),
    [
        (r"\sum_{n=0}^{\infty} x^n = \frac{1}{1-x}", "|x| < 1"),
        (r"\sum_{n=1}^{\infty} n x^{n-1} = \frac{1}{(1-x)^2}", "|x| < 1"),
        (r"\int_0^\infty e^{-ax} \, dx = \frac{1}{a}", "a > 0"),
    ],
)
def test_a_series_holds_where_it_converges(latex: str, domain: str, pool: EquationPool) -> None:
    check = check_equation(latex, pool)
    assert check.verdict == "holds", check.reason
    assert check.domain == domain


@pytest.mark.parametrize(
    "latex",
    [
        r"\sqrt{x^2} = x, \quad x > 0",
        r"\ln(ab) = \ln a + \ln b \quad \text{for } a > 0, b > 0",
        r"\arcsin(\sin x) = x \quad \text{for } -1 < x < 1",
        r"\sqrt{\overline{z}} = \overline{\sqrt{z}}, \quad z \notin (-\infty, 0]",
    ],
)
def test_under_its_condition_it_simply_holds(latex: str, pool: EquationPool) -> None:
    check = check_equation(latex, pool)
    assert check.verdict == "holds", check.reason
    assert check.domain is None


def test_what_holds_everywhere_has_no_domain(pool: EquationPool) -> None:
    assert check_equation(r"\sqrt{x^2} = |x|", pool).domain is None
    assert check_equation(r"\sin 2x = 2 \sin x \cos x", pool).domain is None
