"""What a text says of its symbols accuses an equation only in a surely physical setting."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.equations.evidence.dimensions.agreement import (
    DimensionJudgement,
    judge_dimensions,
)
from jupyterlab_galactica.checks.equations.evidence.dimensions.setting import evidence_in
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.gathering import gathered

SYMBOLS = "Here $m$ is the mass, $v$ is the velocity, $a$ is the acceleration, $t$ is the time"


def last(text: str) -> DimensionJudgement:
    """What is said of the last formula of a text."""
    *_, (math, around) = gathered(lex(text)).formulas
    (statement,) = find_statements(math.latex)
    relation, _ = parse_relation(statement.left, statement.op, statement.right)
    return judge_dimensions(relation, evidence_in(around))


@pytest.mark.parametrize(
    ("equation", "told"),
    [
        (r"p = m v + m a", "$m v$ is $M L T^{-1}$ (kg m/s), $m a$ is $M L T^{-2}$ (N)."),
        (r"p = 5 (m v + m a)", "$m v$ is $M L T^{-1}$ (kg m/s), $m a$ is $M L T^{-2}$ (N)."),
        (r"p = m (v + a t^2)", "$v$ is $L T^{-1}$ (m/s), $a t^{2}$ is $L$ (m)."),
        (r"p = m (v^2 + v)", "$v^{2}$ is $L^{2} T^{-2}$, $v$ is $L T^{-1}$ (m/s)."),
        (r"a = v \cos(v t)", "$v t$ must be a number here; it has $L$ (m)."),
        (r"m v = m a t^2", "$m v$ is $M L T^{-1}$ (kg m/s), $m a t^{2}$ is $M L$."),
    ],
)
def test_quantities_that_are_all_named_are_held_against_each_other(
    equation: str, told: str
) -> None:
    found = last(f"{SYMBOLS}, so ${equation}$.")
    assert found.verdict == "inconsistent"
    assert found.reason.startswith(told.split(" (")[0].split(";")[0])


@pytest.mark.parametrize(
    "text",
    [
        r"Let $t$ be the time. The circle is $x = 3 \sin t$.",
        r"At time $t$ it is $\sin^2 t + \cos^2 t = 1$.",
        r"Let $t$ be the time and $x$ the position. Solve $\frac{dx}{dt} = t^3 + x$.",
        r"In week $t$, a time, we have $q_t = B^t q_0$.",
        r"Let $r$ be the distance. The spiral is $r = 1 + \theta$.",
        r"$P$ is the pressure and $t$ the time. Then $\frac{dP}{dt} = P$.",
        r"Its height is $3 e^{2} - 5 \approx 17.2\text{ meters}$.",
        r"Let $x$ and $h$ be lengths, $\mathbf{F}$ the force, $\mathbf{G}$ the force at $x + h$."
        r" So $\mathbf{G} = \mathbf{F}(x + h)$.",
        r"The scale is $M \sim 10^{3}-10^{4}\,\text{GeV}$.",
        r"The mass is $90\text{ GeV} = 1.6 \times 10^{-25}\text{ kg}$.",
        r"Here $E$ is the energy, $v$ the speed, $p$ the momentum; $E = \frac{1}{2} v^2 + p v$.",
        rf"{SYMBOLS}. We use dimensionless variables, so $m v = m a$.",
        rf"{SYMBOLS}. We set $a = 1$. Hence $m v = m a$.",
        rf"{SYMBOLS}, and $m v \sim m a$.",
        rf"{SYMBOLS}, and $m v = k m a$.",
    ],
)
def test_nothing_is_accused_where_units_may_be_left_out(text: str) -> None:
    assert last(text).verdict != "inconsistent"
