"""LaTeX maths to tokens, each with its place in the text.

Layout (spaces, `\\left`, `\\big`, `\\displaystyle`, tags and labels) is dropped here, and the many
spellings of one thing (`\\dfrac`, `\\leq`, `−`, `^{\\prime}`) become one, so that the parser
meets a small alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ..vocabulary.functions import MACROS as FUNCTION_NAMES
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
from .brackets import matched
from .decimal_comma import decimal_at
from .tokens import Kind, ParseError, Token, UnsupportedError

MAX_LENGTH = 20_000
"""Characters of one formula; longer ones are refused unread."""

_SIZES = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![A-Za-z])\s*")
_NAMES = {r"\operatorname", r"\operatorname*", r"\mathrm", r"\mathit", r"\mathsf", r"\mathtt"}
_WORDS = {r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox", r"\textnormal", r"\hbox"}
_QUANTITIES = {r"\SI", r"\qty", r"\si", r"\unit", r"\num", r"\ang"}
_LAYOUT = {r"\tag", r"\tag*", r"\label", r"\vspace", r"\color",
           r"\phantom", r"\hphantom", r"\vphantom", r"\textcolor", r"\textcircled"}  # fmt: skip
"""Macros whose argument says nothing."""
_PLAIN_NAME = re.compile("[A-Za-z][A-Za-z0-9]*")
_ONE_SIGN = re.compile(r"\s*\{\s*(.)\s*\}")
_UPRIGHT = re.compile(r"\s*(?:\{((?:[A-Za-z0-9 .-]|\\ )+)\}|((?:[A-Za-z0-9 .-]|\\ )+)(?=\}))")
_OVERLAY = re.compile(r"\s*<[-0-9,|+]{1,20}>")
_PLACED = re.compile(r"\s*\[[tbc]\]")
_OPTION = re.compile(r"\s*\[([^\[\]]{0,40})\]")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_EMPTY = re.compile(r"\s*\{\s*\}")
_PERCENT = re.compile(r"[\s~]*(?:\\[,;: ])?\\?%[\s~]*")
_WORDS_IN_BRACES = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")
_WIDE = re.compile(
    r"\s*(?:(?:0?\.[5-9]\d*|[1-9]\d*(?:\.\d+)?)\s*(?:cm|em|in)|[1-9]\d\s*(?:pt|mm))\s*"
)
_BARE_WORD = re.compile("[A-Za-z]{2}")
_REMARK = 120
"""Characters behind a percent sign that are looked at."""
_AFTER_NOT = re.compile(r"\s*(=|<|>|\\(?:in|equiv|subset)(?![A-Za-z]))")
_NEGATIONS: Mapping[str, tuple[Kind, str]] = {
    "=": ("relation", r"\ne"), "<": ("relation", r"\ge"), ">": ("relation", r"\le"),
    r"\equiv": ("relation", r"\not\equiv"), r"\in": ("macro", r"\notin"),
}  # fmt: skip
_CHARACTERS: Mapping[str, tuple[Kind, str]] = {
    **{c: ("macro" if t.startswith("\\") else "op", t) for c, t in UNICODE.items() if t[0] != "'"},
    **{sign: ("relation", relation) for sign, relation in RELATIONS.items()},
    "&": ("amp", "&"), "ı": ("letter", "i"), "€": ("words", "€"),
}  # fmt: skip

_OPENING = {"(", "[", "{", r"\{"}
_CLOSING = {")", "]", "}", r"\}"}

_LEXEME = re.compile(
    r"""
    (?P<space>(?:\s|~)+)
  | (?P<percent>%)
  | (?P<row>\\\\\*?(?:\s*\[\s*-?[\d.]*\s*(?:[a-z]{2}|\\[a-z]+)\s*\])?
     |\\(?:cr|newline)(?![A-Za-z]))
  | (?P<macro>\\(?:[A-Za-z]+\*?|.))
  | (?P<dots>\.\.\.)
  | (?P<repeating>\d+\.\d*\\overline\{\d{1,12}\})
  | (?P<number>\d{1,3}(?:(?:,|\{,\})\d{3})+(?![\d,])(?:\.\d+)?|\d+\.\d+|\d+|\.\d+)
  | (?P<letter>[A-Za-z])
  | (?P<prime>\^\s*\{\s*(?:\\prime\s*|'\s*)+\}|\^\s*\\prime(?![A-Za-z])|')
  | (?P<op>:=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenize(latex: str, *, decimal_comma: bool = False) -> list[Token]:
    """The tokens of a formula without its delimiters. Raises ParseError.

    `decimal_comma` says that its text writes 3,14 for 3.14.
    """
    if len(latex) > MAX_LENGTH:
        raise ParseError(f"the formula is longer than {MAX_LENGTH} characters")
    return matched(_Lexer(latex, decimal_comma=decimal_comma).run())


class _Lexer:
    def __init__(self, latex: str, *, decimal_comma: bool) -> None:
        self.latex = latex
        self.decimal_comma = decimal_comma
        self.tokens: list[Token] = []
        self.open: list[str] = []  # brackets not closed yet
        self.spaced = False
        self.at = 0

    def emit(self, kind: Kind, text: str, start: int) -> None:
        if text in _OPENING:
            self._opens(text)
        elif text in _CLOSING and self.open:
            self.open.pop()
        self.tokens.append(Token(kind, text, start, self.at, self.spaced))
        self.spaced = False

    def run(self) -> list[Token]:
        while self.at < len(self.latex):
            start = self.at
            if self.latex[start] == "\\" and (sizes := _SIZES.match(self.latex, start)):
                self.at = sizes.end()
                self._delimiter(sizes.group().strip(), start)
                continue
            if self.decimal_comma and (number := self._decimal(start)):
                self.at = number.end()
                self.emit("number", f"{number[1]}.{number[3]}", start)
                continue
            match = _LEXEME.match(self.latex, start)
            assert match is not None  # the last alternative takes any character
            self.at = match.end()
            _KINDS[match.lastgroup or "op"](self, match.group(), start)
        return self.tokens

    def _decimal(self, start: int) -> re.Match[str] | None:
        """The number with a decimal comma here, which is none in a list."""
        if not self.latex[start].isdigit():
            return None
        return decimal_at(self.latex, start, self.open[-1] if self.open else "")

    def _opens(self, bracket: str) -> None:
        """A bracket behind a function is none of a list; a subscript may be one."""
        before = self.tokens[-1].text if self.tokens else ""
        if bracket == "{":
            self.open.append("_{" if before == "_" else bracket)
        else:
            self.open.append("" if before.lstrip("\\") in FUNCTION_NAMES else bracket)

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
        if text in "°º" and not (self.tokens and self.tokens[-1].text in ("^", "{")):
            for sign in ("^", "{", "\\circ", "}"):
                self.emit("macro" if sign == "\\circ" else "op", sign, start)
        elif text in _CHARACTERS:
            kind, text = _CHARACTERS[text]
            self.emit(kind, text, start)
        elif text in RAISED or text in LOWERED:
            self._shifted(RAISED if text in RAISED else LOWERED, start)
        elif text in FRACTIONS:
            self.emit("macro", r"\frac", start)
            for digit in FRACTIONS[text]:
                self.emit("number", digit, start)
        elif text in BLACKBOARD:
            self.emit("macro", r"\mathbb", start)
            self.emit("letter", BLACKBOARD[text], start)
        elif text in ("′", "″"):
            for _ in UNICODE[text]:
                self.emit("prime", "'", start)
        elif ord(text[0]) > 127:
            raise ParseError(f"the character {text!r} is not known", start)
        else:
            self.emit("op", text, start)

    def _shifted(self, signs: Mapping[str, str], start: int) -> None:
        """`x⁻¹` and `a₁₂` as an exponent and a subscript."""
        while self.at < len(self.latex) and self.latex[self.at] in signs:
            self.at += 1
        text = "".join(signs[c] for c in self.latex[start : self.at])
        self._script("^" if signs is RAISED else "_", text, start)

    def _script(self, sign: str, text: str, start: int) -> None:
        self.emit("op", sign, start)
        self.emit("op", "{", start)
        for part in re.findall(r"\d+|.", text):
            kind: Kind = "number" if part.isdigit() else "letter" if part.isalpha() else "op"
            self.emit(kind, part, start)
        self.emit("op", "}", start)

    def _macro(self, text: str, start: int) -> None:
        text = SPELLINGS.get(text, text)
        if text in _MACROS:
            _MACROS[text](self, text, start)
        else:
            self.emit("op" if len(text) == 1 else "macro", text, start)

    def _number(self, text: str, start: int) -> None:
        self.emit("number", re.sub(r",|\{,\}", "", text), start)

    def _prime(self, text: str, start: int) -> None:
        for _ in range(text.count("prime") + text.count("'")):
            self.emit("prime", "'", start)

    def _space(self, text: str, start: int) -> None:
        self.spaced = True

    def _percent(self, text: str, start: int) -> None:
        """A bare `%` behind a number is a percent sign; elsewhere, or before words, a comment."""
        line_end = self.latex.find("\n", start)
        end = len(self.latex) if line_end < 0 else line_end + 1
        behind = self.latex[self.at : min(end, self.at + _REMARK)]
        remark = _BARE_WORD.search(_WORDS_IN_BRACES.sub("", behind))
        hides_line_end = not behind.strip() and bool(self.latex[end:].strip())
        number = bool(self.tokens) and self.tokens[-1].kind == "number"
        if number and not remark and not hides_line_end:
            self.emit("macro", r"\%", start)
        else:
            self.at = end
            self.spaced = True

    def _relation(self, text: str, start: int) -> None:
        self.emit("relation", RELATIONS[text], start)

    def _environment(self, text: str, start: int) -> None:
        name = self._argument(start)
        if text == r"\begin":
            if place := _PLACED.match(self.latex, self.at):
                self.at = place.end()
            if name.rstrip("*") in ("array", "alignat", "alignedat", "tabular"):
                self._argument(start)
        self.emit("begin" if text == r"\begin" else "end", name.rstrip("*"), start)

    def _spacing(self, text: str, start: int) -> None:
        """`\\hspace{1cm}` parts statements as `\\quad` does; a narrow one says nothing."""
        if _WIDE.fullmatch(self._argument(start)):
            self.emit("quad", r"\quad", start)

    def _spaced_sign(self, text: str, start: int) -> None:
        """`\\mathbin{+}` and `\\mathrel{=}`"""
        if sign := _ONE_SIGN.match(self.latex, self.at):
            self.at = sign.end()
            self._character(sign[1], start)
        else:
            self.spaced = True

    def _upright(self, text: str, start: int) -> None:
        """What `\\rm` is about: a name, or words."""
        name = _UPRIGHT.match(self.latex, self.at)
        if not name:
            self.spaced = True
            return
        self.at = name.end()
        content = (name[1] or name[2]).replace("\\ ", " ").strip()
        self.emit("name" if _PLAIN_NAME.fullmatch(content) else "words", content, start)

    def _negated(self, text: str, start: int) -> None:
        following = _AFTER_NOT.match(self.latex, self.at)
        if not following:
            raise ParseError(r"\not stands before something that is not a relation", start)
        self.at = following.end()
        if following[1] == r"\subset":
            raise UnsupportedError("a set that is no subset: not judged yet", start)
        kind, sign = _NEGATIONS[following[1]]
        self.emit(kind, sign, start)

    def _name(self, macro: str, start: int) -> None:
        content = self._argument(start, optional_braces=True)
        compact = re.sub(r"\\[,;:! ]|\s+|~", "", content)
        if macro in _WORDS and _PERCENT.fullmatch(content):
            self.emit("macro", r"\%", start)
        elif macro in _WORDS and compact in ("'", "''"):
            self._prime(compact, start)  # `s\mbox{'}`
        elif macro in _WORDS and content == "d":
            self.emit("name", "d", start)  # an upright differential
        elif macro in _WORDS:
            self.emit("words", " ".join(content.replace("~", " ").split()), start)
        elif _PLAIN_NAME.fullmatch(compact):
            self.emit("name", compact, start)
        elif re.fullmatch(r"\d+", compact):
            self.emit("number", compact, start)
        else:
            self.emit("words", " ".join(content.split()), start)

    def _on_slides(self, text: str, start: int) -> None:
        """`\\only<2->{...}` without the numbers of its slides."""
        if overlay := _OVERLAY.match(self.latex, self.at):
            self.at = overlay.end()
        self.spaced = True

    def _between_rows(self, text: str, start: int) -> None:
        self._argument(start)
        self.emit("row", text, start)

    def _general_fraction(self, text: str, start: int) -> None:
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
        option = _OPTION.match(self.latex, self.at)
        if option:
            self.at = option.end()
            if macro == r"\unit" and _DIGITS.fullmatch(option[1]):
                self.emit("number", option[1], start)  # `\unit[2]{kg}`
        if macro not in (r"\si", r"\unit") and _EMPTY.match(self.latex, self.at):
            self._argument(start)
        elif macro not in (r"\si", r"\unit"):
            number = self._argument(start).replace(" ", "")
            parts = re.fullmatch(r"([-+]?)(\d+\.?\d*)(?:[eEdD]([-+]?\d+))?", number)
            if not parts:
                raise ParseError(f"the number {number} is not understood", start)
            if parts[1] == "-":
                self.emit("op", "-", start)
            if macro == r"\ang":
                self.emit("number", parts[2].rstrip("."), start)
                self._character("°", start)
                return
            self.emit("number", parts[2].rstrip("."), start)
            if parts[3]:
                self.emit("macro", r"\cdot", start)
                self.emit("number", "10", start)
                self._script("^", parts[3].lstrip("+"), start)
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


_Reader = Callable[[_Lexer, str, int], object]

_KINDS: Mapping[str, _Reader] = {
    "space": _Lexer._space,
    "percent": _Lexer._percent,
    "dots": lambda lexer, _, start: lexer.emit("macro", r"\ldots", start),
    "row": lambda lexer, text, start: lexer.emit("row", text, start),
    "number": _Lexer._number,
    "repeating": lambda lexer, text, start: lexer.emit("number", text, start),
    "letter": lambda lexer, text, start: lexer.emit("letter", text, start),
    "prime": _Lexer._prime,
    "macro": _Lexer._macro,
    "op": _Lexer._character,
}
"""How each alternative of a lexeme is read."""

_MACROS: Mapping[str, _Reader] = {
    **dict.fromkeys(RELATIONS, _Lexer._relation),
    **dict.fromkeys(IGNORED, _Lexer._space),
    **dict.fromkeys((r"\it", r"\sf", r"\mathnormal", r"\ensuremath"), _Lexer._space),
    **dict.fromkeys((r"\quad", r"\qquad"), lambda lexer, text, at: lexer.emit("quad", text, at)),
    **dict.fromkeys(_NAMES | _WORDS, _Lexer._name),
    **dict.fromkeys((r"\begin", r"\end"), _Lexer._environment),
    **dict.fromkeys(_LAYOUT, lambda lexer, _, start: lexer._argument(start)),
    **dict.fromkeys((r"\mathbin", r"\mathrel"), _Lexer._spaced_sign),
    **dict.fromkeys(_QUANTITIES, _Lexer._quantity),
    **dict.fromkeys(
        (r"\dim", r"\ker", r"\deg", r"\hom"),
        lambda lexer, text, start: lexer.emit("name", text[1:], start),
    ),
    r"\Beta": lambda lexer, _, start: lexer.emit("name", "B", start),
    r"\arcsinh": lambda lexer, _, start: lexer.emit("name", "arsinh", start),
    "€": _Lexer._character,
    **dict.fromkeys((r"\only", r"\uncover", r"\onslide", r"\visible"), _Lexer._on_slides),
    r"\not": _Lexer._negated,
    r"\hspace": _Lexer._spacing,
    r"\hspace*": _Lexer._spacing,
    r"\rm": _Lexer._upright,
    r"\genfrac": _Lexer._general_fraction,
    r"\intertext": _Lexer._between_rows,
    r"\shortintertext": _Lexer._between_rows,
}
"""How macros are read that are not simply a sign of their own."""
