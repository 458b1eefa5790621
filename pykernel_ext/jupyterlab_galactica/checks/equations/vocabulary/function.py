"""What a row of the vocabulary can say of a function; every floor takes its part from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, NamedTuple

Number = float | complex

Where = Literal["", "always", "otherwise", "of integers", "beside gamma", "of modulus"]
"""Where a letter is the function: by wide agreement, without exception, where it is not the usual
one, of arguments that count, where the gamma or zeta function stands beside it, of the modulus k.
"""

Dimension = Literal[
    "", "of numbers", "to a number", "like its argument", "of like arguments",
    "of like arguments to a number",
]  # fmt: skip
"""The dimension of arguments and value; "" where nothing is known of them."""

Mark = Literal[
    "periodic",
    "oscillates",  # without end, in its last argument
    "transcendental",  # and taken for linear by some
    "complex",  # an equation with it is about complex numbers
    "not smooth",  # a derivative of it has no value
    "grows",  # SymPy is not to work out its large values
    "hard to solve",  # for SymPy
    "linear",  # an operation of vectors and matrices
    "keeps kind",  # it gives a vector of a vector, a matrix of a matrix
    "of factors",  # its sign stands between them, as that of a product does
    "of integers",  # it has values at integers only
    "of sets",
    "of statements",
]


class Letter(NamedTuple):
    """A letter that is written for a function, `J_n(x)`; one of a sequence has no arguments."""

    letter: str
    subscripts: int = 1
    arguments: int = 1
    raised: int = 0  # parameters in brackets, before the arguments: `L_n^{(a)}(x)`
    where: Where = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A function or operation, by the name that a `Call` carries.

    Orders and parameters come first among its arguments, the variable last. What a row does not
    say of values, derivative, proofs and SymPy follows from what it `means`, if it says that.
    """

    name: str
    arguments: int = 1
    _: KW_ONLY
    most: int = 0  # how many arguments it may have, where that is more
    spellings: tuple[str, ...] = ()  # `\name` and `\operatorname{name}`
    applied: tuple[str, ...] = ()  # the same, but upright only where brackets follow
    of_random: tuple[str, ...] = ()  # spellings as an operation on random quantities, `E[X]`
    letters: tuple[Letter, ...] = ()
    inverse: str = ""  # what `f^{-1}` means
    with_subscript: str = ""  # what it is with a subscript, which comes first: `\log_b x`
    of_two: str = ""  # what it is with two arguments
    means: str = ""  # its definition in LaTeX, of `u`, `v` and `w`
    value: Callable[..., Any] | None = None  # in numbers of mpmath
    doubles: Callable[[Number], Number] | None = None  # of real and complex numbers
    real_doubles: Callable[..., float] | None = None  # of real numbers; mpmath has the others
    derivative: str = ""  # by its last argument, in LaTeX as `means`
    sympy: str | Callable[..., Any] = ""  # SymPy's name, or a form from the module and arguments
    latex: str = ""
    """What stands before its arguments in brackets; or with `#1` for the first argument, `(#1)`
    for that in brackets where it needs them, and `#,` for all of them."""
    infix: str = ""  # the sign between its arguments
    dimension: Dimension = ""
    slips: tuple[str, ...] = ()  # what it is mistaken for, the likeliest first
    nears_one: Callable[[Any], Any] | None = None
    """For what tends to 1: how many times e its distance from it is divided by at x."""
    marks: tuple[Mark, ...] = ()
