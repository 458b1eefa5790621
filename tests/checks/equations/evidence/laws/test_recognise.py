"""A known law is named however it is written; a slip is pointed out; other equations have none."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.checks.equations.evidence.laws.naming import Named
from jupyterlab_galactica.checks.equations.evidence.laws.recognise import (
    Recognition,
    recognise,
)
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_relation
from jupyterlab_galactica.checks.equations.vocabulary.dimension import dimension


def found(latex: str, named: str = "", offered: str = "", **known: str) -> Recognition | None:
    (statement,) = find_statements(latex)
    relation, _ = parse_relation(statement.left, statement.op, statement.right)
    dimensions = {name: dimension(what) for name, what in known.items()}
    as_one = frozenset(filter(None, [offered]))
    return recognise(relation, dimensions, Named(as_one.union(filter(None, [named])), as_one))


def recognised(latex: str, named: str = "", **known: str) -> tuple[str, str] | None:
    """The name of a law, and how the equation differs from it."""
    law = found(latex, named, **known)
    return law and (law.law.name, law.note.rpartition("; ")[2])


@pytest.mark.parametrize(
    ("latex", "name"),
    [
        ("F = m a", "Newton's second law"),
        ("a = F/m", "Newton's second law"),
        (r"\vec{F} = m \vec{a}", "Newton's second law"),
        (r"F = \frac{G m_1 m_2}{r^2}", "Newton's law of gravitation"),
        (r"r = \sqrt{\frac{G m_1 m_2}{F}}", "Newton's law of gravitation"),
        (r"\frac{1}{2} m v^2 = K", "Kinetic energy"),
        (r"\gamma = \left(1 - v^2/c^2\right)^{-1/2}", "Lorentz factor"),
        (r"E = \sqrt{p^2 c^2 + m^2 c^4}", "Energy-momentum relation"),
        (r"f = \frac{u v}{u + v}", "Thin lens equation"),
        (r"\nabla \cdot \mathbf{E} = \rho / \varepsilon_0", "Gauss's law"),
        (
            r"\nabla \times \mathbf{B} - \mu_0 \epsilon_0 \frac{\partial \mathbf{E}}{\partial t}"
            r" = \mu_0 \mathbf{J}",
            "Ampère–Maxwell law",
        ),
        (r"\frac{\partial u}{\partial t} = k \frac{\partial^2 u}{\partial x^2}", "Heat equation"),
        (r"N(t) = N_0 e^{-\lambda t}", "Radioactive decay"),
        (r"N = \frac{N_0}{e^{\lambda t}}", "Radioactive decay"),
        (r"n_2 \sin \theta_b = n_1 \sin \theta_a", "Snell's law"),
        (r"\Delta t' = \gamma \Delta \tau", "Time dilation"),
        (r"P V = N k_B T", "Ideal gas law"),
    ],
)
def test_a_law_is_named_however_it_is_written(latex: str, name: str) -> None:
    assert recognised(latex) == (name, "")


@pytest.mark.parametrize(
    ("latex", "name", "note"),
    [
        (
            r"\nabla \times \mathbf{E} = \frac{\partial \mathbf{B}}{\partial t}",
            "Faraday's law",
            "here a sign is different.",
        ),
        (
            r"\nabla\times\mathbf{B} = \mu_0\mathbf{J}"
            r" - \mu_0\varepsilon_0\frac{\partial\mathbf{E}}{\partial t}",
            "Ampère–Maxwell law",
            "here a sign is different.",
        ),
        (
            r"\nabla \cdot \vec{B} = \frac{\rho}{\epsilon_0}",
            "Gauss's law",
            "here $B$ stands where another quantity belongs.",
        ),
        (r"k = A e^{E_a / (R T)}", "Arrhenius equation", "here a sign is different."),
        ("K = m v^2", "Kinetic energy", "here a numerical factor is different."),
        (
            r"T = \pi \sqrt{\frac{L}{g}}",
            "Period of a simple pendulum",
            "here a numerical factor is different.",
        ),
        (
            r"F = G \frac{m_1 m_2}{r}",
            "Newton's law of gravitation",
            "here $r$ has another exponent.",
        ),
        ("E = m c^3", "Mass-energy equivalence", "here $c$ has another exponent."),
        ("F = m a^2", "Newton's second law", "here $a$ has another exponent."),
        (
            r"T = 2 \pi \sqrt{\frac{g}{L}}",
            "Period of a simple pendulum",
            "here $L$ and $g$ are exchanged.",
        ),
        ("V = I / R", "Ohm's law", "here $R$ stands on the other side of the fraction."),
        (
            r"n_1 \sin\theta_2 = n_2 \sin\theta_1",
            "Snell's law",
            r"here $\theta_{1}$ and $\theta_{2}$ are exchanged.",
        ),
    ],
)
def test_a_slip_in_a_law_is_pointed_out(latex: str, name: str, note: str) -> None:
    assert recognised(latex) == (name, note)


def test_a_slip_is_told_with_the_law_in_the_equation_s_letters() -> None:
    slip = found(r"\Delta V = \frac{I}{R}", "Ohm's law")
    assert slip is not None
    assert slip.repair == r"\Delta V = I R"
    assert slip.note == (
        r"Ohm's law is $\Delta V = I R$; here $R$ stands on the other side of the fraction."
    )


def test_another_quantity_in_a_law_is_mended_by_the_law_s_own() -> None:
    slip = found(r"\nabla \cdot \vec{B} = \frac{\rho}{\epsilon_0}")
    assert slip is not None
    assert slip.repair == r"\nabla \cdot \vec{E} = \frac{\rho}{\epsilon_0}"


@pytest.mark.parametrize(
    ("latex", "law"),
    [("F = 2 m a", "Newton's second law"),
     (r"\omega = \frac{1}{T}", "Angular frequency and period"),
     ("f = T", "Frequency and period"), ("W = -F d \\cos\\theta", "Work of a constant force"),
     ("A = 2 \\pi r^2", "Area of a circle"), ("V = -I R", "Ohm's law"),
     (r"U = -\frac{G M m}{r^2}", "Gravitational potential energy")],
)  # fmt: skip
def test_where_the_sentence_names_the_law_less_is_needed(latex: str, law: str) -> None:
    assert recognised(latex, law) is not None
    assert recognised(latex, law) != (law, "")


@pytest.mark.parametrize(
    "latex",
    [
        "F = 2 m a", "V = -I R", "W = -m g", "T = 2 m g", "p = 2 m v", "f = T", "A = 2 \\pi r^2",
        r"F = -\frac{G M m}{r^2}", "v = v_0 - g t", r"\frac{1}{f} = \frac{1}{v} - \frac{1}{u}",
        r"\nabla \cdot \vec{E} = 4 \pi \rho", r"\nabla \cdot \vec{E} = \rho",
        r"\nabla \times \vec{B} = \vec{J} + \frac{\partial \vec{E}}{\partial t}",
        r"\Delta U = Q + W", r"V = L \frac{dI}{dt}", r"I = \frac{1}{2} m r^2",
        r"v = \sqrt{\frac{10 g h}{7}}", r"d \sin\theta = n \lambda", r"b \sin\theta = m \lambda",
        r"P = P_0 - \rho g h",
        r"\frac{\partial T}{\partial t} = k \nabla^2 T", r"E = \frac{1}{2} m v^2", "H = E",
    ],
)  # fmt: skip
def test_other_conventions_and_special_cases_are_no_slip(latex: str) -> None:
    law = found(latex)
    assert law is None or law.note == ""


@pytest.mark.parametrize(
    "latex",
    ["a = b c", "y = m x + b", "x = y z", "z = x^2", "f(x) = x^2", "S = a b", "p = q r",
     r"\sin^2 x + \cos^2 x = 1", "x = x", "0 = 0", "A = B C + D", "y = k x^2", "c = a + b",
     r"\sum_{k=1}^n k = \frac{n(n+1)}{2}", "(a+b)^2 = a^2 + 2 a b + b^2", "u = x"],
)  # fmt: skip
def test_equations_of_a_common_form_are_no_law(latex: str) -> None:
    assert recognised(latex) is None


def test_a_law_is_not_meant_where_the_symbols_are_something_else() -> None:
    assert recognised("V = I R") == ("Ohm's law", "")
    assert recognised("V = I R", V="L^3", I="L^2", R="L") is None
    assert recognised("V = I R", V="M L^2 T^-3 I^-1") == ("Ohm's law", "")


def test_a_law_is_named_by_what_its_symbols_are_said_to_be() -> None:
    assert recognised("X = s b") is None
    meanings = {"X": "M L T^-2", "s": "M", "b": "L T^-2"}
    assert recognised("X = s b", **meanings) == ("Newton's second law", "")


def test_a_root_with_a_minus_before_it_is_not_the_law_that_has_the_root() -> None:
    assert recognised(r"\omega_0 = \sqrt{k/m}") is not None
    assert recognised(r"\omega_0 = -\sqrt{k/m}") is None


@pytest.mark.parametrize(
    ("latex", "offered", "else_named"),
    [
        (r"\frac{d^2 x}{dt^2} - \omega^2 x = 0", "Harmonic oscillator", "Unstable equilibrium"),
        (r"N = N_0 e^{\lambda t}", "Radioactive decay", "Exponential growth"),
        (r"v = -\sqrt{2 g h}", "Torricelli's law", None),
    ],
)
def test_what_is_offered_as_one_law_is_a_slip_in_it_and_no_other_law(
    latex: str, offered: str, else_named: str | None
) -> None:
    law = found(latex, offered=offered)
    assert law is not None
    assert law.law.name == offered
    assert law.note.endswith("here a sign is different.")
    only_named = found(latex, named=offered)
    assert (only_named and only_named.law.name) == else_named


@pytest.mark.parametrize(
    "latex", [r"R = -\frac{\rho L}{A}", r"\rho = -\frac{m}{V}", "K = -\\frac{1}{2} m v^2"]
)
def test_a_product_of_magnitudes_is_not_negative(latex: str) -> None:
    law = found(latex)
    assert law is not None
    assert law.note.endswith("here a sign is different.")


@pytest.mark.parametrize("latex", ["F = -m a", "V = -I R", r"Q = -C V"])
def test_a_product_of_what_has_a_direction_may_be_negative(latex: str) -> None:
    law = found(latex)
    assert law is None or law.note == ""
