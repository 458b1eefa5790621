"""Tokens to a typed tree: a strict recursive-descent parser.

A token that is not understood ends the parse with a reason and a place; nothing is dropped or
guessed in silence. Where mathematical notation itself is ambiguous (`1/2x`, `a(b)`, `\\log`), the
parser takes the usual convention and notes the choice in `met`; parsing again with that choice
`flipped` gives the other reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .cursor import PRODUCT_SIGNS, SIGNS, Cursor
from .habits import habits_of
from .notation import UNITS
from .primary import primary
from .tokens import Token, UnsupportedError, tokenize
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
    Sym,
    add,
    mul,
)

MAX_DEPTH = 50
MAX_NODES = 1500


def parse_expression(latex: str, flipped: Iterable[str] = ()) -> Expr:
    """The tree of an expression. Raises ParseError, UnsupportedError."""
    return parse_tokens(tokenize(latex), flipped)[0]


def parse_tokens(tokens: Sequence[Token], flipped: Iterable[str] = ()) -> tuple[Expr, set[str]]:
    """The tree of an expression, and the ambiguities met on the way."""
    parser = Parser(list(tokens), frozenset(flipped), habits_of(tokens))
    return parser.everything(), parser.met


def parse_relation(
    left: Sequence[Token], op: str, right: Sequence[Token], flipped: Iterable[str] = ()
) -> tuple[Relation, set[str]]:
    """Both sides read under the same habits: a letter that is a function on one is on the other."""
    habits = habits_of([*left, *right], sides=(left, right))
    sides = []
    met: set[str] = set()
    for tokens in (left, right):
        parser = Parser(list(tokens), frozenset(flipped), habits)
        sides.append(parser.everything())
        met |= parser.met
    operation: RelationOp = op  # type: ignore[assignment]
    return Relation(operation, *sides), met


class Parser(Cursor):
    """The grammar: sums of terms, terms of factors, factors of primaries with exponents."""

    def inside(self, tokens: Sequence[Token]) -> Expr:
        """Another expression, read completely, in this one's surroundings."""
        if not tokens:
            raise self.error("something is missing")
        inner = Parser(
            list(tokens), self.flipped, self.habits, self.met, self.integrals, self.bound,
            depth=self.depth, nodes=self.nodes,
        )  # fmt: skip
        result = inner.everything()
        self.nodes = inner.nodes
        return result

    def outside_integrals(self, tokens: Sequence[Token]) -> Expr:
        """Such an expression, where a `dx` cannot belong to an integral around it."""
        outer, self.integrals = self.integrals, []
        result = self.inside(tokens)
        self.integrals = outer
        return result

    def everything(self) -> Expr:
        result = self.expression()
        if self.at < len(self.tokens):
            raise self.refusal(self.tokens[self.at])
        return result

    def argument_expression(self) -> Expr:
        return self.inside(self.argument())

    def arguments(self) -> tuple[Expr, ...]:
        """Expressions separated by commas, in round brackets."""
        self.expect("(")
        outer_bars, self.bars = self.bars, 0
        outer_integrals, self.integrals = self.integrals, []
        args = [self.expression()]
        while self.peek() in (",", ";"):
            self.take()
            args.append(self.expression())
        self.expect(")")
        self.bars, self.integrals = outer_bars, outer_integrals
        return tuple(args)

    def expression(self) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels")
        terms = [self.signed_term()]
        while self.peek() in SIGNS and not self.integral_is_over():
            terms.append(self.signed_term())
        self.depth -= 1
        return add(*terms)

    def signed_term(self) -> Expr:
        sign = self.take().text if self.peek() in SIGNS else "+"
        if sign == "-":
            return Neg(self.term())
        if sign in (r"\pm", r"\mp"):
            return PlusMinus(1 if sign == r"\pm" else -1, self.term())
        return self.term()

    def term(self) -> Expr:
        """Factors joined by explicit or implicit products and by slashes."""
        result = self.product()
        while self.peek() in PRODUCT_SIGNS and not self.integral_is_over():
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

    def factor(self) -> Expr:
        """A primary with its exponents, factorials, degrees and percent signs."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.error(f"more than {MAX_NODES} terms and factors")
        result = primary(self)
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


def _is_ten_power(node: Expr) -> bool:
    return (isinstance(node, Pow) and node.base == Num("10")) or isinstance(node, Mul)
