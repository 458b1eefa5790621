"""Tokens to a typed tree: a strict recursive-descent parser.

A token that is not understood ends the parse with a reason and a place; nothing is dropped or
guessed in silence. Where mathematical notation itself is ambiguous (`1/2x`, `a(b)`, `\\log`), the
parser takes the usual convention and notes the choice in `met`; parsing again with that choice
`flipped` gives the other reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from . import calculus, functions, symbols
from .brackets import argument_tokens
from .habits import Habits, habits_of
from .notation import (
    FUNCTIONS,
    GREEK,
    MACRO_FUNCTIONS,
    REFUSED,
    UNITS,
)
from .tokens import ParseError, Token, UnsupportedError, tokenize
from .tree import (
    Call,
    Const,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Relation,
    RelationOp,
    Root,
    Sym,
    add,
    mul,
)

MAX_DEPTH = 50
MAX_NODES = 1500

_ACCENTS = {r"\bar", r"\tilde", r"\overline", r"\widetilde"}
_PRODUCT = {r"\cdot", r"\times", "*", "/", r"\div"}
_SIGNS = {"+", "-", r"\pm", r"\mp"}
_CLOSER = {"(": ")", "[": "]", "{": "}", r"\lvert": r"\rvert", "|": "|", r"\lfloor": r"\rfloor",
           r"\lceil": r"\rceil"}  # fmt: skip


def parse_expression(latex: str, flipped: Iterable[str] = ()) -> Expr:
    """The tree of an expression. Raises ParseError, UnsupportedError."""
    return parse_tokens(tokenize(latex), flipped)[0]


def parse_tokens(tokens: Sequence[Token], flipped: Iterable[str] = ()) -> tuple[Expr, set[str]]:
    """The tree of an expression, and the ambiguities met on the way."""
    parser = Parser(tokens, frozenset(flipped), habits_of(tokens))
    return parser.everything(), parser.met


def parse_relation(
    left: Sequence[Token], op: str, right: Sequence[Token], flipped: Iterable[str] = ()
) -> tuple[Relation, set[str]]:
    """Both sides read under the same habits: a letter that is a function on one is on the other."""
    habits = habits_of([*left, *right], sides=(left, right))
    sides = []
    met: set[str] = set()
    for tokens in (left, right):
        parser = Parser(tokens, frozenset(flipped), habits)
        sides.append(parser.everything())
        met |= parser.met
    operation: RelationOp = op  # type: ignore[assignment]
    return Relation(operation, *sides), met


@dataclass
class Frame:
    """An integral being read: its variable once the differential was met inside a fraction."""

    variable: Sym | None = None


@dataclass
class Parser:
    tokens: Sequence[Token]
    flipped: frozenset[str]
    habits: Habits
    met: set[str] = field(default_factory=set)
    integrals: list[Frame] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    at: int = 0
    depth: int = 0
    nodes: int = 0
    bars: int = 0

    def __post_init__(self) -> None:
        self.tokens = list(self.tokens)

    # Tokens

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index].text if index < len(self.tokens) else ""

    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self) -> Token:
        token = self.token()
        if token is None:
            raise self.error("the expression ends too early")
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        if self.peek() != text:
            found = f"found {self.peek()}" if self.peek() else "the expression ends"
            if self.peek() == ",":
                raise UnsupportedError("lists and tuples are not judged yet", self.place())
            if self.token() is not None and self.tokens[self.at].kind == "relation":
                raise UnsupportedError("a relation inside brackets is not judged yet", self.place())
            raise self.error(f"expected {text}, {found}")
        self.at += 1

    def place(self) -> int:
        token = self.token()
        if token is not None:
            return token.start
        return self.tokens[-1].end if self.tokens else 0

    def error(self, reason: str) -> ParseError:
        return ParseError(reason, self.place())

    def ambiguous(self, name: str, default: bool) -> bool:
        """The reading of an ambiguous spot: the default, or its opposite where flipped."""
        self.met.add(name)
        return default ^ (name in self.flipped)

    def inside(self, tokens: Sequence[Token]) -> Expr:
        """Another expression, read completely, in this one's surroundings."""
        if not tokens:
            raise self.error("something is missing")
        inner = Parser(
            tokens, self.flipped, self.habits, self.met, self.integrals, self.bound,
            depth=self.depth, nodes=self.nodes,
        )  # fmt: skip
        result = inner.everything()
        self.nodes = inner.nodes
        return result

    def everything(self) -> Expr:
        result = self.expression()
        if self.at < len(self.tokens):
            self.refuse(self.tokens[self.at])
        return result

    def refuse(self, token: Token) -> None:
        if token.text in REFUSED or token.kind in ("begin", "end", "row", "amp"):
            what = REFUSED.get(token.text, "matrices and cases")
            raise UnsupportedError(f"{what}: not judged yet", token.start)
        if token.text == "," or token.text == ":":
            raise UnsupportedError("lists, tuples and ratios are not judged yet", token.start)
        if token.kind == "words":
            raise UnsupportedError("words inside the formula", token.start)
        raise ParseError(f"{token.text} is not understood here", token.start)

    # Sums and products

    def expression(self) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels")
        terms = [self.signed_term()]
        while self.peek() in _SIGNS and not self._integral_is_over():
            terms.append(self.signed_term())
        self.depth -= 1
        return add(*terms)

    def signed_term(self) -> Expr:
        sign = self.take().text if self.peek() in _SIGNS else "+"
        if sign == "-":
            return Neg(self.term())
        if sign in (r"\pm", r"\mp"):
            return PlusMinus(1 if sign == r"\pm" else -1, self.term())
        return self.term()

    def term(self) -> Expr:
        """Factors joined by explicit or implicit products and by slashes."""
        result = self.product()
        while self.peek() in _PRODUCT and not self._integral_is_over():
            operator = self.take().text
            if operator in ("/", r"\div"):
                result = self._divided(result, slash=operator == "/")
            else:
                result = mul(result, self._operand(self.product))
        return result

    def _operand(self, read: Callable[[], Expr]) -> Expr:
        """What follows an operator: a minus sign may stand before it."""
        if self.peek() == "-":
            self.take()
            return Neg(read())
        return read()

    def _divided(self, numerator: Expr, *, slash: bool) -> Expr:
        start = self.at
        denominator = self._operand(self.factor)
        if not self.starts_factor():
            return Div(numerator, denominator)
        plain = isinstance(numerator, Num) and isinstance(denominator, Num)
        if self.ambiguous("slash", slash and not plain):
            self.at = start
            return Div(numerator, self._operand(self.product))
        return mul(Div(numerator, denominator), self.product())

    def product(self) -> Expr:
        """Factors side by side."""
        factors = [self.factor()]
        while self.starts_factor():
            token = self.tokens[self.at]
            glued = isinstance(factors[-1], Sym) and not token.spaced
            if token.kind == "number" and (glued or isinstance(factors[-1], Num)):
                raise self.error(f"the number {token.text} follows a factor without an operator")
            unit = token.kind in ("name", "words") and token.text in UNITS
            if unit and (isinstance(factors[-1], Num) or _is_ten_power(factors[-1])):
                raise UnsupportedError("numbers with units are not judged yet", token.start)
            before = self.at
            factor = self.factor()
            if self._is_mixed(factors[-1], factor, self.tokens[before].text):
                factors[-1] = add(factors[-1], factor)
            else:
                factors.append(factor)
        return mul(*factors)

    def _is_mixed(self, whole: Expr, part: Expr, opening: str) -> bool:
        """`2\\frac{1}{2}`: a mixed number or a product."""
        if opening != r"\frac" or not isinstance(whole, Num) or "." in whole.digits:
            return False
        match part:
            case Div(Num(top), Num(bottom)) if top.isdigit() and bottom.isdigit():
                return int(top) < int(bottom) and self.ambiguous("mixed number", True)
        return False

    def starts_factor(self) -> bool:
        token = self.token()
        if token is None or self._integral_is_over():
            return False
        if token.kind in ("number", "letter", "name", "words"):
            return not self.at_differential()
        if token.kind == "op":
            return token.text in ("(", "[", "{") or (token.text == "|" and not self.bars)
        return token.kind == "macro" and token.text not in _PRODUCT | _SIGNS | {
            r"\rvert", r"\rfloor", r"\rceil", r"\choose", r"\right.", r"\%", r"\ldots", r"\to",
            r"\}",
        }  # fmt: skip

    # Factors

    def factor(self) -> Expr:
        """A primary with its exponents, factorials, degrees and percent signs."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.error(f"more than {MAX_NODES} terms and factors")
        result = self.primary()
        while True:
            text = self.peek()
            if text == "^":
                result = self._power(result)
            elif text == "!":
                self.take()
                if self.peek() == "!":
                    raise UnsupportedError("double factorials are not judged yet", self.place())
                result = Call("factorial", (result,))
            elif text == r"\%":
                self.take()
                if self.starts_factor():
                    raise UnsupportedError("remainders are not judged yet", self.place())
                result = Call("percent", (result,))
            elif text == "_":
                number = isinstance(result, Num)
                what = (
                    "numbers in another base are" if number else "a subscript on an expression is"
                )
                raise UnsupportedError(f"{what} not judged yet", self.place())
            elif self.token() is not None and self.tokens[self.at].kind == "prime":
                raise UnsupportedError("a prime on an expression is not judged yet", self.place())
            else:
                return result

    def _power(self, base: Expr) -> Expr:
        self.take()
        tokens = self.argument()
        texts = [token.text for token in tokens]
        if texts == [r"\circ"]:
            # Beside bare numbers and symbols the sign often only names the unit.
            return mul(base, Const("degree")) if self.ambiguous("degree", True) else base
        if texts in (["T"], [r"\top"], ["*"], [r"\dagger"], [r"\intercal"], ["+"], ["-"], ["H"]):
            raise UnsupportedError(f"the superscript {texts[0]} is not judged yet", self.place())
        exponent = self.inside(tokens)
        if isinstance(base, Pow) and self.tokens[self.at - 1].text != "}":
            raise self.error("a double exponent")
        return Pow(base, exponent)

    def argument(self) -> list[Token]:
        """Tokens of a macro's argument: a brace group, or one token (one digit of a number)."""
        token = self.token()
        if token is None:
            raise self.error("an argument is missing")
        if token.text == "{":
            inner = argument_tokens(self.tokens, self.at)
            self.at += len(inner) + 2
            return inner
        self.at += 1
        if token.kind == "number" and len(token.text) > 1:
            if self.at >= 2 and self.tokens[self.at - 2].text == "^":
                raise ParseError(f"the exponent {token.text} has no braces", token.start)
            assert isinstance(self.tokens, list)
            first = Token("number", token.text[0], token.start, token.start + 1)
            rest = Token("number", token.text[1:], token.start + 1, token.end)
            self.tokens[self.at - 1 : self.at] = [first, rest]
            return [first]
        if token.text == "-" or token.kind == "relation" or token.text in ("^", "_", "}"):
            if token.text == "-" and self.at >= 2 and self.tokens[self.at - 2].text == "^":
                return [token]
            raise ParseError(f"{token.text} stands where an argument is expected", token.start)
        if token.text in (r"\frac", r"\sqrt", r"\mathrm", r"\bar"):
            raise ParseError("an argument without braces", token.start)
        return [token]

    def argument_expression(self) -> Expr:
        return self.inside(self.argument())

    def primary(self) -> Expr:
        token = self.token()
        if token is None:
            raise self.error("the expression ends too early")
        if token.kind == "number":
            self.take()
            return Num(token.text)
        if token.text in _CLOSER and token.kind in ("op", "macro"):
            return self._group(token)
        if token.kind == "letter":
            return self._letter()
        if token.kind in ("name", "words"):
            return functions.named(self)
        if token.kind == "macro":
            return self._macro()
        self.refuse(token)
        raise AssertionError

    def _group(self, opening: Token) -> Expr:
        """Brackets, bars, and floor and ceiling signs."""
        self.take()
        outer_bars, self.bars = self.bars, 1 if opening.text == "|" else 0
        outer_integrals, self.integrals = self.integrals, []
        if opening.text == "{":
            self.integrals = outer_integrals
        inner = self.expression()
        if self.peek() == r"\choose":
            self.take()
            inner = Call("binom", (inner, self.expression()))
        self.bars = outer_bars
        self.integrals = outer_integrals
        if opening.text == "|" and self.peek() == ",":
            raise UnsupportedError("lists are not judged yet", self.place())
        self.expect(_CLOSER[opening.text])
        if opening.text in ("|", r"\lvert"):
            return Call("abs", (inner,))
        if opening.text in (r"\lfloor", r"\lceil"):
            return Call("floor" if opening.text == r"\lfloor" else "ceil", (inner,))
        return inner

    def _letter(self) -> Expr:
        token = self.tokens[self.at]
        following = self.peek(1)
        if self.at_differential():
            raise UnsupportedError("a differential on its own is not judged yet", token.start)
        if token.text == "d" and self._is_inline_derivative():
            return calculus.inline_derivative(self)
        if token.text == "e" and following != "_" and "e" not in self.bound:
            power = following == "^" or (following == "}" and self.peek(2) == "^")
            if power or self.habits.euler or self.ambiguous("e", True):
                self.take()
                return Const("e")
        if token.text == "i" and following not in ("_", "(") and "i" not in self.bound:
            counts = "i" in self.habits.indices
            if not counts and (self.habits.imaginary or self.ambiguous("i", True)):
                self.take()
                return Const("i")
        return symbols.symbol(self)

    def _macro(self) -> Expr:
        token = self.tokens[self.at]
        text = token.text
        if text in calculus.READERS:
            self.take()
            return calculus.READERS[text](self)
        if text == r"\pi" and self.peek(1) != "_":
            self.take()
            return Const("pi")
        if text == r"\infty":
            self.take()
            return Const("infinity")
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else token
        if text in MACRO_FUNCTIONS and after.kind == "prime":
            raise UnsupportedError("primes on known functions are not judged yet", token.start)
        if text in MACRO_FUNCTIONS and (self.peek(1) in ("(", "^") or text in (r"\Re", r"\Im")):
            return functions.function(self, MACRO_FUNCTIONS[text])
        if text in GREEK or text in (r"\imath", r"\jmath"):
            return symbols.symbol(self)
        if text == r"\sqrt":
            self.take()
            return self._root()
        if text.lstrip("\\") in FUNCTIONS:
            return functions.function(self, FUNCTIONS[text.lstrip("\\")])
        if text == r"\frac":
            self.take()
            return calculus.fraction(self)
        if text == r"\binom":
            self.take()
            return Call("binom", (self.argument_expression(), self.argument_expression()))
        if text in _ACCENTS:
            return symbols.accented(self)
        if text in REFUSED:
            raise UnsupportedError(f"{REFUSED[text]}: not judged yet", token.start)
        raise ParseError(f"{text} is not known", token.start)

    def _root(self) -> Expr:
        index: Expr = Num("2")
        if self.peek() == "[":
            self.take()
            index = self.expression()
            self.expect("]")
        return Root(self.argument_expression(), index)

    def arguments(self) -> tuple[Expr, ...]:
        """Expressions separated by commas, up to the closing bracket."""
        args = [self.expression()]
        while self.peek() in (",", ";"):
            self.take()
            args.append(self.expression())
        self.expect(")")
        return tuple(args)

    # Differentials

    def at_differential(self) -> bool:
        """`dx`: the letter d (or an upright one) directly before a symbol."""
        token = self.token()
        if token is None or token.text != "d" or token.kind not in ("letter", "name"):
            return False
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if following is None or "d" in self.bound:
            return False
        if following.kind != "letter" and following.text not in GREEK:
            return False
        if self.integrals or token.kind == "name":
            return True
        return not following.spaced and not self._is_inline_derivative()

    def _is_inline_derivative(self) -> bool:
        """`dy/dx`"""
        return self.peek(2) == "/" and self.peek(3) == "d" and len(self.tokens) > self.at + 4

    def _integral_is_over(self) -> bool:
        return bool(self.integrals) and self.integrals[-1].variable is not None


def _is_ten_power(node: Expr) -> bool:
    return (isinstance(node, Pow) and node.base == Num("10")) or isinstance(node, Mul)
