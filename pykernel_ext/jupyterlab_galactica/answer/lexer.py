"""Text into blocks, as it comes: a block once closed is final, and every character is kept.

The text is read once. Where what stands at the end may go on in several ways (`\\`, `[STA`, an
opening `$`), the lexer waits at that place, so any split of a text into pieces gives the same
blocks. Delimiters, fences and special tokens are found here, before Markdown sees the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import cast

from .blocks import Block, BlockType, Node, Work
from .fences import OpenFence, find_fence_end
from .lines import Line, read_line
from .nodes import Ids, span_node
from .prose import Stretch, prose_nodes
from .running import RunningProse
from .spans import Ending, Failures, Opening, Span, SpanKind, find_end
from .tokens import TEXT_MARK, Token, next_token

_BLOCK_TYPES: dict[SpanKind, BlockType] = {
    "display": "math",
    "fence": "code",
    "work": "work",
    "SMILES": "molecule",
    "I_SMILES": "molecule",
    "DNA": "sequence",
    "AMINO": "sequence",
}
_SENTENCE_MARKS = (".", ",", ";", ":")
_PIECE = 1 << 16
"""Characters of a long text that are read at once."""
_REST_LIMIT = 256
_REST_OF_LINE = re.compile(rf"[ \t\r]{{0,{_REST_LIMIT}}}")


class Lexer:
    """`offset` and `ids` place the text within a larger one; a `nested` text opens no `<work>`."""

    def __init__(self, *, offset: int = 0, ids: Ids | None = None, nested: bool = False) -> None:
        self._text = ""  # from a closed block's end on
        self._offset = offset  # of `_text` in the answer
        self._ids = ids or Ids()
        self._nested = nested
        self._count = 0
        self._closed: list[Block] = []
        self._cursor = 0  # what stands before is decided
        self._at_line_start = True
        self._prose = RunningProse(0)
        self._open: Opening | OpenFence | None = None
        self._failures = Failures()

    def feed(self, text: str) -> list[Block]:
        """Read on; the blocks that this piece closes."""
        self._text += text
        return self._run(final=False)

    def finish(self) -> list[Block]:
        """The text is complete: close what is open."""
        return self._run(final=True)

    @property
    def tail(self) -> str:
        """The text after the last closed block."""
        return self._text[self._prose.start :]

    def _run(self, final: bool) -> list[Block]:
        while self._step(final):
            pass
        if final and self._prose.start < len(self._text):
            self._close_prose(len(self._text))
        self._forget_closed()
        closed, self._closed = self._closed, []
        return closed

    def _forget_closed(self) -> None:
        """Drop the text of closed blocks, at a moment when few positions have to move."""
        prose, by = self._prose, self._prose.start
        if not by or self._open is not None or prose.spans:
            return
        self._text = self._text[by:]
        self._offset += by
        self._cursor -= by
        self._failures = self._failures.moved(by)
        prose.start = 0
        prose.first -= by

    def _step(self, final: bool) -> bool:
        """Decide about the next mark or line; False where that needs more text."""
        if isinstance(self._open, OpenFence):
            return self._close_fence(self._open, final)
        if self._open is not None:
            return self._close_span(self._open, final)
        if self._cursor == len(self._text):
            return False
        return self._read_line_start(final) if self._at_line_start else self._read_text(final)

    # Lines

    def _read_line_start(self, final: bool) -> bool:
        line = read_line(self._text, self._cursor, final)
        if line is None:
            return False
        if line.kind == "blank":
            return self._read_blank_line(line)
        if self._prose.ends_before(line):
            self._close_prose(self._cursor)
        self._prose.begin_line(line)
        self._open = self._prose.open_fence(line)
        self._at_line_start = False
        self._cursor = line.first
        return True

    def _read_blank_line(self, line: Line) -> bool:
        end = min(line.first + 1, len(self._text))
        self._cursor = end
        if self._prose.container == "item":
            self._prose.after_blank = True
        elif self._prose.has_content:
            self._close_prose(end)
        return True

    # Text within a line

    def _read_text(self, final: bool) -> bool:
        mark = TEXT_MARK.search(self._text, self._cursor)
        at = mark.start() if mark else len(self._text)
        prose = self._prose
        if not prose.has_content and self._text[self._cursor : at].strip():
            prose.has_content = True
        self._cursor = at
        if mark is None:
            return False
        token = next_token(self._text, at, final)
        if token is None:
            return False
        if token.kind == "newline":
            self._read_newline(token)
            return True
        if token.kind in ("dollar", "dollars"):
            return self._read_dollar(token, final)
        self._read_mark(token)
        return True

    def _read_newline(self, token: Token) -> None:
        prose = self._prose
        self._cursor = token.end
        self._at_line_start = True
        prose.starts_line = prose.starts_line or not prose.has_content
        if prose.container == "heading":
            self._close_prose(token.end)

    def _read_dollar(self, token: Token, final: bool) -> bool:
        after = self._text[token.end : token.end + 1]
        if not after and not final:
            return False
        if token.kind == "dollars" and after not in ("$", *_SENTENCE_MARKS):
            self._open_span("display", token, closer="$$")
        elif token.kind == "dollar" and after:
            self._open_span("math", token, closer="$")
        else:
            self._skip(token.end)
        return True

    def _read_mark(self, token: Token) -> None:
        match token.kind:
            case "ticks":
                self._open_span("code", token)
            case "open-inline":
                self._open_span("math", token, closer=r"\)")
            case "open-display":
                self._open_span("display", token, closer=r"\]")
            case "begin":
                self._open_span("display", token, closer=token.name)
            case "work" if not self._nested:
                self._open_span("work", token)
            case "start":
                self._open_span(
                    cast(SpanKind, token.name), token, closer=token.name.removeprefix("I_")
                )
            case "drop" | "close-inline" | "close-display":
                kind: SpanKind = "drop" if token.kind == "drop" else "literal"
                self._add_span(Span(kind, token.start, token.start, token.end, token.end))
            case "box":
                self._skip(token.start + 1)
            case _:
                self._skip(token.end)

    def _skip(self, end: int) -> None:
        self._prose.has_content = True
        self._cursor = end

    def _open_span(self, kind: SpanKind, token: Token, closer: str = "") -> None:
        self._open = Opening(
            kind, token.start, token.end, token.end, closer,
            first_on_line=token.start == self._prose.first,
        )  # fmt: skip

    def _add_span(self, span: Span) -> None:
        self._prose.spans.append(span)
        self._skip(span.end)

    # Spans whose end is being looked for

    def _close_span(self, opening: Opening, final: bool) -> bool:
        ending = find_end(
            opening,
            self._text,
            final,
            lambda at: self._prose.ends_paragraph(self._text, at, final),
            self._failures,
        )
        if ending is None:
            return False
        span = self._span_of(opening, ending)
        if span is None:
            self._open = None
            self._add_literal(opening)
            return True
        alone = self._stands_alone(opening, span, final)
        if alone is None:
            return False
        self._open = None
        if alone:
            self._close_block(span)
        else:
            self._add_span(span)
        return True

    def _span_of(self, opening: Opening, ending: Ending) -> Span | None:
        """None where the opener is text, for want of an end or of content."""
        if not ending.closed:
            inline_dollars = opening.closer == "$$" and not opening.first_on_line
            if opening.kind in ("math", "code") or inline_dollars:
                return None
        if not self._text[opening.inner : ending.inner_end].strip() and opening.kind != "code":
            return None
        return Span(
            opening.kind, opening.start, opening.inner, ending.inner_end, ending.end,
            closed=ending.closed, closer=opening.closer,
        )  # fmt: skip

    def _add_literal(self, opening: Opening) -> None:
        """Keep an opener as text; Markdown would take the backslash of `\\(` for an escape."""
        end = opening.inner
        self._add_span(Span("literal", opening.start, opening.start, end, end))

    def _stands_alone(self, opening: Opening, span: Span, final: bool) -> bool | None:
        """Whether a span is a block of its own; None where the text behind it decides."""
        if span.kind == "work":
            return True
        if span.kind not in _BLOCK_TYPES or not self._prose.has_at_top(opening):
            return False
        if span.kind == "display":
            return True if final or span.end < len(self._text) else None
        rest = _REST_OF_LINE.match(self._text, span.end)
        assert rest is not None
        if len(rest.group()) == _REST_LIMIT:
            return False
        if rest.end() == len(self._text) and not final:
            return None
        return opening.first_on_line and self._text[rest.end() : rest.end() + 1] in ("", "\n")

    def _close_fence(self, opened: OpenFence, final: bool) -> bool:
        ending = find_fence_end(opened, self._text, final)
        if ending is None:
            return False
        self._open = None
        fence = opened.fence
        span = Span(
            "fence", fence.start, fence.body, ending.inner_end, ending.end,
            closed=ending.closed, closer=fence.info,
        )  # fmt: skip
        if opened.container:
            self._add_span(span)
        else:
            self._close_block(span)
        return True

    # Blocks

    def _close_prose(self, end: int) -> None:
        prose = self._prose
        nodes = prose_nodes(
            Stretch(self._text, prose.start, end, self._offset),
            prose.spans,
            self._ids,
            starts_line=prose.starts_line,
            quoted=prose.container == "quote",
        )
        self._close("prose", end, nodes)

    def _close_block(self, span: Span) -> None:
        """Close a block that is one span; space before it, if that is all, belongs to it."""
        if self._prose.has_content:
            self._close_prose(span.start)
        end = span.end
        nodes: tuple[Node, ...]
        if span.kind == "work":
            inner = Lexer(offset=self._offset + span.inner, ids=self._ids, nested=True)
            blocks = inner.feed(self._text[span.inner : span.inner_end]) + inner.finish()
            nodes = (Work(tuple(blocks)),)
        else:
            nodes = (span_node(span, self._text, self._offset, self._ids),)
        if span.kind == "display" and self._text[end : end + 1] in _SENTENCE_MARKS:
            end += 1  # it would stand alone on the line below the formula
        if span.kind == "fence" and self._text[end : end + 1] == "\n":
            end += 1
        self._close(_BLOCK_TYPES[span.kind], end, nodes)
        self._cursor = end
        self._at_line_start = self._text[end - 1] == "\n"
        self._prose.starts_line = self._at_line_start

    def _close(self, kind: BlockType, end: int, nodes: tuple[Node, ...]) -> None:
        start = self._prose.start
        self._closed.append(
            Block(self._count, kind, self._offset + start, self._text[start:end], nodes)
        )
        self._count += 1
        self._prose = RunningProse(end)


def lex(text: str) -> tuple[Block, ...]:
    """The blocks of a complete text."""
    return tuple(lex_parts((text,)))


def lex_parts(parts: Iterable[str]) -> Iterator[Block]:
    """The blocks of the text that the parts make up; what is open in one ends with it.

    A long part is read piece by piece, so that no more blocks are held than whoever asks keeps.
    """
    ids = Ids()
    blocks = count()
    offset = 0
    for part in parts:
        lexer = Lexer(offset=offset, ids=ids)
        for block in _blocks_of(part, lexer):
            yield replace(block, index=next(blocks))
        offset += len(part)


def _blocks_of(text: str, lexer: Lexer) -> Iterator[Block]:
    at = 0
    while at < len(text):
        # A block that stays open is copied with each piece, and so has a larger one after it.
        end = _piece_end(text, at + max(_PIECE, len(lexer.tail)))
        yield from lexer.feed(text[at:end])
        at = end
    yield from lexer.finish()


def _piece_end(text: str, at: int) -> int:
    """Behind a blank line, where most likely nothing is open."""
    found = text.find("\n\n", at, at + _PIECE)
    return found + 2 if found >= 0 else at
