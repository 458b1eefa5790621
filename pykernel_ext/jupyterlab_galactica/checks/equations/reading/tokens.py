"""LaTeX maths to tokens, each with its place in the text.

Layout (spaces, `\\left`, `\\big`, `\\displaystyle`, tags and labels) is dropped here, and the many
spellings of one thing (`\\dfrac`, `\\leq`, `−`, `^{\\prime}`) become one, so that the parser
meets a small alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..vocabulary.signs import (
    BLACKBOARD,
    FRACTIONS,
    IGNORED,
    LOWERED,
    RAISED,
    RELATIONS,
    SPELLINGS,
    UNICODE,
)

Kind = Literal[
    "number",  # digits with an optional decimal part
    "letter",  # one Latin letter
    "name",  # \mathrm{...} or \operatorname{...}: letters and digits
    "words",  # \text{...}
    "macro",  # any other control sequence
    "op",  # one other character
    "relation",
    "prime",
    "quad",  # a wide space, which separates statements
    "amp",
    "row",
    "begin",
    "end",
]

MAX_LENGTH = 20_000
"""Characters of one formula; longer ones are refused unread."""


class ParseError(Exception):
    """A formula that was not understood; `place` is an offset in the formula's LaTeX."""

    def __init__(self, reason: str, place: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


class UnsupportedError(ParseError):
    """Recognised notation that cannot be judged yet."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    start: int
    end: int
    spaced: bool = False  # blank space stood before it


_SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])\s*")
_NAMES = {r"\operatorname", r"\operatorname*", r"\mathrm", r"\mathit", r"\mathsf", r"\mathtt"}
_WORDS = {r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox", r"\textnormal", r"\hbox"}
_QUANTITIES = {r"\SI", r"\qty", r"\si", r"\unit", r"\num"}
_SKIP_ARGUMENT = {r"\tag", r"\tag*", r"\label", r"\hspace", r"\hspace*", r"\vspace", r"\color",
                  r"\phantom", r"\hphantom", r"\vphantom"}  # fmt: skip

_LEXEME = re.compile(
    r"""
    (?P<space>(?:\s|~)+)
  | (?P<comment>%[^\n]*\n?)
  | (?P<row>\\\\(?:\s*\[[^\]\n]{0,12}\])?|\\cr(?![A-Za-z])|\\newline(?![A-Za-z]))
  | (?P<macro>\\(?:[A-Za-z]+\*?|.))
  | (?P<dots>\.\.\.)
  | (?P<repeating>\d+\.\d*\\overline\{\d{1,12}\})
  | (?P<number>\d{1,3}(?:(?:,|\{,\})\d{3})+(?![\d,])(?:\.\d+)?|\d+\.\d+|\d+|\.\d+)
  | (?P<letter>[A-Za-z])
  | (?P<prime>\^\s*\{\s*(?:\\prime\s*)+\}|\^\s*\\prime(?![A-Za-z])|')
  | (?P<op>:=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenize(latex: str) -> list[Token]:
    """The tokens of a formula without its delimiters. Raises ParseError."""
    if len(latex) > MAX_LENGTH:
        raise ParseError(f"the formula is longer than {MAX_LENGTH} characters")
    return _Lexer(latex).run()


class _Lexer:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens: list[Token] = []
        self.spaced = False
        self.at = 0

    def emit(self, kind: Kind, text: str, start: int) -> None:
        self.tokens.append(Token(kind, text, start, self.at, self.spaced))
        self.spaced = False

    def run(self) -> list[Token]:
        while self.at < len(self.latex):
            start = self.at
            if self.latex[start] == "\\" and (sizes := _SIZES.match(self.latex, start)):
                self.at = sizes.end()
                self._delimiter(sizes.group().strip(), start)
                continue
            match = _LEXEME.match(self.latex, start)
            assert match is not None  # the last alternative takes any character
            self.at = match.end()
            kind, text = match.lastgroup, match.group()
            if kind in ("space", "comment"):
                self.spaced = True
            elif kind == "dots":
                self.emit("macro", r"\ldots", start)
            elif kind == "row":
                self.emit("row", text, start)
            elif kind == "number":
                self.emit("number", re.sub(r",|\{,\}", "", text), start)
            elif kind == "repeating":
                self.emit("number", text, start)
            elif kind == "letter":
                self.emit("letter", text, start)
            elif kind == "prime":
                for _ in range(text.count("prime") or 1):
                    self.emit("prime", "'", start)
            elif kind == "macro":
                self._macro(text, start)
            else:
                self._character(text, start)
        return self.tokens

    def _delimiter(self, size: str, start: int) -> None:
        """What follows `\\left`, `\\right` or `\\big`: bars learn which side they are on."""
        rest = self.latex[self.at : self.at + 8]
        if rest.startswith("."):
            self.at += 1
            self.emit("macro", r"\left." if size == r"\left" else r"\right.", start)
        elif bar := re.match(r"\||\\vert(?![A-Za-z])|\\[lr]vert(?![A-Za-z])", rest):
            self.at += bar.end()
            opens = size == r"\left" or size.endswith("l")
            closes = size == r"\right" or size.endswith("r")
            text = r"\lvert" if opens else r"\rvert" if closes else "|"
            self.emit("op" if text == "|" else "macro", text, start)
        else:
            self.spaced = True

    def _character(self, text: str, start: int) -> None:
        if text in RELATIONS:
            self.emit("relation", RELATIONS[text], start)
        elif text == "&":
            self.emit("amp", text, start)
        elif text == "ı":
            self.emit("letter", "i", start)
        elif text in RAISED or text in LOWERED:
            self._shifted(RAISED if text in RAISED else LOWERED, start)
        elif text in FRACTIONS:
            self.emit("macro", r"\frac", start)
            for digit in FRACTIONS[text]:
                self.emit("number", digit, start)
        elif text in BLACKBOARD:
            self.emit("macro", r"\mathbb", start)
            self.emit("letter", BLACKBOARD[text], start)
        elif text == "€":
            self.emit("words", text, start)
        elif text in ("′", "″"):
            for _ in UNICODE[text]:
                self.emit("prime", "'", start)
        elif text in UNICODE:
            mapped = UNICODE[text]
            self.emit("macro" if mapped.startswith("\\") else "op", mapped, start)
        elif ord(text[0]) > 127:
            raise ParseError(f"the character {text!r} is not known", start)
        else:
            self.emit("op", text, start)

    def _shifted(self, signs: Mapping[str, str], start: int) -> None:
        """`x⁻¹` and `a₁₂` as an exponent and a subscript."""
        end = start
        while end < len(self.latex) and self.latex[end] in signs:
            end += 1
        text = "".join(signs[c] for c in self.latex[start:end])
        self.emit("op", "^" if signs is RAISED else "_", start)
        self.emit("op", "{", start)
        for part in re.findall(r"\d+|.", text):
            kind: Kind = "number" if part.isdigit() else "letter" if part.isalpha() else "op"
            self.emit(kind, part, start)
        self.at = end
        self.emit("op", "}", start)

    def _macro(self, text: str, start: int) -> None:
        text = SPELLINGS.get(text, text)
        if text in (r"\mathrm{B}", r"\operatorname{arsinh}"):
            self.emit("name", text.partition("{")[2][:-1], start)
        elif text in IGNORED:
            self.spaced = True
        elif text in (r"\quad", r"\qquad"):
            self.emit("quad", text, start)
        elif text in RELATIONS:
            self.emit("relation", RELATIONS[text], start)
        elif text == "€":
            self.emit("words", text, start)
        elif text == r"\not":
            self._negated(start)
        elif text in _NAMES or text in _WORDS:
            self._name(text, start)
        elif text in (r"\begin", r"\end"):
            environment = self._argument(start)
            if text == r"\begin" and environment.rstrip("*") in ("array", "alignat", "alignedat"):
                self._argument(start)
            self.emit("begin" if text == r"\begin" else "end", environment.rstrip("*"), start)
        elif text in _SKIP_ARGUMENT:
            self._argument(start)
        elif text in (r"\mathbin", r"\mathrel") and (
            sign := re.compile(r"\s*\{\s*(.)\s*\}").match(self.latex, self.at)
        ):
            self.at = sign.end()
            self._character(sign.group(1), start)
        elif text in (r"\mathbin", r"\mathrel"):
            self.spaced = True
        elif text == r"\rm" and (
            name := re.compile(
                r"\s*(?:\{((?:[A-Za-z0-9 ]|\\ )+)\}|((?:[A-Za-z0-9 ]|\\ )+)(?=\}))"
            ).match(self.latex, self.at)
        ):
            self.at = name.end()
            self._named((name.group(1) or name.group(2)).replace("\\ ", " ").strip(), start)
        elif text == r"\cal":
            self.emit("macro", r"\mathcal", start)
        elif text == r"\genfrac":
            self._general_fraction(start)
        elif text in _QUANTITIES:
            self._quantity(text, start)
        elif text == r"\bf":
            self.emit("macro", r"\mathbf", start)
        elif text in (r"\rm", r"\it", r"\sf", r"\mathnormal", r"\ensuremath"):
            self.spaced = True
        elif len(text) == 1:
            self.emit("op", text, start)
        else:
            self.emit("macro", text, start)

    def _negated(self, start: int) -> None:
        following = re.compile(r"\s*(=|<|>|\\(?:in|equiv|subset)(?![A-Za-z]))").match(
            self.latex, self.at
        )
        if not following:
            raise ParseError(r"\not stands before something that is not a relation", start)
        self.at = following.end()
        if following.group(1) == "=":
            self.emit("relation", r"\ne", start)
        elif following.group(1) in "<>":
            self.emit("relation", r"\ge" if following.group(1) == "<" else r"\le", start)
        elif following.group(1) == r"\equiv":
            self.emit("relation", r"\not\equiv", start)
        elif following.group(1) == r"\subset":
            raise UnsupportedError("a set that is no subset: not judged yet", start)
        else:
            self.emit("macro", r"\notin", start)

    def _name(self, macro: str, start: int) -> None:
        content = self._argument(start, optional_braces=True)
        compact = re.sub(r"\\[,;:! ]|\s+|~", "", content)
        if macro in _WORDS:
            self.emit("words", " ".join(content.replace("~", " ").split()), start)
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", compact):
            self.emit("name", compact, start)
        elif re.fullmatch(r"\d+", compact):
            self.emit("number", compact, start)
        else:
            self.emit("words", " ".join(content.split()), start)

    def _named(self, content: str, start: int) -> None:
        """The content of `\\rm`: a name, or words."""
        plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", content)
        self.emit("name" if plain else "words", content, start)

    def _general_fraction(self, start: int) -> None:
        """`\\genfrac` without a bar: a binomial coefficient by its brackets."""
        opening = self._argument(start).strip()
        for _ in range(3):
            self._argument(start)
        macro = {"(": r"\binom", "[": r"\brack", r"\{": r"\brace", "<": r"\euler"}.get(opening)
        if macro is None:
            raise UnsupportedError("a general fraction: not judged yet", start)
        self.emit("macro", macro, start)

    def _quantity(self, macro: str, start: int) -> None:
        """`\\SI{9.8}{m/s^2}`, `\\num{1e3}` and `\\si{kg}` of siunitx."""
        if macro not in (r"\si", r"\unit"):
            number = self._argument(start).replace(" ", "")
            parts = re.fullmatch(r"([-+]?)(\d+\.?\d*)(?:[eEdD]([-+]?\d+))?", number)
            if not parts:
                raise ParseError(f"the number {number} is not understood", start)
            if parts[1] == "-":
                self.emit("op", "-", start)
            self.emit("number", parts[2].rstrip("."), start)
            if parts[3]:
                self.emit("macro", r"\cdot", start)
                self.emit("number", "10", start)
                self.emit("op", "^", start)
                self.emit("op", "{", start)
                if parts[3].startswith("-"):
                    self.emit("op", "-", start)
                self.emit("number", parts[3].lstrip("+-"), start)
                self.emit("op", "}", start)
        if macro != r"\num":
            self.emit("words", self._argument(start), start)

    def _argument(self, start: int, *, optional_braces: bool = False) -> str:
        """The text of one brace group, taken verbatim."""
        while self.at < len(self.latex) and self.latex[self.at].isspace():
            self.at += 1
        if self.latex[self.at : self.at + 1] != "{":
            if optional_braces and self.at < len(self.latex):
                self.at += 1
                return self.latex[self.at - 1]
            raise ParseError("a brace group is missing", start)
        depth, begin = 0, self.at + 1
        while self.at < len(self.latex):
            character = self.latex[self.at]
            self.at += 2 if character == "\\" else 1
            depth += (character == "{") - (character == "}")
            if depth == 0:
                return self.latex[begin : self.at - 1]
        raise ParseError("a brace is not closed", start)
