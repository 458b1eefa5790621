"""Markdown of every kind: Pandoc, GitHub, GitLab, MyST, Quarto, R Markdown, Obsidian, Jekyll.

Lines first: quote marks are taken off, directives opened, blocks of mathematics told from code.
Then what stands in the lines: roles, doubled backslashes, environments, comments.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..macros import Macro, definitions
from .document import Document, Patchwork, Piece, Source
from .markdown_inline import with_plain_formulas
from .mathjax import configured_macros, macros_of_header

_QUOTE = re.compile(r"[ \t]*(?:>[ ]?)+")
_FENCE = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>[^\n]*)"
)
_DIRECTIVE = re.compile(r"\{(?P<name>[A-Za-z][\w:.+-]*)\}\s*(?P<argument>.*)")
_OPTION = re.compile(r"[ \t]*:[A-Za-z][\w-]*:")
_HEADER = re.compile(
    r"---[ \t]*\n(?P<content>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_CODE = frozenset((
    "asis", "autoclass", "autofunction", "automodule", "bash", "bibliography", "c", "cat",
    "code", "code-block", "code-cell", "console", "contents", "coq", "cpp", "css", "d3",
    "doctest", "dot", "embed", "fortran", "go", "graphviz", "haskell", "html", "iframe",
    "image", "include", "ipython", "ipython3", "java", "javascript", "js", "json", "julia",
    "lean", "lean4", "literalinclude", "maple", "mathematica", "matlab", "mermaid",
    "nbexec-data", "ocaml", "octave", "ojs", "perl", "plot", "prompt", "python", "python3", "r",
    "raw", "rcpp", "ruby", "rust", "sage", "sagecell", "sas", "scala", "scheme", "sh", "shell",
    "sourcecode", "sql", "stan", "tableofcontents", "testcode", "testoutput", "testsetup",
    "thebe-button", "tikz", "toctree", "typescript", "verbatim", "video", "xml", "yaml",
    "youtube", "zsh",
))  # fmt: skip
"""Directives and languages of chunks whose bodies are not text."""
_LABEL = re.compile(r"\(\\#eq:[\w:.-]+\)")
_LONGEST_FENCE = 120
_DISPLAY_SIGN = re.compile(r"\\.|\$\$")


class _Text:
    """Text that was read, as pieces; `code` among them is kept as it stands."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parts: deque[tuple[bool, list[Piece]]] = deque()
        self._begin = self._end = 0  # what was copied last, and is no piece yet
        self._is_code = False

    def copy(self, begin: int, end: int, *, code: bool = False) -> None:
        """Add what stands in the source; lines that follow each other are one piece."""
        if begin != self._end or code != self._is_code:
            self._end_piece()
            self._begin, self._is_code = begin, code
        self._end = end

    def add(self, piece: Piece, *, code: bool = False) -> None:
        self._end_piece()
        if not self._parts or self._parts[-1][0] != code:
            self._parts.append((code, []))
        self._parts[-1][1].append(piece)

    def taken(self, *, final: bool) -> Iterator[tuple[bool, list[Piece]]]:
        """The parts that are complete, each with whether it is code; they are given once."""
        if final:
            self._end_piece()
        while len(self._parts) > (not final):
            yield self._parts.popleft()

    def _end_piece(self) -> None:
        begin, self._begin = self._begin, self._end
        if begin < self._end:
            text = self._source.text[begin : self._end]
            self.add(Piece(text, self._source, begin), code=self._is_code)


@dataclass
class _Fence:
    """What is open: `kind` is code, math or the body of a directive."""

    mark: str
    kind: str
    options: bool = False
    in_header: bool = False
    body: list[Piece] = field(default_factory=list)

    def closes(self, fence: re.Match[str] | None) -> bool:
        return (
            fence is not None
            and fence["mark"][0] == self.mark[0]
            and len(fence["mark"]) >= len(self.mark)
            and not fence["info"].strip()
        )


def markdown_document(name: str, text: str, path: Path | None = None) -> Document:
    """A Markdown file; macros are those of its header and of the settings of its book."""
    macros = configured_macros(path) if path is not None else {}
    patchwork = Patchwork(_pieces(Source(text), macros))
    return Document(name, patchwork, macros=macros, header=header_of(text))


def header_of(text: str) -> str:
    """The YAML that a text begins with, with its marks."""
    header = _HEADER.match(text)
    return header.group() if header else ""


def markdown_pieces(source: Source, macros: dict[str, Macro]) -> list[Piece]:
    """Markdown that the lexer of answers reads; macros that the text defines are added."""
    return list(_pieces(source, macros))


def _pieces(source: Source, macros: dict[str, Macro]) -> Iterator[Piece]:
    begin = 0
    if header := _HEADER.match(source.text):
        macros.update(macros_of_header(header["content"]))
        begin = header.end()
    for code, part in _Lines(source).read(begin):
        yield from part if code else with_plain_formulas(_cleared(Patchwork(part), macros))


def _cleared(patchwork: Patchwork, macros: dict[str, Macro]) -> Patchwork:
    r"""The text without bookdown's labels of equations, `(\#eq:name)`, and without definitions.

    What is defined is kept among the `macros`.
    """
    text = patchwork.text
    cuts = [label.span() for label in _LABEL.finditer(text)]
    for definition, begin, end in definitions(text, macros):
        if isinstance(definition, Macro):
            macros[definition.name] = definition
        cuts.append((begin, end))
    pieces: list[Piece] = []
    done = 0
    for begin, end in sorted(cuts):
        pieces += patchwork.part(done, begin)
        pieces.append(patchwork.put(" ", begin))  # lest two dollars meet
        done = max(done, end)
    return Patchwork([*pieces, *patchwork.part(done, len(text))]) if cuts else patchwork


class _Lines:
    """Reads a text line by line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text = _Text(source)
        self._open: list[_Fence] = []
        self._in_display = False
        self._in_quote = False

    def read(self, begin: int) -> Iterator[tuple[bool, list[Piece]]]:
        text = self._source.text
        while begin < len(text):
            end = text.find("\n", begin) + 1 or len(text)
            self._line(begin, end)
            begin = end
            yield from self._text.taken(final=False)
        for fence in self._open:
            self._close(fence, len(text))
        yield from self._text.taken(final=True)

    def _line(self, begin: int, end: int) -> None:
        text = self._source.text
        inner = self._open[-1] if self._open else None
        begin = self._past_quote(begin, inner)
        fence = None if self._in_display else _FENCE.match(text, begin, end)
        if fence and fence["mark"][0] == "`" and "`" in fence["info"]:
            fence = None
        if inner is not None and inner.closes(fence):
            self._open.pop()
            self._close(inner, begin)
            if inner.kind == "code":
                self._text.copy(begin, end, code=True)
            return
        if inner is not None and inner.kind == "code":
            self._text.copy(begin, end, code=True)
        elif inner is not None and self._is_option(inner, begin, end):
            return
        elif inner is not None and inner.kind == "math":
            inner.body.append(Piece(self._source.text[begin:end], self._source, begin))
        elif fence is not None and self._opens(fence, begin, end):
            return
        else:
            self._text.copy(begin, end)
            for sign in _DISPLAY_SIGN.finditer(text, begin, end):
                self._in_display ^= sign.group() == "$$"
            self._in_display = self._in_display and bool(text[begin:end].strip())

    def _past_quote(self, begin: int, inner: _Fence | None) -> int:
        """Where a line begins behind its quote marks; a formula's line may begin with `>`."""
        quote = _QUOTE.match(self._source.text, begin)
        if (self._in_display or inner is not None) and not self._in_quote:
            return begin
        self._in_quote = quote is not None
        return quote.end() if quote else begin

    def _is_option(self, fence: _Fence, begin: int, end: int) -> bool:
        """Whether a line is one of the options at the head of a directive."""
        if not fence.options:
            return False
        line = self._source.text[begin:end].strip()
        if line == "---":
            fence.options = fence.in_header = not fence.in_header
            return True
        if fence.in_header or _OPTION.match(line):
            return True
        fence.options = False
        return False

    def _opens(self, fence: re.Match[str], begin: int, end: int) -> bool:
        """Takes a fence for the beginning of something; False where the line is text."""
        info = fence["info"].strip()
        mark = fence["mark"]
        if mark[0] == ":" and not info:
            return True  # the end of a division that was opened as text
        if info in ("math", "{math}", "{.math}"):
            self._open.append(_Fence(mark, "math", options=True))
            return True
        directive = _DIRECTIVE.match(info)
        if directive is None:
            if mark[0] == ":":
                return False
            self._open.append(_Fence(mark, "text" if info in ("{=latex}", "{=tex}") else "code"))
            if info not in ("{=latex}", "{=tex}"):
                self._begin_code(begin, end)
            return True
        if directive["name"] in _CODE and mark[0] != ":":
            self._open.append(_Fence(mark, "code"))
            self._begin_code(begin, end)
            return True
        kind = "math" if directive["name"] == "math" else "text"
        opened = _Fence(mark, kind, options=True)
        self._open.append(opened)
        at = fence.start("info") + len(fence["info"]) - len(fence["info"].lstrip())
        at += directive.start("argument")
        title = Piece(directive["argument"] + "\n", self._source, at)
        if kind == "math":
            opened.body.append(title)
        else:
            self._text.add(title)
        return True

    def _begin_code(self, begin: int, end: int) -> None:
        """The line of a fence, cut short: the lexer takes a long one for text."""
        self._text.copy(begin, min(end - 1, begin + _LONGEST_FENCE), code=True)
        self._text.add(Piece("\n", self._source, end - 1), code=True)

    def _close(self, fence: _Fence, at: int) -> None:
        if fence.kind != "math":
            self._text.add(Piece("\n", self._source, at, copied=False))
            return
        for formula in _between_blank_lines(fence.body):
            self._text.add(Piece("\n\n\\[", self._source, formula[0].at, copied=False), code=True)
            for piece in formula:
                on_one_line = piece.text.replace("\n", " ")
                self._text.add(Piece(on_one_line, self._source, piece.at, piece.copied), code=True)
            self._text.add(Piece("\\]\n\n", self._source, at, copied=False), code=True)


def _between_blank_lines(lines: list[Piece]) -> Iterator[list[Piece]]:
    formula: list[Piece] = []
    for line in lines:
        if line.text.strip():
            formula.append(line)
        elif formula:
            yield formula
            formula = []
    if formula:
        yield formula
