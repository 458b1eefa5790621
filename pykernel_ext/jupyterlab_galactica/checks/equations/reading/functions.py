"""Reading known functions and the extent of their arguments: `\\sin^2 2x \\cos y`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..tree import Add, Call, Const, Div, Expr, Fold, Mul, Neg, Num, Pow, Root, Sym, mul, walk
from ..vocabulary.functions import ALWAYS, APPLIED, FUNCTIONS, OF_RANDOM, SPELLINGS, marked
from ..vocabulary.letters import GREEK
from . import derivatives, groups, nabla, statements, symbols, unit_products
from .brackets import argument_tokens, skip_argument
from .letter_kinds import MARKS
from .primes import primed, raised_order
from .tokens import Token, UnsupportedError, is_letter

if TYPE_CHECKING:
    from .grammar import Parser

_PERIODIC = marked("periodic")
_OF_TWO_BRANCHES = {"acot", "asec", "acsc"}
_LONGEST_NAME = 40
_EXTREMES = {"argmin", "argmax", "sup", "inf", "esssup"}


def named(parser: Parser) -> Expr:
    """`\\mathrm{name}`, `\\operatorname{name}` and `\\text{name}`."""
    token = parser.tokens[parser.at]
    if token.kind == "name" and token.text in ("e", "i", "j"):
        parser.take()
        return Const("e" if token.text == "e" else "i")
    if token.kind == "name" and parser.at_differential():
        return derivatives.differential(parser)
    if token.text == "d":
        raise UnsupportedError("a differential on its own is not judged yet", token.start)
    text = token.text.strip()
    if text in SPELLINGS:
        return function(parser, SPELLINGS[text])
    following = _behind(parser)
    if text in APPLIED and following is not None and starts_argument(following):
        return function(parser, APPLIED[text])
    if text in nabla.OPERATIONS and parser.habits.kinds is not None:
        return nabla.by_name(parser)
    if text in OF_RANDOM and parser.peek(1) in ("(", "[", r"\{", "_", "{"):
        return _operation(parser, text)
    if text in _EXTREMES:
        return _extreme(parser, text)
    plain = all(c.isalnum() or c in " -'" for c in text.rstrip("."))
    if not plain and not _is_phrase(text):
        raise UnsupportedError("words inside the formula", token.start)
    if not plain or len(text) > _LONGEST_NAME:
        parser.loosely("words inside the formula")
    if parser.peek(1) == "(":
        return groups.operation(parser, symbols.symbol_name(parser))
    word = len(text) > 1 and text.isalpha()
    if word and following is not None and _is_operand(following):
        return unknown(parser, OF_RANDOM.get(text, ""))
    return symbols.symbol(parser)


def _is_phrase(text: str) -> bool:
    """Whether words may name a quantity: `mass (in kg)`, no remark such as `(see below)`."""
    return text[:1].isalnum() and all(c.isalnum() or c in " -'.,()/&%" for c in text)


def _behind(parser: Parser) -> Token | None:
    """What follows the name, past its subscripts and exponents."""
    tokens, at = parser.tokens, parser.at + 1
    while at < len(tokens) and tokens[at].text in ("_", "^", "'"):
        at = at + 1 if tokens[at].text == "'" else skip_argument(tokens, at + 1)
    return tokens[at] if at < len(tokens) else None


def starts_argument(token: Token) -> bool:
    return token.text in ("(", "[", "{", "|", r"\lvert") or _is_operand(token)


def _is_operand(token: Token) -> bool:
    """Whether it can only be what the name before it is applied to, and is no bracket."""
    if token.kind in ("number", "letter"):
        return True
    return token.kind == "macro" and (
        token.text in GREEK | MARKS | {r"\frac", r"\sqrt"} or token.text in symbols.ACCENTS
    )


def unknown(parser: Parser, name: str = "") -> Expr:
    r"""`\operatorname{ad} x`: a function that nothing is known of, applied to what follows."""
    name = name or symbols.symbol_name(parser)
    if parser.tokens[parser.at].kind in ("name", "words"):
        parser.take()
    exponent = parser.argument_expression() if parser.accept("^") else None
    call = Call(name, (_bare_argument(parser),))
    return call if exponent is None else Pow(call, exponent)


def _operation(parser: Parser, text: str) -> Expr:
    """`E[X]` and `E_{x \\sim p}[X]`: the subscript says what is random."""
    parser.take()
    subscript = parser.script("_")
    about = () if subscript is None else (statements.several(parser, subscript),)
    result = groups.operation(parser, text)
    return Call(result.name, (*result.args, *about)) if isinstance(result, Call) else result


def _extreme(parser: Parser, text: str) -> Expr:
    parser.take()
    names = tuple(Sym(t.text) for t in parser.script("_") or () if t.kind == "letter")
    return Fold(text, parser.term(), names, None)


def function(parser: Parser, name: str) -> Expr:
    """A known function with exponent, base and argument: `\\sin^2 x`, `\\log_2(8)`."""
    start = parser.take()
    base: Expr | None = None
    exponent: Expr | None = None
    order: Expr | int | None = None
    while parser.peek() in ("^", "_", "'"):
        if parser.peek() == "'":
            order = parser.primes()
        elif parser.accept("_"):
            if not FUNCTIONS[name].with_subscript:
                reason = f"a subscript on {start.text}: not judged yet"
                raise UnsupportedError(reason, parser.place())
            base = parser.argument_expression()
        elif (raised := raised_order(parser)) is not None:
            order = raised
        else:
            parser.take()
            exponent = parser.argument_expression()
    if exponent == Neg(Num("1")) and FUNCTIONS[name].inverse:
        name, exponent = FUNCTIONS[name].inverse, None
    found = _function_arguments(parser)
    if exponent is None and order is None and parser.peek() == "^" and len(found) == 1:
        # `\ln(1 + x)^n`: an exponent with a letter is rather that of the argument.
        above = argument_tokens(parser.tokens, parser.at + 1)
        if parser.ambiguous("power of an argument", any(map(is_letter, above))):
            parser.take()
            found = (Pow(found[0], parser.argument_expression()),)
    if name in _PERIODIC and _may_be_degrees(found) and parser.ambiguous("degrees", False):
        found = (Mul((found[0], Const("degree"))),)
    name, args = _by_arguments(parser, name, base, found)
    if name in _OF_TWO_BRANCHES and any(isinstance(part, Neg) for part in walk(args[0])):
        parser.loosely(f"Of negative numbers, {start.text} is taken in two ways")
    row = FUNCTIONS[name]
    if not row.arguments <= len(args) <= max(row.arguments, row.most):
        reason = f"{start.text} with {len(args)} arguments: not judged yet"
        raise UnsupportedError(reason, start.start)
    call: Expr = Root(args[0], Num("2")) if name == "sqrt" else Call(name, args)
    if order is not None:
        call = primed(parser, lambda place: Call(name, (place,)), args, order)
    return call if exponent is None else Pow(call, exponent)


def _may_be_degrees(args: Sequence[Expr]) -> bool:
    r"""`\sin 30`: a plain number, where the sign for degrees may have been left out."""
    return len(args) == 1 and all(
        isinstance(part, (Num, Add, Mul, Div, Neg)) for part in walk(args[0])
    )


def _by_arguments(
    parser: Parser, name: str, base: Expr | None, args: tuple[Expr, ...]
) -> tuple[str, tuple[Expr, ...]]:
    """The function that a name means with this base and this many arguments."""
    if base is not None:
        return FUNCTIONS[name].with_subscript, (base, *args)
    if name == "log" and not parser.ambiguous("log", True):
        name = "log10"
    if name == "log10":
        return "log_base", (Num("10"), *args)
    return (FUNCTIONS[name].of_two if len(args) == 2 else "") or name, args


def _function_arguments(parser: Parser) -> tuple[Expr, ...]:
    text = parser.peek()
    if text == "(":
        return _behind_brackets(parser, parser.arguments())
    if text == "{":
        group = argument_tokens(parser.tokens, parser.at)
        inner = parser.inside(group)
        if isinstance(inner, Add) and not parser.ambiguous("braces", True):
            raise UnsupportedError("the extent of a function's argument is unclear", parser.place())
        parser.at += len(group) + 2
        return (inner,)
    if text in ("[", "|", r"\lvert"):
        return (parser.factor(),)
    return (_bare_argument(parser),)


def _behind_brackets(parser: Parser, args: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """`\\sin(a+b)x`, where the argument may go on."""
    token = parser.token()
    if len(args) != 1 or not isinstance(args[0], Add) or token is None or not is_letter(token):
        return args
    if parser.at_differential() or not parser.ambiguous("argument behind brackets", False):
        return args
    return (mul(args[0], parser.factor()),)


def _bare_argument(parser: Parser) -> Expr:
    """`2x` in `\\sin 2x \\cos y`: numbers and symbols up to the next function or bracket."""
    if not parser.starts_factor():
        raise parser.error("the argument of a function is missing")
    factors = [parser.factor()]
    opaque = not isinstance(factors[0], (Num, Sym, Const, Pow))
    while not opaque and _continues_argument(parser):
        letters = sum(isinstance(part, (Sym, Pow)) for part in factors)
        if letters and not parser.ambiguous("argument", True):
            break
        factors.append(parser.factor())
    argument = mul(*factors)
    if parser.peek() == "/" and not opaque:
        angle = any(part == Const("pi") for part in factors)
        if parser.ambiguous("argument slash", angle):
            parser.take()
            return Div(argument, parser.factor())
    return argument


def _continues_argument(parser: Parser) -> bool:
    token = parser.token()
    if token is None or not parser.starts_factor() or parser.at_differential():
        return False
    if token.kind == "letter":
        return not (token.text == "e" and parser.peek(1) == "^")
    if token.text == r"\frac":
        return all(t.kind == "number" for t in parser.tokens[parser.at - 1 : parser.at])
    if token.text in ALWAYS and parser.peek(1) == "(":
        return False
    return token.text in GREEK or token.text in (r"\pi", r"\sqrt")


def unit(parser: Parser) -> Expr | None:
    """The unit at this place, taken; None where no unit stands there."""
    token = parser.tokens[parser.at]
    if token.kind not in ("name", "words") or parser.peek(1) in ("(", "_"):
        return None
    found = unit_products.unit(token.text)
    if found is None:
        return None
    parser.take()
    if isinstance(found, Div) and parser.peek() == "^":
        exponent = _whole_exponent(parser)
        return found if exponent is None else unit_products.raised(found, exponent)
    return found


def _whole_exponent(parser: Parser) -> Expr | None:
    """The exponent behind a unit, taken where it is a whole number."""
    content = argument_tokens(parser.tokens, parser.at + 1)
    if [token.kind for token in content] != ["number"]:
        return None
    parser.take()
    return parser.argument_expression()
