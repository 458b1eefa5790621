"""Special functions and number sequences: their names, arguments, and how they are written."""

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

NOT_YET = {"tr": "matrix traces"}
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

ARITIES: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys((
        "digamma", "loggamma", "double_factorial", "airyai", "airybi", "elliptic_k", "lambertw",
        "erfi", "erfinv", "erfcinv", "Ei", "li", "Si", "Ci", "Shi", "Chi", "fresnel_s", "fresnel_c",
        "bernoulli", "euler_number", "fibonacci", "lucas", "harmonic", "catalan", "bell",
        "totient", "moebius", "round", "csgn", "barnes_g", "dawson", "frac", "Li", "Li",
    ), (1, 1)),
    **dict.fromkeys((
        "polygamma", "upper_gamma", "lower_gamma", "hurwitz_zeta", "pochhammer", "falling",
        "besselj", "bessely", "besseli", "besselk", "hankel1", "hankel2", "legendre", "legendre_q",
        "hermite", "hermite_he", "laguerre", "chebyt", "chebyu", "elliptic_f", "polylog", "expint",
        "bernoulli_polynomial", "euler_polynomial", "stirling_cycle", "stirling1", "stirling2",
        "divisor_sigma", "mod", "spherical_j", "spherical_y", "agm",
    ), (2, 2)),
    **dict.fromkeys(
        ("incomplete_beta", "regularized_beta", "q_pochhammer", "associated_laguerre", "gegenbauer",
         "theta",
         "q_binomial"),
        (3, 3),
    ),
    "elliptic_e": (1, 2), "elliptic_pi": (2, 3), "jacobi": (4, 4), "zeta": (1, 2),
    "gcd": (2, 9), "lcm": (2, 9), "multinomial": (2, 9),
}  # fmt: skip
"""Fewest and most arguments; orders and parameters come first, the variable last."""

SPELLINGS: Mapping[str, str] = {
    "Ai": "airyai", "Bi": "airybi", "W": "lambertw", "LambertW": "lambertw", "inverf": "erfinv",
    "inverfc": "erfcinv", "arcerf": "erfinv", "Cat": "catalan", "nint": "round",
}  # fmt: skip
"""Upright names with a fixed meaning, beside the names in `ARITIES` themselves."""

LETTERS: Mapping[tuple[str, int, int], str] = {
    ("J", 1, 1): "besselj", ("Y", 1, 1): "bessely", ("I", 1, 1): "besseli", ("K", 1, 1): "besselk",
    ("j", 1, 1): "spherical_j",
    ("P", 1, 1): "legendre", ("Q", 1, 1): "legendre_q", ("H", 1, 1): "hermite",
    ("L", 1, 1): "laguerre", ("T", 1, 1): "chebyt", ("U", 1, 1): "chebyu",
    ("B", 1, 1): "bernoulli_polynomial", ("E", 1, 1): "euler_polynomial",
    (r"\theta", 1, 2): "theta", (r"\vartheta", 1, 2): "theta",
    (r"\sigma", 1, 1): "divisor_sigma", ("I", 1, 2): "regularized_beta",
    (r"\gamma", 0, 2): "lower_gamma",
}  # fmt: skip
"""Letter, number of subscripts, number of arguments: what that is by wide agreement."""

RAISED_LETTERS: Mapping[tuple[str, int, int, int], str] = {
    ("L", 1, 1, 1): "associated_laguerre", ("C", 1, 1, 1): "gegenbauer",
    ("P", 1, 2, 1): "jacobi", (r"\psi", 0, 1, 1): "polygamma",
}  # fmt: skip
"""The same with parameters raised in brackets, counted before the arguments: `L_n^{(a)}(x)`."""

SEQUENCES: Mapping[str, str] = {
    "B": "bernoulli", "E": "euler_number", "F": "fibonacci", "L": "lucas", "H": "harmonic",
    "C": "catalan",
}  # fmt: skip
"""Letters with an index that counts."""

OF_INTEGERS: Mapping[tuple[str, int], str] = {
    (r"\phi", 1): "totient", (r"\varphi", 1): "totient", (r"\mu", 1): "moebius",
    (r"\sigma", 1): "divisor_sigma", ("C", 2): "binom", ("s", 2): "stirling1",
    ("S", 2): "stirling2",
}  # fmt: skip
"""Letter and number of arguments that count (`\\phi(n)`)."""

BESIDE_GAMMA: Mapping[str, str] = {r"\psi": "digamma", "G": "barnes_g"}
"""Letters that are a special function where the gamma or zeta function stands beside them."""

OF_MODULUS: Mapping[str, str] = {"K": "elliptic_k", "E": "elliptic_e"}
"""Letters that are an elliptic integral of the modulus k."""
