"""Reading what follows a factor: exponents, factorials, subscripts, primes and evaluation bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..tree import (
    Apply,
    At,
    Call,
    Const,
    Deriv,
    Expr,
    HigherDeriv,
    Item,
    MatrixLit,
    MatrixSym,
    Mul,
    Num,
    Pow,
    Sym,
    VectorSym,
    free_symbols,
    mul,
    walk,
)
from ..tree.kinds import kind_of
from ..vocabulary.letters import FUNCTION_LETTERS
from . import indices, known_letters, linear, symbols
from .brackets import argument_tokens, in_brackets, skip_argument
from .primary import evaluated
from .primes import primed
from .tokens import Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser


_MOST_PRIMES = 9


def postfix(parser: Parser, base: Expr) -> Expr | None:
    """The base with the next sign behind it, taken; None where nothing belongs to it."""
    text = parser.peek()
    if text == "^":
        after = skip_argument(parser.tokens, parser.at + 1) - parser.at
        if parser.tokens[parser.at - 1].text == "]" and parser.peek(after) == "_":
            return evaluated(parser, base)  # `[F(x)]^b_a`
        return _power(parser, base)
    if parser.accept("!"):
        return Call("double_factorial" if parser.accept("!") else "factorial", (base,))
    if parser.accept(r"\%"):
        if parser.starts_factor():
            raise UnsupportedError("remainders are not judged yet", parser.place())
        return Call("percent", (base,))
    if text == "_":
        return _lowered(parser, base)
    if isinstance(base, Call) and base.name == "compose" and _applies(parser):
        return _composed(parser, base)
    if text == "'":
        return _primed(parser, base)
    if text == "(" and _may_be_applied(parser, base):
        parser.loosely("What stands in brackets may be a function")
    return None


def _may_be_applied(parser: Parser, base: Expr) -> bool:
    r"""`(-\gamma)(t)`, `(\lambda f)(x)`: a factor that is a lone letter needs no brackets."""
    if parser.tokens[parser.at - 1].text != ")" or parser.peek(2) != ")":
        return False
    letter = parser.tokens[parser.at + 1]
    names = free_symbols(base)
    return is_letter(letter) and bool(names) and letter.text not in names


def _lowered(parser: Parser, base: Expr) -> Expr:
    """A subscript on an expression, by the bracket before it and what is inside."""
    place = parser.place()
    closer = parser.tokens[parser.at - 1].text
    after = skip_argument(parser.tokens, parser.at + 1)
    if closer == "]" and parser.peek(after - parser.at) == "^":
        return evaluated(parser, base)
    subscript = argument_tokens(parser.tokens, parser.at + 1)
    if any(token.kind == "relation" for token in subscript):
        return evaluated(parser, base)
    if isinstance(base, Num) and base.digits.isdigit() and _is_base(subscript, base.digits):
        parser.take()
        return Call("in_base", (base, parser.argument_expression()))
    if closer not in (")", "]", "}"):
        raise UnsupportedError("a subscript on an expression is not judged yet", place)
    if parser.habits.kinds is not None and kind_of(base) != "scalar":
        found = indices.index_names(subscript)
        if found is not None:
            parser.script("_")
            return Call("component", (base, *map(Sym, found)))
    if subscript and all(token.kind in ("words", "name") for token in subscript):
        parser.loosely("a subscript on an expression is not judged yet")
        name = symbols.subscript(parser)
        return Apply(name, (base,))
    parser.take()
    index = parser.outside_integrals(parser.argument())
    if any(isinstance(part, Deriv) for part in walk(base)):
        return Call("held", (base, index))  # `(\partial U / \partial T)_V`
    if closer != ")" or not parser.ambiguous(known_letters.WEAK_READING, True):
        return Call("component", (base, index))
    return Call("pochhammer", (base, index))


def _is_base(subscript: Sequence[Token], digits: str) -> bool:
    """Whether the subscript is a base in which these are digits."""
    text = "".join(token.text for token in subscript)
    return text.isdigit() and 2 <= int(text) <= 36 and int(max(digits)) < int(text)


def _applies(parser: Parser) -> bool:
    """Whether arguments follow, past any primes."""
    ahead = 0
    while parser.peek(ahead) == "'":
        ahead += 1
    return parser.peek(ahead) == "("


def _composed(parser: Parser, composition: Call) -> Expr:
    """`(f \\circ g)(x)` as f(g(x)), and its derivative where primes stand there."""
    primes = parser.primes()
    names = [part.name for part in composition.args if isinstance(part, (Sym, Apply))]
    if len(names) != len(composition.args):
        raise UnsupportedError("a composition of expressions", parser.place())

    def applied(place: Expr) -> Expr:
        for name in reversed(names):
            place = Apply(name, (place,))
        return place

    args = parser.arguments()
    if primes:
        return primed(parser, applied, args, primes)
    return applied(args[0]) if len(args) == 1 else Apply(names[0], (Apply(names[1], args),))


def _primed(parser: Parser, base: Expr) -> Expr:
    """`(fg)'`: the letters are functions of one variable that is not named."""
    primes = parser.primes()
    if parser.tokens[parser.at - primes - 1].text not in (")", "]"):
        if isinstance(base, (VectorSym, MatrixSym)):
            return replace(base, name=base.name + "'" * primes)
        if isinstance(base, (Sym, Pow, Call, At, Apply, Item, MatrixLit)):
            return Call("primed", (base,) if primes == 1 else (base, Num(str(primes))))
        raise UnsupportedError("a prime on an expression is not judged yet", parser.place())
    x = Sym(parser.habits.variable)
    derivative = Deriv(base, x, primes, partial=False)
    if parser.peek() != "(" or not _is_of_functions(base):
        return derivative
    args = parser.arguments()
    if len(args) != 1:
        raise UnsupportedError("primes on functions of several variables", parser.place())
    return derivative if args[0] == x else At(derivative, x, None, args[0])


def _is_of_functions(base: Expr) -> bool:
    """Whether functions whose variable is not written are in it, as in `f + g` and `cf`."""
    return any(isinstance(part, Apply) for part in walk(base))


def _power(parser: Parser, base: Expr) -> Expr:
    in_braces = parser.tokens[parser.at - 1].text == "}"
    if not isinstance(base, Mul) or not in_braces:
        return _raised(parser, base)
    # Braces are not seen: `{AB}^{-1}` looks as if the exponent were that of B.
    if parser.ambiguous("power of the last factor in braces", False):
        return Mul((*base.factors[:-1], _raised(parser, base.factors[-1])))
    return _raised(parser, base)


def _raised(parser: Parser, base: Expr) -> Expr:
    bracketed = parser.tokens[parser.at - 1].text in (")", "]", "|", r"\rvert")
    grouped = bracketed or parser.tokens[parser.at - 1].text == "}"
    parser.take()
    tokens = parser.argument()
    texts = [token.text for token in tokens]
    if parser.habits.kinds is not None and (found := linear.raised(parser, base, tokens)):
        return found
    if texts == [r"\circ"]:
        if isinstance(base, Sym) and ("_" in base.name or base.name.isupper()):
            return Sym(rf"{base.name}^{{\circ}}")  # of a standard state
        # Beside bare numbers and symbols the sign often only names the unit.
        return mul(base, Const("degree")) if parser.ambiguous("degree", True) else base
    if texts[:1] in ([r"\overline"], [r"\underline"]):
        name = "pochhammer" if texts[0] == r"\overline" else "falling"
        return Call(name, (base, parser.inside(argument_tokens(tokens, 1))))
    if texts in (["*"], [r"\ast"]):
        # Beside complex numbers a conjugate; elsewhere it marks an optimum, a sample point ...
        if parser.ambiguous("conjugate", parser.habits.imaginary):
            return Call("conj", (base,))
        return Call("starred", (base,))
    if texts in (["T"], [r"\top"], [r"\dagger"], [r"\intercal"], ["+"], ["-"], ["H"]):
        parser.loosely(f"the superscript {texts[0]} is not judged yet")
        return Apply(f"^{{{texts[0]}}}", (base,))
    if isinstance(base, Sym) and base.name in parser.habits.derived and not parser.habits.primed:
        digits = texts[1] if len(texts) == 3 and texts[::2] == ["(", ")"] else ""
        if digits.isdigit() and 0 < int(digits) <= _MOST_PRIMES:
            return Sym(base.name + "'" * int(digits))  # `y^{(3)}` beside `y''`
    if (labelled := _labelled(parser, base, tokens, grouped=bracketed)) is not None:
        return labelled
    exponent = parser.inside(tokens)
    if isinstance(base, Pow) and not grouped:
        raise parser.error("a double exponent")
    variables = sorted(free_symbols(base))
    one = bracketed and in_brackets(tokens) and len(tokens) == 3 and len(variables) == 1
    if one and parser.ambiguous("order of a derivative", True):
        return _derivative_of(base, variables[0], exponent)
    # f^{(n)} is a derivative, x^{(n)} is mostly none; 2^{(n)} is a power written carefully.
    factors = base.factors if isinstance(base, Mul) else (base,)
    names = [factor.name for factor in factors if isinstance(factor, Sym)]
    order = texts[:1] == ["("] and texts[-1:] == [")"] and len(names) == len(factors)
    if order and parser.ambiguous("order of a derivative", False):
        return _derivative(names, exponent)
    return Pow(base, exponent)


def _labelled(parser: Parser, base: Expr, tokens: Sequence[Token], *, grouped: bool) -> Expr | None:
    r"""`\mathbf{P}^{(0)}`, `A^{(n+1)}`, `F^{\alpha\beta}`: what is raised is a part of the name."""
    if grouped or not isinstance(base, (Sym, VectorSym, MatrixSym, Item)):
        return None
    letters = {token.text for token in tokens if is_letter(token)}
    derived = isinstance(base, Sym) and (
        base.name in parser.habits.powered or (base.name in FUNCTION_LETTERS and letters)
    )
    head = base.name.split("_")[0]
    zero_or_one = [token.text for token in tokens] in (["0"], ["1"])
    if zero_or_one and head in parser.habits.labelled and isinstance(base, (Sym, Item)):
        sure = head in parser.habits.surely_labelled
        if not sure and not parser.ambiguous("label of two", False):
            return None
        return replace(base, name=f"{base.name}^{{{tokens[0].text}}}")
    if in_brackets(tokens) and _is_label(tokens) and not derived:
        if not parser.ambiguous("label", True):
            return None
        return _with_label(parser, base, tokens[1:-1])
    raised = parser.habits.raised
    if raised and all(token.text in raised for token in tokens):
        if not parser.ambiguous("raised index", True):
            return None
        if letters & set(parser.bound):
            return _running(parser, base, tokens)
        text = " ".join(token.text for token in tokens)
        return replace(base, name=f"{base.name}^{{{text}}}")
    return None


def _is_label(tokens: Sequence[Token]) -> bool:
    """Whether brackets in a superscript hold a number or index: a power has none around it."""
    plain = {"+", "-", ",", "(", ")", "*", "_", "{", "}"}
    return all(
        (token.kind == "number" and token.text.isdigit())
        or is_letter(token)
        or token.kind in ("name", "words")
        or token.text in plain
        for token in tokens
    )


def _with_label(
    parser: Parser, base: Sym | VectorSym | MatrixSym | Item, label: Sequence[Token]
) -> Expr:
    """A member of a family where the label runs, a name of its own elsewhere."""
    letters = {token.text for token in label if is_letter(token)}
    if letters & set(parser.bound):
        return _running(parser, base, label)
    text = "".join(token.text for token in label)
    return replace(base, name=f"{base.name}^{{({text})}}")


def _running(parser: Parser, base: Expr, label: Sequence[Token]) -> Expr:
    if not isinstance(base, Sym):
        raise UnsupportedError("a running index inside a name is not judged yet", parser.place())
    return Item(f"{base.name}^", (parser.outside_integrals(label),))


def _derivative_of(base: Expr, variable: str, order: Expr) -> Expr:
    """`(e^x)^{(n)}`"""
    x = Sym(variable)
    if isinstance(order, Num) and order.digits in "123456":
        return Deriv(base, x, int(order.digits), partial=False)
    return HigherDeriv(base, x, order)


def _derivative(names: Sequence[str], order: Expr) -> Expr:
    """The derivative of functions of a variable that is not named."""
    variable = Sym("t" if "x" in names else "x")
    return HigherDeriv(mul(*(Apply(name, (variable,)) for name in names)), variable, order)
