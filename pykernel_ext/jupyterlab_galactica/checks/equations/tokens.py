"""LaTeX maths to tokens, each with its place in the text.

Layout (spaces, `\\left`, `\\big`, `\\displaystyle`, tags and labels) is dropped here, and the many
spellings of one thing (`\\dfrac`, `\\leq`, `−`, `^{\\prime}`) become one, so that the parser
meets a small alphabet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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


RELATIONS = {
    "=": "=", "<": "<", ">": ">", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "≈": r"\approx",
    "≡": r"\equiv",
    r"\equiv": r"\equiv", r"\le": r"\le", r"\leq": r"\le", r"\leqslant": r"\le", r"\leqq": r"\le",
    r"\ge": r"\ge", r"\geq": r"\ge", r"\geqslant": r"\ge", r"\geqq": r"\ge", r"\ne": r"\ne",
    r"\neq": r"\ne", r"\approx": r"\approx", r"\thickapprox": r"\approx", r"\lt": "<", r"\gt": ">",
    r"\coloneqq": ":=", r"\triangleq": ":=", r"\doteq": ":=", ":=": ":=",
}  # fmt: skip

_SPELLINGS = {
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\dbinom": r"\binom",
    r"\tbinom": r"\binom", r"\rightarrow": r"\to", r"\longrightarrow": r"\to", r"\lbrack": "[",
    r"\rbrack": "]", r"\lparen": "(", r"\rparen": ")", r"\vert": "|", r"\mid": "|", r"\ast": "*",
    r"\dots": r"\ldots", r"\cdots": r"\ldots", r"\dotsc": r"\ldots", r"\dotsb": r"\ldots",
    r"\vdots": r"\ldots", r"\ddots": r"\ldots", r"\colon": ":",
    r"\arcsinh": r"\operatorname{arsinh}",
    r"\longleftrightarrow": r"\iff", r"\Leftrightarrow": r"\iff", r"\Longleftrightarrow": r"\iff",
    r"\Rightarrow": r"\implies", r"\Longrightarrow": r"\implies", r"\Vert": r"\|",
    r"\slash": "/", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\Beta": r"\mathrm{B}",
    r"\degree": r"\circ", r"\infin": r"\infty",
}  # fmt: skip

_UNICODE = {
    "−": "-", "–": "-", "·": r"\cdot", "⋅": r"\cdot", "×": r"\times", "÷": r"\div", "∗": "*",
    "∫": r"\int", "∑": r"\sum", "∏": r"\prod", "∞": r"\infty", "√": r"\sqrt", "∂": r"\partial",
    "→": r"\to", "⇒": r"\implies", "⇔": r"\iff", "±": r"\pm", "∓": r"\mp", "∇": r"\nabla",
    "∈": r"\in", "…": r"\ldots", "°": r"\circ", "′": "'", "″": "''",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon", "ζ": r"\zeta",
    "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu",
    "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\phi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta",
    "Λ": r"\Lambda", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
}  # fmt: skip

_IGNORED = {
    r"\,", r"\;", r"\:", r"\!", r"\>", r"\ ", r"\displaystyle", r"\textstyle", r"\scriptstyle",
    r"\limits", r"\nolimits", r"\nonumber", r"\notag", r"\thinspace", r"\negthinspace",
    r"\mathstrut", r"\strut", r"\null", r"\hfill", r"\allowbreak", r"\/", r"\medspace",
    r"\thickspace", r"\enspace", r"\relax", r"\mathopen", r"\mathclose", r"\mathbin", r"\mathrel",
    r"\mathord", r"\middle",
}  # fmt: skip

_SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])\s*")
_NAMES = {r"\operatorname", r"\operatorname*", r"\mathrm", r"\mathit", r"\mathsf", r"\mathtt"}
_WORDS = {r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox", r"\textnormal", r"\hbox"}
_SKIP_ARGUMENT = {r"\tag", r"\tag*", r"\label", r"\hspace", r"\hspace*", r"\vspace", r"\color",
                  r"\phantom", r"\hphantom", r"\vphantom"}  # fmt: skip

_LEXEME = re.compile(
    r"""
    (?P<space>(?:\s|~)+)
  | (?P<comment>%[^\n]*\n?)
  | (?P<row>\\\\(?:\s*\[[^\]\n]{0,12}\])?|\\cr(?![A-Za-z])|\\newline(?![A-Za-z]))
  | (?P<macro>\\(?:[A-Za-z]+\*?|.))
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
            if sizes := _SIZES.match(self.latex, start):
                self.at = sizes.end()
                self._delimiter(sizes.group().strip(), start)
                continue
            match = _LEXEME.match(self.latex, start)
            assert match is not None  # the last alternative takes any character
            self.at = match.end()
            kind, text = match.lastgroup, match.group()
            if kind in ("space", "comment"):
                self.spaced = True
            elif kind == "row":
                self.emit("row", text, start)
            elif kind == "number":
                self.emit("number", re.sub(r",|\{,\}", "", text), start)
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
        elif text in "²³":
            self.emit("op", "^", start)
            self.emit("number", "2" if text == "²" else "3", start)
        elif text in ("′", "″"):
            for _ in _UNICODE[text]:
                self.emit("prime", "'", start)
        elif text in _UNICODE:
            mapped = _UNICODE[text]
            self.emit("macro" if mapped.startswith("\\") else "op", mapped, start)
        elif ord(text[0]) > 127:
            raise ParseError(f"the character {text!r} is not known", start)
        else:
            self.emit("op", text, start)

    def _macro(self, text: str, start: int) -> None:
        text = _SPELLINGS.get(text, text)
        if text in (r"\mathrm{B}", r"\operatorname{arsinh}"):
            self.emit("name", text.partition("{")[2][:-1], start)
        elif text in _IGNORED:
            self.spaced = True
        elif text in (r"\quad", r"\qquad"):
            self.emit("quad", text, start)
        elif text in RELATIONS:
            self.emit("relation", RELATIONS[text], start)
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
        elif text in (r"\rm", r"\it", r"\bf", r"\sf", r"\mathnormal", r"\ensuremath"):
            self.spaced = True
        elif len(text) == 1:
            self.emit("op", text, start)
        else:
            self.emit("macro", text, start)

    def _negated(self, start: int) -> None:
        following = re.compile(r"\s*(=|<|>|\\in(?![A-Za-z]))").match(self.latex, self.at)
        if not following:
            raise ParseError(r"\not stands before something that is not a relation", start)
        self.at = following.end()
        if following.group(1) == "=":
            self.emit("relation", r"\ne", start)
        elif following.group(1) in "<>":
            self.emit("relation", r"\ge" if following.group(1) == "<" else r"\le", start)
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
