"""What stands in lines of Markdown: roles, doubled backslashes, environments, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...answer.spans import is_mathematics
from ...answer.tokens import DISPLAY_ENVIRONMENTS
from .document import Patchwork, Piece
from .environments import ENVIRONMENTS, content_start, delimiters

_MARK = re.compile(
    r"(?P<dollar_ticks>\$(?P<dt>`{1,3})(?=[^`]))"
    r"|(?P<role>(?:\{math\}|:math:)(?P<rt>`{1,3})(?=[^`]))"
    r"|(?P<ticks>`+)"
    r"|\\begin\{(?P<name>[A-Za-z]{1,30}\*?)\}"
    r"|(?P<doubled>\\\\[(\[])"
    r"|\\."
    r"|(?P<dollars>\$\$?)"
    r"|(?P<comment><!--)"
    r"|<(?P<tag>script|style|pre|code)\b(?P<attributes>[^>\n]{0,200})>"
    r"|(?P<liquid>\{%-?\s*(?P<block>comment|highlight|math|katex|latex)\b(?P<words>[^%\n]{0,80})%\}"
    r"|\{\{<\s*(?P<short>katex|math|latex)\b(?P<short_words>[^>\n]{0,80})>\}\})",
    re.DOTALL,
)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_NOT_IN_DOLLARS = re.compile(r"\n[ \t]*\n|`")
_ON_OWN_LINES = re.compile(r"[ \t]*\n.*\n[ \t]*", re.DOTALL)
_MATHEMATICAL = re.compile(r"[\\^_=<>]")
_ENDS = {r"\\(": r"\\)", r"\\[": r"\\]"}
_LONGEST = 20_000
_MATH_TAG = re.compile(r"""type\s*=\s*["']?math/tex""")


def with_plain_formulas(patchwork: Patchwork) -> Iterator[Piece]:
    r"""The same with formulas between `$`, `\(` or `\[`, and without comments."""
    return _Inline(patchwork).pieces()


class _Inline:
    def __init__(self, patchwork: Patchwork) -> None:
        self._patchwork = patchwork
        self._text = patchwork.text
        self._missing: dict[str, int] = {}

    def pieces(self) -> Iterator[Piece]:
        text = self._text
        at = done = 0
        while mark := _MARK.search(text, at):
            at = mark.end()
            found = self._replaced(mark)
            if found is None:
                continue
            opening, begin, end, closing, after = found
            at = max(after, at)
            if opening is None:
                continue  # stays as it is
            yield from self._patchwork.part(done, mark.start())
            done = at
            if text[begin:end].strip():
                yield self._patchwork.put(opening, mark.start())
                for piece in self._patchwork.part(begin, end):
                    on_one_line = piece.text.replace("\n", " ")
                    yield Piece(on_one_line, piece.source, piece.at, piece.copied)
                yield self._patchwork.put(closing, max(end - 1, 0))
        yield from self._patchwork.part(done, len(text))

    def _find(self, what: str, at: int, limit: int = _LONGEST) -> int:
        """Where a text stands next; what is nowhere further on is not looked for again."""
        if at >= self._missing.get(what, len(self._text) + 1):
            return -1
        found = self._text.find(what, at)
        if found < 0:
            self._missing[what] = min(at, self._missing.get(what, at))
        return found if found - at <= limit else -1

    def _replaced(self, mark: re.Match[str]) -> tuple[str | None, int, int, str, int] | None:
        """Opening, place of the content, closing, where the text goes on; or None.

        With no opening the text up to there stays as it is.
        """
        at = mark.end()
        if mark["dollar_ticks"]:
            return self._closed_by(f"{mark['dt']}$", at, r"\(", r"\)") or self._code(mark["dt"], at)
        if mark["role"]:
            return self._closed_by(mark["rt"], at, r"\(", r"\)")
        if mark["ticks"]:
            return self._code(mark["ticks"], at)
        if name := mark["name"]:
            return self._environment(name, at)
        if doubled := mark["doubled"]:
            return self._closed_by(_ENDS[doubled], at, doubled[1:], "\\" + _ENDS[doubled][-1])
        if dollars := mark["dollars"]:
            end = self._find(dollars, at)
            if end < 0 or (dollars == "$" and _NOT_IN_DOLLARS.search(self._text, at, end)):
                return None
            if dollars == "$" and "\n" in (content := self._text[at:end]):
                return self._over_lines(content, at, end)
            return None, at, at, "", end + len(dollars)
        if mark["comment"]:
            end = self._find("-->", at, len(self._text))
            return None if end < 0 else ("", at, at, "", end + 3)
        if tag := mark["tag"]:
            end = self._find(f"</{tag}>", at, len(self._text))
            if end < 0:
                return None
            after = end + len(tag) + 3
            if _MATH_TAG.search(mark["attributes"]):
                return r"\(", at, end, r"\)", after
            return "", at, at, "", after
        return self._liquid(mark)

    def _over_lines(self, content: str, at: int, end: int) -> tuple[str | None, int, int, str, int]:
        """A formula over several lines, which might look like the items of a list."""
        if _ON_OWN_LINES.fullmatch(content) and _MATHEMATICAL.search(content):
            return r"\(", at, end, r"\)", end + 1
        if content[0].isspace() or content[-1].isspace():
            if not is_mathematics(content.replace("\n", " ")):
                return None, at, at, "", at
            return r"\(", at, end, r"\)", end + 1
        return "$", at, end, "$", end + 1

    def _liquid(self, mark: re.Match[str]) -> tuple[str | None, int, int, str, int] | None:
        if not mark["liquid"]:
            return None
        block = mark["block"] or mark["short"]
        closing = f"end{block}" if mark["block"] else f"/{block}"
        end = self._find(closing, mark.end())
        begin = self._text.rfind("{", 0, end) if end >= 0 else -1
        begin = begin - 1 if self._text[begin - 1 : begin] == "{" else begin
        after = self._text.find("}", end) if end >= 0 else -1
        if begin < mark.end() or after < 0:
            return None
        after += 2 if self._text[after + 1 : after + 2] == "}" else 1
        if block in ("comment", "highlight"):
            return "", begin, begin, "", after
        display = "display" in (mark["words"] or mark["short_words"] or "")
        signs = (r"\[", r"\]") if display else (r"\(", r"\)")
        return signs[0], mark.end(), begin, signs[1], after

    def _closed_by(
        self, closing: str, at: int, opening: str, closer: str
    ) -> tuple[str, int, int, str, int] | None:
        end = self._find(closing, at)
        if end < 0 or (opening == r"\(" and _BLANK_LINE.search(self._text, at, end)):
            return None
        return opening, at, end, closer, end + len(closing)

    def _code(self, ticks: str, at: int) -> tuple[None, int, int, str, int] | None:
        """Code within a line: a run of as many backquotes closes it."""
        end = at
        while (end := self._find(ticks, end)) >= 0:
            after = end + len(ticks)
            if self._text[after : after + 1] != "`" and self._text[end - 1] != "`":
                break
            while self._text[end : end + 1] == "`":
                end += 1
        if end < 0 or _BLANK_LINE.search(self._text, at, end):
            return None
        return None, at, at, "", end + len(ticks)

    def _environment(self, name: str, at: int) -> tuple[str | None, int, int, str, int] | None:
        end = self._find(rf"\end{{{name}}}", at, 3 * _LONGEST)
        if name not in ENVIRONMENTS or end < 0:
            return None
        after = end + len(rf"\end{{{name}}}")
        if name in DISPLAY_ENVIRONMENTS:
            return None, at, at, "", after
        opening, closing = delimiters(name)
        begin, first = content_start(self._text, at, name)
        return opening + first, min(begin, end), end, closing, after
