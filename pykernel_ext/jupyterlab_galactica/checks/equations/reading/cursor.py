"""Where the parser stands in the tokens, and what surrounds that place.

Looking ahead and taking tokens; what they mean is the business of `parse`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..tree import Expr, Sym
from ..vocabulary.functions import BETWEEN_FACTORS, BETWEEN_SETS
from ..vocabulary.signs import REFUSED
from .brackets import argument_tokens, closing, outermost, put, skip_argument
from .habits import AFTER_D, Habits
from .tokens import ParseError, Token, UnsupportedError, is_letter

MAX_DEPTH = 50
"""Expressions in one another: more would exhaust Python's stack, where trees are walked as well."""
MOST_RETRIES = 12
"""Second readings of integrals in a formula: each one inside another would double the time."""

LOOSELY = "~"
"""Begins the names of readings that excuse, and prove nothing."""

SIGNS = {"+", "-", r"\pm", r"\mp"}

ENVIRONMENTS_OF_CASES = {"cases", "dcases", "rcases"}
PRODUCT_SIGNS = {r"\cdot", r"\times", "*", "/", r"\div", *BETWEEN_FACTORS}
_NO_FACTOR = PRODUCT_SIGNS | SIGNS | set(BETWEEN_SETS) | {
    r"\rvert", r"\rfloor", r"\rceil", r"\choose", r"\right.", r"\%", r"\to", r"\}",
    r"\rangle", r"\rVert", r"\atop", r"\pmod", r"\in", r"\notin", r"\subset", r"\subseteq",
    r"\wedge", r"\mapsto", r"\sim", r"\propto", r"\cong", r"\perp", r"\parallel", r"\supset",
    r"\supseteq", r"\simeq", r"\bullet", r"\brack", r"\brace", r"\lor", r"\land",
}  # fmt: skip
"""Macros that no factor begins with."""
_WITH_ARGUMENTS = {r"\frac", r"\sqrt", r"\mathrm", r"\bar", r"\mathbb", r"\mathcal", r"\hat"}


@dataclass
class Frame:
    """An integral being read: its variable once the differential was met inside a fraction."""

    variable: Sym | None = None


@dataclass
class Cursor:
    """A place in `tokens`, which the cursor owns: it splits a number where only a digit is meant.

    `met` collects the names of the ambiguities met so far, `integrals` and `bound` (indices of
    sums, variables of limits) are those the place is inside of; expressions inside one another
    share them. `bars` is 1 where the next `|` closes, `fence` the bracket that closes next, `forms`
    counts the integrals over regions around, and `retries` what second readings may still cost.
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
    fence: str = ""
    forms: int = 0
    retries: list[int] = field(default_factory=lambda: [MOST_RETRIES])

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

    def accept(self, text: str) -> bool:
        """Whether this stands here; it is taken."""
        if self.peek() != text:
            return False
        self.at += 1
        return True

    def script(self, sign: str) -> list[Token] | None:
        """The argument of `_` or `^`, which is taken; None where the sign does not stand here."""
        return self.argument() if self.accept(sign) else None

    def expect(self, text: str) -> None:
        if not self.accept(text):
            found = f"found {self.peek()}" if self.peek() else "the expression ends"
            if self.peek() == ",":
                raise UnsupportedError("lists and tuples are not judged yet", self.place())
            if self.token() is not None and self.tokens[self.at].kind == "relation":
                raise UnsupportedError("a relation inside brackets is not judged yet", self.place())
            raise self.error(f"expected {text}, {found}")

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

    def loosely(self, why: str) -> None:
        """Notes that what is read here may mean something else: then nothing is claimed of it."""
        self.met.add(LOOSELY + why)

    def refusal(self, token: Token) -> ParseError:
        """Why nothing can be read on from this token."""
        if token.text in REFUSED or token.kind in ("begin", "end", "row", "amp"):
            what = REFUSED.get(token.text, "matrices and cases")
            return UnsupportedError(f"{what}: not judged yet", token.start)
        if token.text == "," or token.text == ":":
            return UnsupportedError("lists, tuples and ratios are not judged yet", token.start)
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
            put(self.tokens, self.at - 1, self.at, [first, rest])
            return [first]
        if token.text == "-" or token.kind == "relation" or token.text in ("^", "_", "}"):
            if token.text == "-" and self.at >= 2 and self.tokens[self.at - 2].text in ("^", "_"):
                return [token]
            raise ParseError(f"{token.text} stands where an argument is expected", token.start)
        if token.text in _WITH_ARGUMENTS:
            raise ParseError("an argument without braces", token.start)
        return [token]

    def content(self) -> list[Token]:
        """What stands in the brackets that open here, or behind them where none closes."""
        return self.tokens[self.at + 1 : closing(self.tokens, self.at)]

    def bracketed(self) -> list[Token]:
        """The content of the brackets that open here, which are taken; there must be some."""
        start, end = self.at, closing(self.tokens, self.at)
        if end >= len(self.tokens) or end == start + 1:
            raise self.error("a bracket is not closed")
        self.at = end + 1
        return self.tokens[start + 1 : end]

    def environment(self) -> list[Token]:
        """The content of the environment that begins here, which is taken."""
        start, end = self.at, closing(self.tokens, self.at)
        if end >= len(self.tokens):
            raise self.error("an environment is not closed")
        self.at = end + 1
        return self.tokens[start + 1 : end]

    def bounds(self) -> dict[str, list[Token]]:
        """What stands below (`_`) and above (`^`) an operator or a bar, which is taken."""
        found: dict[str, list[Token]] = {}
        while self.peek() in ("_", "^"):
            which = self.take().text
            found[which] = self.argument()
        return found

    def primes(self) -> int:
        """How many primes stand here; they are taken."""
        start = self.at
        while self.peek() == "'":
            self.at += 1
        return self.at - start

    def starts_factor(self) -> bool:
        token = self.token()
        if token is None or self.integral_is_over():
            return False
        if token.kind in ("number", "letter", "name", "words"):
            return not self.integrals or not self.at_differential()
        if token.kind == "op":
            if token.text == "|":
                return not self.bars and self.peek(1) != "_"
            return token.text in ("(", "[", "{")
        if token.kind == "begin":
            return self.habits.kinds is not None or token.text in ENVIRONMENTS_OF_CASES
        return token.kind == "macro" and token.text not in _NO_FACTOR

    def at_differential(self) -> bool:
        """`dx`: the letter d (or an upright one) directly before a symbol."""
        token = self.token()
        if token is None or token.text != "d" or token.kind not in ("letter", "name"):
            return False
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if following is None or "d" in self.bound:
            return False
        if not self.integrals and self._is_metric(following):
            return False
        symbol, raised = is_letter(following), following.text == "^"
        after = skip_argument(self.tokens, self.at + 2)
        if raised and after >= len(self.tokens):
            return False  # the square of a distance d
        if self.integrals:
            return symbol or self._whole_differential(following)
        possible = symbol or raised or following.text in AFTER_D
        if token.kind == "name" or not possible:
            return possible
        if raised:
            symbol = self.tokens[after].kind in ("letter", "macro")
            if not symbol or self.tokens[after].spaced:
                return False
        if self.forms:
            return True
        if not self.habits.differentials or following.spaced:
            return False
        before = self.tokens[self.at - 1] if self.at else None
        glued = before is not None and before.kind == "letter" and not token.spaced
        return self.ambiguous("differential", True) if glued or not symbol else True

    def _is_metric(self, following: Token) -> bool:
        """`d(x, y)`: a distance has two arguments, a differential one."""
        content = self.tokens[self.at + 2 : closing(self.tokens, self.at + 1)]
        return following.text == "(" and any(t.text == "," for t in outermost(content))

    def _whole_differential(self, following: Token) -> bool:
        """`d(x)` and `d(\\sin x)` at the end of an integral."""
        if following.text != "(":
            return False
        return closing(self.tokens, self.at + 1) >= len(self.tokens) - 1

    def deeper(self, read: Callable[[], Expr]) -> Expr:
        """Reads an expression in an expression, or behind one more prefix. Raises ParseError."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"nested deeper than {MAX_DEPTH} levels")
        result = read()
        self.depth -= 1
        return result

    @contextmanager
    def running(self, names: Sequence[str]) -> Iterator[None]:
        """These names run or are bound in what is read meanwhile."""
        self.bound.extend(names)
        try:
            yield
        finally:
            del self.bound[len(self.bound) - len(names) :]

    def may_retry(self) -> bool:
        """Whether another reading of the same place may be tried: not without end."""
        self.retries[0] -= 1
        return self.retries[0] >= 0

    def integral_is_over(self) -> bool:
        return bool(self.integrals) and self.integrals[-1].variable is not None
