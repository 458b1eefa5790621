"""The grammar: sums of terms, terms of factors, factors of primaries with exponents.

Each of these is a function on a place in the tokens; what a primary is, and what follows it, are
the readers' business, which get the parser and take from it what is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from ..tree import (
    Call,
    Const,
    Div,
    Elided,
    Expr,
    Mul,
    Neg,
    Num,
    PlusMinus,
    Pow,
    Sym,
    Unit,
    add,
    mul,
    walk,
)
from ..vocabulary.functions import BETWEEN_FACTORS, BETWEEN_SETS
from . import functions, nabla, products, statements, unit_products
from .cursor import PRODUCT_SIGNS, SIGNS, Cursor
from .postfix import postfix
from .primary import at_bar, between_bounds, evaluated, primary
from .tokens import Token, UnsupportedError

MAX_NODES = 1500
"""Terms and factors of one formula: longer ones are no mathematics, and cost time to judge."""


class Parser(Cursor):
    """Reads an expression from the tokens it is given."""

    def inside(self, tokens: Sequence[Token]) -> Expr:
        """Another expression, read completely, in this one's surroundings."""
        if not tokens:
            raise self.error("something is missing")
        inner = Parser(
            list(tokens), self.flipped, self.habits, self.met, self.integrals, self.bound,
            depth=self.depth, nodes=self.nodes, forms=self.forms, retries=self.retries,
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
        if self.accept(r"\pmod"):
            result = Call("residue", (result, self.argument_expression()))
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

    def inside_brackets(self) -> tuple[Expr, ...]:
        """Expressions separated by commas, in brackets of any kind."""
        return tuple(map(self.outside_integrals, statements.parts(self.bracketed())))

    def primary(self) -> Expr:
        return primary(self)

    def expression(self) -> Expr:
        return self.deeper(self._sums)

    def _sums(self) -> Expr:
        terms = [self.signed_term()]
        first = 0  # of the terms that an evaluation bar would take
        while not self.integral_is_over():
            if at_bar(self):
                # The bar takes all terms since the last one, as in `x^2 + x \Big|_0^1`.
                self.take()
                terms[first:] = [evaluated(self, _with_dots("sum", terms[first:]))]
                first = len(terms)
            elif self.peek() in SIGNS:
                terms.append(self.signed_term())
            elif terms[-1] in _DOTS and self.starts_factor():
                terms.append(self.term())  # `a_1 + ... a_n`, with the sign left out
            else:
                break
        result = _with_dots("sum", terms)
        while self.peek() in BETWEEN_SETS:
            name = BETWEEN_SETS[self.take().text]
            result = Call(name, (result, self._operand(self.term)))
        return result

    def signed_term(self) -> Expr:
        sign = self.take().text if self.peek() in SIGNS else "+"
        if sign in (r"\pm", r"\mp"):
            return PlusMinus(1 if sign == r"\pm" else -1, self.term())
        inner = self._operand(self._term_or_dots)
        return Neg(inner) if sign == "-" else inner

    def _term_or_dots(self) -> Expr:
        if self.peek(1) not in PRODUCT_SIGNS and self.accept(r"\ldots"):
            return Const("dots")
        return self.term()

    def term(self) -> Expr:
        """Factors joined by explicit or implicit products and by slashes."""
        result = self.product()
        while not self.integral_is_over():
            if self._takes_bar():
                self.take()
                result = evaluated(self, result)
                if self.starts_factor():
                    result = mul(result, self.product())
                continue
            if self.peek() not in PRODUCT_SIGNS:
                break
            operator = self.take().text
            if operator in ("/", r"\cdot") and (unit := self._unit_beside(result)) is not None:
                result = mul(result, unit_products.inverse(unit) if operator == "/" else unit)
            elif self.habits.kinds is not None and operator in (r"\cdot", r"\times"):
                result = products.joined(self, operator, result)
            elif operator in ("/", r"\div"):
                result = self._divided(_with_dots("prod", [result]), slash=operator == "/")
            else:
                result = _joined(operator, result, self._operand(self.product))
        return _with_dots("prod", [result])

    def _takes_bar(self) -> bool:
        """Whether a bar here is about this term alone."""
        if not at_bar(self):
            return False
        return not between_bounds(self) or not self.ambiguous("bar", True)

    def _unit_beside(self, measured: Expr) -> Expr | None:
        r"""The unit here with its power, where units stand before it: `\cdot\mathrm{m}^2`."""
        if not _is_measured(measured) or not any(isinstance(p, Unit) for p in walk(measured)):
            return None
        unit = functions.unit(self)
        while unit is not None and (following := postfix(self, unit)) is not None:
            unit = following
        return unit

    def _operand(self, read: Callable[[], Expr]) -> Expr:
        """What follows an operator: a minus sign may stand before it."""
        return Neg(read()) if self.accept("-") else read()

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
                if self._continues_number(factors):
                    continue
                if not glued:
                    reason = f"the number {token.text} follows a factor without an operator"
                    raise self.error(reason)
                self.loosely(f"the number {token.text} follows a letter")
            if "." in getattr(factors[-1], "digits", "") and self.accept(r"\ldots"):
                factors[-1] = Call("truncated", (factors[-1],))
                continue
            if _is_measured(factors[-1]) and (unit := functions.unit(self)) is not None:
                while (raised := postfix(self, unit)) is not None:
                    unit = raised
                factors.append(unit)
                continue
            before = self.at
            factor = self.factor()
            if self._is_mixed(factors[-1], factor, self.tokens[before].text):
                factors[-1] = _mixed(factors[-1], factor)
            else:
                factors.append(factor)
        if Num("0") in factors and Const("i") in factors and not self.habits.electrical:
            raise UnsupportedError("a limit from one side, i0: not judged yet", self.place())
        return mul(*factors) if self.habits.kinds is None else nabla.product_of(factors)

    def _continues_number(self, factors: list[Expr]) -> bool:
        """Digits in groups, `1.282\\;712`, and powers of ten without a sign, `3.1 10^8`."""
        token, last = self.tokens[self.at], factors[-1]
        if not isinstance(last, Num) or not token.spaced:
            return False
        if token.text == "10" and self.peek(1) == "^":
            factors.append(self.factor())
            return True
        decimals = last.digits.partition(".")[2]
        if not decimals and last.digits[0] != "0" and re.fullmatch(r"\d{3}", token.text):
            self.take()
            factors[-1] = Num(last.digits + token.text)  # `35 000`
            return True
        grouped = len(decimals) >= 3 and (len(decimals) % 5 == 0 or len(decimals) % 3 == 0)
        if not grouped or "." in token.text or len(token.text) > 5:
            return False  # digits are set apart in threes or fives
        self.take()
        factors[-1] = Num(last.digits + token.text)
        return True

    def _is_mixed(self, whole: Expr, part: Expr, opening: str) -> bool:
        """`2\\frac{1}{2}`: a mixed number or a product."""
        if opening != r"\frac" or not isinstance(whole, Num) or "." in whole.digits:
            return False
        match part:
            case Div(Num(top), Num(bottom)) | Call("percent", (Div(Num(top), Num(bottom)),)) if (
                top.isdigit() and bottom.isdigit()
            ):
                return int(top) < int(bottom) and self.ambiguous("mixed number", True)
        return False

    def factor(self) -> Expr:
        """A primary with its exponents, factorials, degrees and percent signs."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.error(f"more than {MAX_NODES} terms and factors")
        result = primary(self)
        while (following := postfix(self, result)) is not None:
            result = following
        return result


def _mixed(whole: Expr, part: Expr) -> Expr:
    r"""`33\frac{1}{3}\%` is 33 and a third percent."""
    match part:
        case Call("percent", (share,)):
            return Call("percent", (add(whole, share),))
    return add(whole, part)


_DOTS = (Const("dots"), Neg(Const("dots")))


def _joined(operator: str, left: Expr, right: Expr) -> Expr:
    """The operation of that name, or a product, which `\\ast` is beside a number."""
    multiplied = operator == r"\ast" and (isinstance(left, Num) or isinstance(right, Num))
    if operator in BETWEEN_FACTORS and not multiplied:
        return Call(BETWEEN_FACTORS[operator], (left, right))
    return mul(left, right)


def _with_dots(operator: Literal["sum", "prod"], parts: Sequence[Expr]) -> Expr:
    """The sum or product of the parts; one with dots among them keeps what stands around them."""
    whole = (add if operator == "sum" else mul)(*parts)
    flat = whole.factors if isinstance(whole, Mul) and operator == "prod" else tuple(parts)
    at = next((i for i, part in enumerate(flat[1:], 1) if part in _DOTS), 0)
    return Elided(operator, flat[:at], flat[at + 1 :]) if at and flat[0] not in _DOTS else whole


def _is_measured(node: Expr) -> bool:
    """Whether a unit may follow: a number, or one with a power of ten, or a unit before it."""
    match node:
        case Num() | Unit():
            return True
        case Pow(base, _):
            return base == Num("10") or isinstance(base, Unit)
        case Mul(factors):
            return all(_is_measured(factor) for factor in factors)
        case Div(num, den):
            return _is_measured(num) and _is_measured(den)
    return False
