"""How letters are read where the text does not say."""

from __future__ import annotations

GREEK = {
    r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\varepsilon", r"\zeta", r"\eta",
    r"\theta", r"\vartheta", r"\iota", r"\kappa", r"\varkappa", r"\lambda", r"\mu", r"\nu",
    r"\xi", r"\omicron", r"\rho", r"\varrho", r"\sigma", r"\varsigma", r"\tau", r"\upsilon",
    r"\phi", r"\varphi", r"\chi", r"\psi", r"\omega", r"\Gamma", r"\Delta", r"\Theta",
    r"\Lambda", r"\Xi", r"\Sigma", r"\Upsilon", r"\Phi", r"\Psi", r"\Omega", r"\hbar", r"\ell",
    r"\Pi",
}  # fmt: skip

FUNCTION_LETTERS = {
    "f", "g", "h", "F", "G", r"\phi", r"\psi", r"\varphi", r"\Phi", r"\Psi",
}  # fmt: skip
"""Letters that are an undefined function whenever brackets follow."""

COUNTING_LETTERS = {"n", "m", "k", "N", "j", "l"}
"""Letters that count things; equations are tried at positive integers for them."""

COMPLEX_LETTERS = {"z", "w"}

PARAMETER_LETTERS = {
    "a", "b", "c", "k", "n", "m", "p", "q", "A", "B", "C", "N", "K", "L", "l",
    r"\alpha", r"\beta", r"\gamma", r"\lambda", r"\omega", r"\mu", r"\nu", r"\kappa",
}  # fmt: skip
"""Letters that stand for constants beside a variable."""

VARIABLE_LETTERS = {"x", "y", "z", "t", "s", r"\theta", "u", "v", "w"}

CONSTANT_OF_INTEGRATION = {"C", "c", "K", "k", "C_{1}", "C_{0}", "C'", r"\text{const}", "const"}


def is_counting(name: str) -> bool:
    """Whether a symbol (`n`, `k_{1}`) counts things and is taken as an integer."""
    return name.split("_")[0] in COUNTING_LETTERS


def integration_constants(names: frozenset[str]) -> frozenset[str]:
    return names & CONSTANT_OF_INTEGRATION
