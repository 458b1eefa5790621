"""Where the parser stands in the tokens, and what surrounds that place.

Looking ahead and taking tokens; what they mean is the business of `parse`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .brackets import argument_tokens
from .habits import Habits
from .notation import GREEK, REFUSED
from .tokens import ParseError, Token, UnsupportedError
from .tree import Sym

SIGNS = {"+", "-", r"\pm", r"\mp"}
PRODUCT_SIGNS = {r"\cdot", r"\times", "*", "/", r"\div"}


@dataclass
class Frame:
    """An integral being read: its variable once the differential was met inside a fraction."""

    variable: Sym | None = None


@dataclass
class Cursor:
    """A place in `tokens`, which the cursor owns: it splits a number where only a digit is meant.

    `met` collects the names of the ambiguities met so far, `integrals` and `bound` (indices of
    sums, variables of limits) are those the place is inside of; expressions inside one another
    share them. `bars` is 1 where the next `|` closes.
    """

    tokens: list[Token]
    flipped: frozenset[str]
    habits: Habits
    met: set[str] = field(default_factory=set)
    integrals: list[Frame] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    at: int = 0
    depth: int = 0
    nodes: int = 0
    bars: int = 0

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

    def refusal(self, token: Token) -> ParseError:
        """Why nothing can be read on from this token."""
        if token.text in REFUSED or token.kind in ("begin", "end", "row", "amp"):
            what = REFUSED.get(token.text, "matrices and cases")
            return UnsupportedError(f"{what}: not judged yet", token.start)
        if token.text == "," or token.text == ":":
            return UnsupportedError("lists, tuples and ratios are not judged yet", token.start)
        if token.kind == "words":
            return UnsupportedError("words inside the formula", token.start)
        return ParseError(f"{token.text} is not understood here", token.start)

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

    def starts_factor(self) -> bool:
        token = self.token()
        if token is None or self.integral_is_over():
            return False
        if token.kind in ("number", "letter", "name", "words"):
            return not self.at_differential()
        if token.kind == "op":
            return token.text in ("(", "[", "{") or (token.text == "|" and not self.bars)
        return token.kind == "macro" and token.text not in PRODUCT_SIGNS | SIGNS | {
            r"\rvert", r"\rfloor", r"\rceil", r"\choose", r"\right.", r"\%", r"\ldots", r"\to",
            r"\}",
        }  # fmt: skip

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
        return not following.spaced and not self.at_inline_derivative()

    def at_inline_derivative(self) -> bool:
        """`dy/dx`"""
        return self.peek(2) == "/" and self.peek(3) == "d" and len(self.tokens) > self.at + 4

    def integral_is_over(self) -> bool:
        return bool(self.integrals) and self.integrals[-1].variable is not None
