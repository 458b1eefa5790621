"""LaTeX: every formula of a paper or a book between delimiters that the lexer of answers knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ...errors import InputError
from ..macros import Macro
from .document import Document, Patchwork, Piece, Source
from .encoding import decoded
from .environments import ENVIRONMENTS, content_start, delimiters
from .latex_files import ProjectFiles, root_of
from .latex_source import LatexSource

_MARK = re.compile(
    r"\\begin\s*\{(?P<name>[A-Za-z]{1,30}\*?)\}|(?P<open>\\[(\[]|\$\$?)|\\(?:[A-Za-z]+|.)",
    re.DOTALL,
)
_DOLLAR_END = re.compile(r"\\.|[{}]|\$|\n[ \t]*\n", re.DOTALL)
_DISPLAY_END = re.compile(r"\\.|[{}]|\$\$?", re.DOTALL)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?P<which>begin|end)\s*\{(?P<name>[A-Za-z]{1,30}\*?)\}")
_INTERTEXT = re.compile(r"\\(?:short)?intertext\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_LONGEST_INLINE = 10_000
_LONGEST_DISPLAY = 60_000
_DEEPEST = 60
"""Braces in braces; where more are open the text is broken."""
_IN_WORDS = str.maketrans({"`": "\N{LEFT SINGLE QUOTATION MARK}", "~": " ", "$": " "})
_IN_MATH = str.maketrans({"`": "'", "~": " ", "\n": " "})
_TABLES = dict.fromkeys(("numcases", "subnumcases"), _IN_MATH | {ord("$"): " "})
"""In these the second column is text, with formulas of its own."""


def latex_document(name: str, text: str, path: Path | None = None) -> Document:
    """A `.tex` file with all that it includes; `path` is where it stands, None for a text."""
    root = root_of(path, text) if path is not None and _is_part(text) else None
    source = LatexSource(ProjectFiles(path, root) if path is not None else None)
    if root is not None:
        _read_header(source, root)
    patchwork = source.read(Source(text), path.resolve().parent if path else None)
    unread = tuple(f"{file}: {why}" for file, why in source.unread.items())
    return Document(name, with_formulas(patchwork), macros=source.macros, unread=unread)


def latex_pieces(source: Source, macros: dict[str, Macro]) -> list[Piece]:
    """The same of a text within another format, whose macros are added to."""
    reader = LatexSource(None)
    reader.macros.update(macros)
    patchwork = with_formulas(reader.read(source, None))
    macros.update(reader.macros)
    return list(patchwork.pieces)


def _is_part(text: str) -> bool:
    return r"\documentclass" not in text or "{subfiles}" in text or "TEX root" in text[:2000]


def _read_header(source: LatexSource, root: Path) -> None:
    """Take over the macros of the document that a chapter belongs to."""
    header = LatexSource(ProjectFiles(root))
    try:
        content = decoded(root.read_bytes(), root.name)
    except (OSError, InputError):
        return
    header.read(Source(content), root.resolve().parent, header_only=True)
    source.inherit(header)


def with_formulas(patchwork: Patchwork) -> Patchwork:
    r"""The same text with formulas as `\(…\)`, `\[…\]` or in environments that stay so."""
    return Patchwork(list(_pieces(patchwork)))


def _pieces(patchwork: Patchwork) -> Iterator[Piece]:
    text = patchwork.text
    at = done = 0
    while mark := _MARK.search(text, at):
        at = mark.end()
        found = _formula(text, mark)
        if found is None:
            continue
        opening, begin, end, closing, after = found
        yield from _translated(patchwork, done, mark.start(), _IN_WORDS)
        if text[begin:end].strip():
            yield patchwork.put(opening, mark.start())
            yield from _content(patchwork, begin, end, _TABLES.get(mark["name"], _IN_MATH))
            yield patchwork.put(closing, max(end - 1, 0))
        at = done = after
    yield from _translated(patchwork, done, len(text), _IN_WORDS)


def _formula(text: str, mark: re.Match[str]) -> tuple[str, int, int, str, int] | None:
    """Opening, where the content begins and ends, closing, and where the text goes on."""
    at = mark.end()
    if name := mark["name"]:
        if name not in ENVIRONMENTS:
            return None
        end, after = _environment_end(text, at, name)
        opening, closing = delimiters(name)
        begin, first = content_start(text, at, name)
        return opening + first, min(begin, end), end, closing, after
    sign = mark["open"]
    if sign is None:
        return None
    if sign == "$":
        stop = _dollar_end(text, at)
        return None if stop is None else (r"\(", at, stop, r"\)", stop + 1)
    if sign == "$$":
        stop = _display_end(text, at)
        return None if stop is None else (r"\[", at, stop, r"\]", stop + 2)
    wanted = r"\)" if sign == r"\(" else r"\]"
    limit = at + (_LONGEST_INLINE if sign == r"\(" else _LONGEST_DISPLAY)
    for escaped in _ESCAPED.finditer(text, at, limit):
        if escaped.group() == wanted:
            return sign, at, escaped.start(), wanted, escaped.end()
        if escaped.group() == sign:
            break
    return None


def _environment_end(text: str, at: int, name: str) -> tuple[int, int]:
    """Where an environment's content and itself end; one that is not closed ends its paragraph."""
    depth = 1
    for mark in _ENVIRONMENT.finditer(text, at, at + _LONGEST_DISPLAY):
        if mark["name"] != name:
            continue
        depth += 1 if mark["which"] == "begin" else -1
        if depth == 0:
            return mark.start(), mark.end()
    end = text.find("\n\n", at)
    end = min(end if end >= 0 else len(text), at + _LONGEST_INLINE)
    return end, end


def _dollar_end(text: str, at: int) -> int | None:
    """The dollar that closes: not one in braces, as in `\\text{if $x$}`; None at a blank line."""
    depth = nested = 0
    first = None
    for mark in _DOLLAR_END.finditer(text, at, at + _LONGEST_INLINE):
        sign = mark.group()
        if sign[0] == "\n" or max(depth, nested) > _DEEPEST:
            break
        if sign == "$":
            if depth == 0:
                return mark.start()
            first = mark.start() if first is None else first
            nested += 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0:
                break
    return first


def _display_end(text: str, at: int) -> int | None:
    depth = nested = 0
    first = None
    for mark in _DISPLAY_END.finditer(text, at, at + _LONGEST_DISPLAY):
        sign = mark.group()
        if sign == "$$":
            if depth <= 0:
                return mark.start()
            first = mark.start() if first is None else first
            nested += 1
        if max(depth, nested) > _DEEPEST:
            break
        depth += (sign == "{") - (sign == "}")
    return first


def _content(
    patchwork: Patchwork, begin: int, end: int, table: Mapping[int, str]
) -> Iterator[Piece]:
    r"""A formula on one line; `\intertext{…}` becomes a row of words."""
    done = begin
    for words in _INTERTEXT.finditer(patchwork.text, begin, end):
        yield from _translated(patchwork, done, words.start(), table)
        yield patchwork.put(r"\\ \text{", words.start())
        yield from _translated(patchwork, *words.span(1), table)
        yield patchwork.put(r"} \\ ", words.end() - 1)
        done = words.end()
    yield from _translated(patchwork, done, end, table)


def _translated(
    patchwork: Patchwork, begin: int, end: int, table: Mapping[int, str]
) -> Iterator[Piece]:
    for piece in patchwork.part(begin, end):
        yield Piece(piece.text.translate(table), piece.source, piece.at, piece.copied)
