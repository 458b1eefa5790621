from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.answer.unicode_math import unicode_math


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"E = mc^2", "E = mc²"),
        (r"e^{i\pi}+1=0", "e^(iπ) + 1 = 0"),
        (r"10^{-3}", "10⁻³"),
        (r"x_{ij}^{(2)}", "xᵢⱼ⁽²⁾"),
        (r"90^\circ", "90°"),
        (r"\frac12", "1/2"),
        (r"T^2=\frac{4\pi^2}{GM}a^3", "T² = 4π²/(GM) a³"),
        (r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", "x = (-b ± √(b² - 4ac))/(2a)"),
        (r"\frac{\partial L}{\partial \dot{q}}", "∂L/∂q̇"),
        (r"\sqrt[3]{x+1}", "∛(x + 1)"),
        (r"\sin^2 x + \cos^2 x = 1", "sin² x + cos² x = 1"),
        (r"a\sin\theta", "a sin θ"),
        (r"\log_2 n", "log₂ n"),
        (r"\lim_{x\to 0}\frac{\sin x}{x}", "lim_(x → 0) (sin x)/x"),
        (r"\int_0^\infty e^{-x^2}\,dx", "∫₀^∞ e^(-x²) dx"),
        (r"\sum_{i=1}^{n} i^2", "∑ᵢ₌₁ⁿ i²"),
        (r"\nabla \cdot \mathbf{E} = \frac{\rho}{\varepsilon_0}", "∇ · E = ρ/ε₀"),
        (r"\vec F = m\vec a", "F⃗ = ma⃗"),
        (r"\hat{H}\psi=E\psi", "Ĥψ = Eψ"),
        (r"f'(x) \le \mathbb{R}^n", "f′(x) ≤ ℝⁿ"),
        (r"\left(\frac{a}{b}\right)^{k+1}", "(a/b)ᵏ⁺¹"),
        (r"\text{mass} = 3\,\mathrm{kg}", "mass = 3 kg"),
        (r"A=\begin{pmatrix}1 & 2\\3&4\end{pmatrix}", "A = [1 2; 3 4]"),
        (r"\begin{cases}1 & x>0\\0&\text{else}\end{cases}", "{1, x > 0; 0, else}"),
        ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}", "a = b\nc = d"),
        (r"\{x \mid x > -1\}", "{x ∣ x > -1}"),
        (r"\unknown{x} + \mathbb{R}", r"\unknown{x} + ℝ"),
        ("", ""),
    ],
)
def test_common_formulas_read_well_in_a_terminal(latex: str, text: str) -> None:
    assert unicode_math(latex) == text


@pytest.mark.parametrize(
    "part", ["{", "}", "^", "_", r"\frac", r"\sqrt", r"\left", "a^", "{a", "&"]
)
def test_deep_and_broken_formulas_are_written_somehow(part: str) -> None:
    assert isinstance(unicode_math(part * 5_000), str)


@given(
    st.lists(
        st.sampled_from(
            ["\\frac", "\\sqrt", "{", "}", "^", "_", "[", "]", "a", "1", " ", "\\left", "(", ")",
             "\\sin", "\\\\", "&", "\\begin{cases}", "\\end{cases}", "'", "\\foo", "\\", "~"]
        )
    ).map("".join)
)  # fmt: skip
def test_no_formula_is_too_strange(latex: str) -> None:
    assert isinstance(unicode_math(latex), str)
