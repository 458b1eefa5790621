"""reStructuredText as Sphinx and docutils read it: roles and directives of mathematics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..macros import Macro
from .document import Document, Patchwork, Piece, Source
from .mathjax import configured_macros

_DIRECTIVE = re.compile(
    r"(?P<indent>[ \t]*)\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?"
    r"(?P<name>[A-Za-z][\w:.+-]*)[ \t]?::(?P<argument>[^\n]*)"
)
_COMMENT = re.compile(
    r"[ \t]*\.\.(?:[ \t]+(?![_\[|])(?![A-Za-z][\w:.+-]*[ \t]?::)[^\n]*|[ \t]*)\n?\Z"
)
_OPTION = re.compile(r"[ \t]*:[A-Za-z][\w-]*:(?![`\w])")
_LITERAL = re.compile(r"(?:^|.*[^:]|.*\s)::[ \t]*\n?\Z")
_DOCTEST = re.compile(r"[ \t]*(?:>>>|\.\.\.)[ \t]")
_INLINE = re.compile(
    r"(?P<role>:math:`(?P<one>(?:[^`\\]|\\.)+)`|`(?P<two>(?:[^`\\]|\\.)+)`:math:)"
    r"|``(?P<literal>(?:[^`]|`(?!`))+)``"
    r"|`[^`]+`__?(?!\w)"
    r"|(?P<default>(?<![:`\w])`(?P<three>(?:[^`\\<]|\\.)+)`(?![`_:]))"
    r"|(?P<tick>`)",
    re.DOTALL,
)
_CODE = frozenset((
    "autoclass", "autofunction", "automodule", "autosummary", "bibliography", "code",
    "code-block", "console", "currentmodule", "default-role", "digraph", "doctest", "exec",
    "graph", "graphviz", "highlight", "highlights-off", "image", "include", "index", "ipython",
    "jupyter-execute", "jupyter-input", "link", "literal", "literalinclude", "mermaid", "meta",
    "module", "nbplot", "parsed-literal", "plot", "productionlist", "program-output", "prompt",
    "raw", "role", "sagecellserver", "sagecode", "sourcecode", "tabularcolumns", "testcode",
    "testoutput", "testsetup", "tikz", "toctree",
))  # fmt: skip
"""Directives whose bodies are not text."""
_QUOTATION = "\N{RIGHT SINGLE QUOTATION MARK}"


def restructured_document(name: str, text: str, path: Path | None = None) -> Document:
    """A `.rst` file, with the macros of its project's settings."""
    macros = configured_macros(path) if path is not None else {}
    return Document(name, Patchwork(restructured_pieces(Source(text), macros)), macros=macros)


def restructured_pieces(source: Source, _: dict[str, Macro]) -> list[Piece]:
    """Markdown with the text and the formulas of reStructuredText."""
    default = ".. default-role:: math" in source.text
    return list(_Reader(source, default).pieces())


class _Reader:
    def __init__(self, source: Source, math_by_default: bool) -> None:
        self._source = source
        self._default = math_by_default
        text = source.text
        self._lines: list[tuple[int, int]] = []
        begin = 0
        while begin < len(text):
            end = text.find("\n", begin) + 1 or len(text)
            self._lines.append((begin, end))
            begin = end

    def pieces(self) -> Iterator[Piece]:
        number = 0
        words_from = 0
        while number < len(self._lines):
            begin, end = self._lines[number]
            line = self._source.text[begin:end]
            directive = _DIRECTIVE.match(line)
            if directive and directive["name"] == "math":
                yield from self._words(words_from, number)
                stop = self._body_end(number, _width(directive["indent"]))
                yield from self._math(number, stop, begin + directive.start("argument"))
                number = words_from = stop
            elif (directive and directive["name"] in _CODE) or _COMMENT.match(line):
                yield from self._words(words_from, number)
                number = words_from = self._body_end(number, _indent(line))
            elif directive:
                yield from self._words(words_from, number)
                number += 1
                while number < len(self._lines) and _OPTION.match(self._line(number)):
                    number += 1
                words_from = number
                yield from self._inline(begin + directive.start("argument"), end)
                yield Piece("\n", self._source, end, copied=False)
            elif _LITERAL.match(line):
                yield from self._words(words_from, number + 1)
                number = words_from = self._body_end(number, _indent(line))
            elif _DOCTEST.match(line) and ">>>" in line:
                yield from self._words(words_from, number)
                while number < len(self._lines) and self._line(number).strip():
                    number += 1
                words_from = number
            else:
                number += 1
        yield from self._words(words_from, number)

    def _line(self, number: int) -> str:
        begin, end = self._lines[number]
        return self._source.text[begin:end]

    def _body_end(self, number: int, width: int) -> int:
        """The line behind the lines that are indented further than the one at `number`."""
        number += 1
        while number < len(self._lines):
            line = self._line(number)
            if line.strip() and _indent(line) <= width:
                break
            number += 1
        return number

    def _math(self, number: int, stop: int, argument: int) -> Iterator[Piece]:
        """The formulas of a directive: its argument, and its body between blank lines."""
        end = self._lines[number][1]
        formula: list[Piece] = []
        if self._source.text[argument:end].strip():
            formula.append(self._on_one_line(argument, end))
        head = True
        for begin, end in self._lines[number + 1 : stop]:
            line = self._source.text[begin:end]
            if head and _OPTION.match(line):
                continue
            if line.strip():
                head = False
                formula.append(self._on_one_line(begin, end))
            elif formula:
                yield from self._display(formula)
                formula = []
        if formula:
            yield from self._display(formula)

    def _on_one_line(self, begin: int, end: int) -> Piece:
        return Piece(self._source.text[begin:end].replace("\n", " "), self._source, begin)

    def _display(self, formula: list[Piece]) -> Iterator[Piece]:
        first, last = formula[0], formula[-1]
        yield Piece("\n\n\\[", self._source, first.at, copied=False)
        yield from formula
        yield Piece("\\]\n\n", self._source, last.at + len(last.text), copied=False)

    def _words(self, first: int, stop: int) -> Iterator[Piece]:
        if first < stop:
            yield from self._inline(self._lines[first][0], self._lines[stop - 1][1])

    def _inline(self, begin: int, end: int) -> Iterator[Piece]:
        text = self._source.text
        done = begin
        for found in _INLINE.finditer(text, begin, end):
            yield self._plain(done, found.start())
            done = found.end()
            default = found["three"] if self._default else None
            latex = found["one"] or found["two"] or default
            if latex is None:
                if not found["literal"]:
                    words = found.group().replace("`", _QUOTATION)
                    yield self._plain(found.start(), done, words)
                continue
            group = "one" if found["one"] else "two" if found["two"] else "three"
            at, stop_at = found.span(group)
            yield Piece(r"\(", self._source, at, copied=False)
            yield self._on_one_line(at, stop_at)
            yield Piece(r"\)", self._source, stop_at, copied=False)
        yield self._plain(done, end)

    def _plain(self, begin: int, end: int, text: str | None = None) -> Piece:
        plain = (text or self._source.text[begin:end]).replace("~", "-")  # no fence
        return Piece(plain, self._source, begin)


def _width(space: str) -> int:
    return len(space.expandtabs(8))


def _indent(line: str) -> int:
    return _width(line[: len(line) - len(line.lstrip())])
