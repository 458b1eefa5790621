"""Names that mathematics has agreed on, and how letters are read where the text does not say."""

from __future__ import annotations

from collections.abc import Mapping

FUNCTIONS: Mapping[str, str] = {
    **{name: name for name in (
        "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch",
        "exp", "ln", "log", "arg", "max", "min", "sgn", "sinc", "erf", "erfc", "atan2",
    )},
    **{f"arc{f}": f"a{f}" for f in ("sin", "cos", "tan", "cot", "sec", "csc")},
    **{f"a{f}": f"a{f}" for f in ("sin", "cos", "tan", "cot", "sec", "csc")},
    **{f"{arc}{f}": f"a{f}" for arc in ("ar", "arc", "a") for f in (
        "sinh", "cosh", "tanh", "coth", "sech", "csch",
    )},
    "cosec": "csc", "cotan": "cot", "tg": "tan", "ctg": "cot", "sh": "sinh", "ch": "cosh",
    "arctg": "atan", "sign": "sgn", "lg": "log10", "Re": "re", "Im": "im", "Arg": "arg",
    "Log": "log", "Ln": "log", "abs": "abs", "sqrt": "sqrt", "conj": "conj", "B": "beta",
    "gcd": "gcd", "lcm": "lcm", "mod": "mod", "det": "det", "tr": "tr",
}  # fmt: skip
"""`\\name` or `\\operatorname{name}` to the name a `Call` carries."""

NOT_YET = {
    "det": "determinants",
    "tr": "matrix traces",
}  # fmt: skip
"""Names that are understood but cannot be judged, and what they are about."""

MACRO_FUNCTIONS: Mapping[str, str] = {
    r"\Gamma": "gamma",
    r"\Re": "re",
    r"\Im": "im",
    r"\zeta": "zeta",
}
"""Letters that are a function when brackets follow."""

INVERSES: Mapping[str, str] = {
    f: f"a{f}"
    for f in ("sin", "cos", "tan", "cot", "sec", "csc",
              "sinh", "cosh", "tanh", "coth", "sech", "csch")
}  # fmt: skip
"""What `f^{-1}` means."""

ARITY: Mapping[str, tuple[int, int]] = {
    "atan2": (2, 2), "beta": (2, 2), "binom": (2, 2), "log_base": (2, 2),
    "max": (2, 9), "min": (2, 9),
}  # fmt: skip
"""Fewest and most arguments, where it is not one."""

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

REFUSED = {
    r"\nabla": "vector calculus (\\nabla)",
    r"\vec": "vectors",
    r"\mathbf": "vectors or matrices",
    r"\boldsymbol": "vectors or matrices",
    r"\bm": "vectors or matrices",
    r"\hat": "unit vectors and operators",
    r"\widehat": "unit vectors and operators",
    r"\mathbb": "sets and expectations",
    r"\mathcal": "transforms and sets",
    r"\mathfrak": "letters in Fraktur",
    r"\mathscr": "transforms and sets",
    r"\|": "norms",
    r"\lVert": "norms",
    r"\langle": "angle brackets",
    r"\oint": "contour integrals",
    r"\iint": "multiple integrals",
    r"\iiint": "multiple integrals",
    r"\pmod": "congruences",
    r"\bmod": "remainders",
    r"\mod": "remainders",
    r"\ldots": "an ellipsis",
    r"\dot": "derivatives written as dots",
    r"\ddot": "derivatives written as dots",
    r"\circ": "composition",
    r"\otimes": "tensor products",
    r"\oplus": "direct sums",
    r"\wedge": "exterior products",
    r"\cup": "sets",
    r"\cap": "sets",
    r"\in": "membership",
    r"\to": "an arrow",
    r"\sim": "asymptotic equality",
    r"\propto": "proportionality",
    r"\det": "determinants",
    r"\gcd": "divisors",
    r"\lcm": "divisors",
    r"\perp": "geometry",
    r"\parallel": "geometry",
    r"\angle": "geometry",
    r"\triangle": "geometry",
    r"\begin": "matrices and cases",
    r"\{": "braces of sets",
    r"\left.": "evaluation between limits",
    r"\sup": "suprema",
    r"\inf": "infima",
    r"\limsup": "upper limits",
    r"\liminf": "lower limits",
    r"\dagger": "adjoints",
    r"\top": "transposes",
    r"\Box": "the d'Alembert operator",
    r"\overrightarrow": "vectors",
    r"\underbrace": "underbraces",
    r"\overbrace": "overbraces",
    r"\overset": "stacked symbols",
    r"\underset": "stacked symbols",
    r"\cancel": "cancelled terms",
}
"""Notation that is recognised, and what it is, but not judged yet."""

UNITS = {
    "m", "cm", "mm", "km", "nm", "s", "ms", "h", "hr", "min", "kg", "g", "mg", "N", "J", "kJ",
    "W", "kW", "Pa", "kPa", "atm", "V", "A", "C", "K", "mol", "L", "mL", "eV", "Hz", "T", "F",
    "Ohm", "rad", "deg", "ft", "in", "lb", "mph", "km/h", "m/s", "units", "unit", "dollars",
    "cents", "hours", "minutes", "seconds", "days", "years", "meters", "feet", "inches",
    "miles", "people", "square", "cubic",
}  # fmt: skip
"""Words that are a unit when they follow a number."""


def is_counting(name: str) -> bool:
    """Whether a symbol (`n`, `k_{1}`) counts things and is taken as an integer."""
    return name.split("_")[0] in COUNTING_LETTERS
