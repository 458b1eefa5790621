"""Random formulas as people write them: LaTeX of every notation, not all of it sensible."""

from __future__ import annotations

from hypothesis import strategies as st

ATOMS = [
    "x", "y", "a", "b", "n", "k", "t", "2", "3", "10", "0.5", r"\pi", "e", "i", r"\alpha", "x_1",
    "a_n", "a_{n+1}", "x_{ij}", r"\infty", r"90^\circ", r"T_{\text{max}}", "x'", r"\dot{x}", "n!",
    "f(x)", "f'(x)", "y''", "f(x, y)", r"\Gamma(n)", r"\vec{a}", r"\mathbf{A}", r"\hat{x}", "A",
    r"\mathbf{v}", r"\ell", r"\hbar", r"\nabla f", r"\nabla \cdot \mathbf{E}", r"\nabla^2 \phi",
    r"\nabla \times \mathbf{B}", r"5\,\text{kg}", r"9.8\ \mathrm{m/s^2}", "P(A)", "P(A | B)",
    r"\mathbb{E}[X]", r"E[X]", r"\binom{n}{k}", r"\{1, 2, 3\}", r"(1, 2)", "[0, 1]",
    r"\langle x \rangle",
    r"1 + 2 + \cdots + n", r"x_1 + \dots + x_n", r"\frac{dy}{dx}", r"\frac{\partial f}{\partial x}",
    r"\frac{d^2y}{dx^2}", r"\frac{d}{dx}", r"\Delta x", r"\|x\|", r"2\frac{1}{2}", r"50\%", "dx",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", r"\begin{bmatrix} a \\ b \end{bmatrix}",
    r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}",
    r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}",
    r"x \bmod 3", r"\lfloor x \rfloor", r"\max(a, b)", r"\gcd(a, b)", r"\Re z", r"\bar{z}", "z^*",
    r"\int_0^1 x^2 \, dx", r"\int f(x) \, dx", r"\oint_C P \, dx", r"\sum_{k=1}^n k", r"\sum_i x_i",
    r"\prod_{k=1}^{n} k", r"\lim_{x \to 0^+} x", r"\left. x^2 \right|_0^1", r"\log_2 8", r"\ln x",
    r"J_0(x)", "P_n(x)", r"\zeta(2)",
    r"\delta_{ij}", r"\epsilon_{ijk}", r"A^T", r"A^{-1}",
    r"\det A",
    r"\operatorname{tr}(A)", r"|\psi\rangle", r"[A, B]", r"\partial_x f", r"\partial_t^2 u",
    r"(\mathbf{u} \cdot \nabla) \mathbf{v}", r"3\hat{i} + 4\hat{j}", r"\vec{a} \times \vec{b}",
    r"\vec{a} \cdot \vec{b}", r"\frac{d^n y}{dx^n}", r"\frac{\partial f}{\partial \mathbf{x}}",
    r"\mathbf{A} \mathbf{I}", r"P(X = k)", r"\lim_{x \to 0} \sin x", r"\int_a^b x \, dx",
]  # fmt: skip

TEMPLATES = [
    "{0} + {1}", "{0} - {1}", "-{0}", "{0} {1}", r"{0} \cdot {1}", r"{0} \times {1}", "{0}/{1}",
    r"\frac{{{0}}}{{{1}}}", r"\dfrac{{{0}}}{{{1}}}", "{0}^2", "{0}^{{{1}}}", "({0})", "({0})({1})",
    r"\left({0}\right)^{{{1}}}", r"\left[{0}\right]", r"\sqrt{{{0}}}", r"\sqrt[3]{{{0}}}",
    r"\sin {0}", r"\sin^2 {0}", r"\cos({0})", r"\ln {0}", r"\log({0})", r"e^{{{0}}}", r"\exp({0})",
    r"|{0}|", r"\left|{0}\right|", r"{0} \pm {1}", r"\frac{{d}}{{dx}} {0}",
    r"\frac{{d}}{{dx}}\left({0}\right)",
    r"\frac{{\partial}}{{\partial t}}({0})", r"\int {0} \, dx", r"\int_{{{0}}}^{{{1}}} x \, dx",
    r"\int_0^1 \frac{{{0}}}{{{1}}} dx", r"\sum_{{k=1}}^{{n}} {0}", r"\lim_{{x \to {0}}} {1}",
    r"\overline{{{0}}}", r"\vec{{a}} \cdot ({0})", r"\nabla ({0})", r"\mathbf{{A}} {0}", "({0})!",
    r"\begin{{pmatrix}} {0} & {1} \end{{pmatrix}}", r"\boxed{{{0}}}", r"f\left({0}\right)",
    r"\arctan\frac{{{0}}}{{{1}}}", r"\max\{{{0}, {1}\}}",
    r"\left\lfloor {0} \right\rfloor", "{{{0}}}",
    r"\underbrace{{{0}}}_{{{1}}}", r"{0}\,{1}", r"{0}\left(1 + {1}\right)", r"10^{{-3}} {0}",
]  # fmt: skip

RELATIONS = [
    "=",
    "=",
    "=",
    r"\approx",
    r"\le",
    "<",
    r"\neq",
    r"\equiv",
    ":=",
    r"\in",
    r"\to",
    r"\sim",
]

_parts = st.recursive(
    st.sampled_from(ATOMS),
    lambda parts: st.builds(
        lambda template, one, other: template.format(one, other),
        st.sampled_from(TEMPLATES), parts, parts,
    ),
    max_leaves=5,
)  # fmt: skip

formulas = st.builds(
    lambda left, op, right: f"{left} {op} {right}", _parts, st.sampled_from(RELATIONS), _parts
)
