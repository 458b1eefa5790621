"""What a text says a symbol stands for is evidence of its dimension."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.equations.evidence.dimensions.meanings import stated_dimensions
from jupyterlab_galactica.checks.equations.vocabulary.dimension import dimension
from jupyterlab_galactica.checks.equations.vocabulary.names import canonical_name, plain_name
from jupyterlab_galactica.checks.gathering import gathered


def stated(text: str) -> dict[str, str]:
    """What a text says of symbols, as known where its last formula stands."""
    *_, (_, around) = gathered(lex(text)).formulas
    return {name: str(what) for name, what in stated_dimensions(around).items()}


@pytest.mark.parametrize(
    ("text", "symbol", "what"),
    [
        ("Here $E$ is the electric field, so $x$.", "E", "M L T^-3 I^-1"),
        ("A block of mass $m$ slides: $x$.", "m", "M"),
        (r"where $\rho$ denotes the charge density. $x$", r"\rho", "I L^-3 T"),
        ("- $v$: velocity of the car\n\n$x$", "v", "L T^-1"),
        ("| $m$ | mass | kg |\n\n$x$", "m", "M"),
        ("with $c$ the speed of light, $x$", "c", "L T^-1"),
        ("its momentum ($p$) is $x$", "p", "M L T^-1"),
        ("$Q$ is the flow (in m^3/s), $x$", "Q", "L^3 T^-1"),
        ("where $F_1$ and $F_2$ are forces and $x$", "F_{2}", "M L T^-2"),
    ],
)
def test_plain_statements_are_understood(text: str, symbol: str, what: str) -> None:
    assert stated(text).get(symbol) == str(dimension(what))


@pytest.mark.parametrize(
    "text",
    [
        "Here $e$ is the energy per unit mass, so $x$.",
        "the rate of change of momentum $p$ is $x$",
        "the center of mass $M$ is $x$",
        "$w$ is the weight vector and $x$",
        "$k$ is the mass ratio, so $x$",
        "$n$ is the number of masses, so $x$",
        "to the power $n$, so $x$",
        "$u$ has the velocity of sound, so $x$",
    ],
)
def test_what_may_mean_something_else_is_left_alone(text: str) -> None:
    assert stated(text) == {}


def test_a_displayed_equation_knows_what_follows_it() -> None:
    text = "It is\n$$E = m c^3$$\nwhere $m$ is the mass and $E$ the energy."
    ((_, around), *_) = gathered(lex(text)).formulas
    assert set(stated_dimensions(around)) == {"m", "E"}


def test_the_equation_s_own_sentence_comes_before_earlier_ones() -> None:
    text = "$E$ is the electric field.\n\nIt is $E = m c^3$, where $E$ is the energy."
    _, (_, around), *_ = gathered(lex(text)).formulas
    assert str(stated_dimensions(around)["E"]) == str(dimension("M L^2 T^-2"))


def test_a_symbol_of_two_meanings_has_none() -> None:
    assert stated("Let $T$ be a number. $T$ is the temperature. $T$ is the time. $x$") == {}


@pytest.mark.parametrize(
    ("written", "name"),
    [("rho", r"\rho"), ("ρ", r"\rho"), ("v_0", "v_{0}"), (r"\vec{E}", "E"), ("E", "E"),
     (r"\epsilon_0", r"\epsilon_{0}"), ("x + 1", None), ("", None), (r"\frac", None)],
)  # fmt: skip
def test_symbols_are_named_as_users_write_them(written: str, name: str | None) -> None:
    assert canonical_name(written) == name


def test_a_vector_has_the_name_of_its_letter() -> None:
    assert plain_name(r"\mathbf{E}") == plain_name(r"\vec{E}") == "E"
    assert plain_name(r"E_{\mathrm{max}}") == "E_{max}"


def test_a_value_with_its_unit_says_what_the_symbol_is() -> None:
    text = r"Take $m = 5\,\mathrm{kg}$ and $g = 9.8\,\mathrm{m/s^2}$. The force is $F = m g$."
    assert stated(text) == {"m": "M", "g": "L T^-2"}
    assert stated("Take $m = 5$ and $n = 3 k$. Then $x$.") == {}
