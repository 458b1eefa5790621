"""Spans: the pieces of a text that Markdown must not touch, and the search for their ends.

A search can be taken up again where it stopped for want of text, so a span costs as much as its
length however it arrives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from .lines import read_line
from .tokens import BOX_LIMIT, RAW_MARK, TEXT_MARK, TICKS_MARK, Token, next_token

# Those in capitals are named as in the special tokens that open them.
SpanKind = Literal[
    "math", "display", "code", "fence", "work", "REF", "SMILES", "I_SMILES", "DNA", "AMINO",
    "SUP", "SUB", "literal", "drop",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A span from `start` to `end`; its content is from `inner` to `inner_end`.

    `closer` is what closes a formula (an environment by its name), or the info string of a fence.
    """

    kind: SpanKind
    start: int
    inner: int
    inner_end: int
    end: int
    closed: bool = True
    closer: str = ""


@dataclass(slots=True)
class Opening:
    """A span that began at `start`; its end has been looked for up to `pos`."""

    kind: SpanKind
    start: int
    inner: int
    pos: int
    closer: str = ""
    first_on_line: bool = False
    blank: int = -1


class Ending(NamedTuple):
    """Where a span's content and the span itself end; not `closed` where the search failed."""

    inner_end: int
    end: int
    closed: bool


EndsParagraph: TypeAlias = Callable[[int], bool | None]


@dataclass(slots=True)
class Failures:
    """What failed searches have learnt, so that no stretch of text is searched again and again.

    `unclosed` says for each closer up to where none stands; `ticks` where the last backtick run of
    each length stands before `ticks_until`.
    """

    unclosed: dict[str, int] = field(default_factory=dict)
    ticks: dict[int, int] = field(default_factory=dict)
    ticks_until: int = 0

    def knows(self, opening: Opening) -> bool:
        return opening.start < self.unclosed.get(opening.closer, 0)

    def moved(self, by: int) -> Failures:
        return Failures(
            {closer: until - by for closer, until in self.unclosed.items() if until > by},
            {length: last - by for length, last in self.ticks.items() if last > by},
            self.ticks_until - by,
        )


def find_end(
    opening: Opening, text: str, final: bool, ends_paragraph: EndsParagraph, failures: Failures
) -> Ending | None:
    """The end of a span; None where text still to come decides."""
    match opening.kind:
        case "math":
            ending = _math_end(opening, text, final, ends_paragraph, failures)
        case "display":
            ending = _display_end(opening, text, final, failures)
        case "code":
            return _code_end(opening, text, final, ends_paragraph, failures)
        case "work":
            return _work_end(opening, text, final)
        case _:
            return _raw_end(opening, text, final, ends_paragraph)
    if ending is not None and not ending.closed:
        known = failures.unclosed.get(opening.closer, 0)
        failures.unclosed[opening.closer] = max(known, opening.pos)
    return ending


def _marks(
    opening: Opening,
    text: str,
    final: bool,
    marks: re.Pattern[str],
    ends_paragraph: EndsParagraph = lambda _: False,
) -> Iterator[Token | None]:
    """The marks from where the search stopped, up to the end of the paragraph.

    None where text still to come decides. `opening.pos` stands at the mark that was given last, or
    where the search ended.
    """
    while mark := marks.search(text, opening.pos):
        opening.pos = mark.start()
        token = next_token(text, opening.pos, final)
        ends = token is not None and token.kind == "newline" and ends_paragraph(token.end)
        if token is None or ends is None:
            yield None
            return
        if ends:
            return
        yield token
        opening.pos = token.end
    opening.pos = len(text)
    if not final:
        yield None


# "$10 million", "$5 per": a number with a word behind it is money, whatever `$` comes next.
_AMOUNT = re.compile(
    r"\d[\d.,]*\s+(?:a|an|and|for|in|of|or|per|to|(?!sinh|cosh|tanh|sech|coth|csch)[A-Za-z]{4,})[\s,.;:]"
)


_MATHEMATICAL = re.compile(r"[\\^_=<>]")
_WORDS = re.compile(
    r"(?<![\\A-Za-z{])(?!sinh|cosh|tanh|sech|coth|csch)[A-Za-z]{4,}"
    r"|\s(?:an|and|for|in|is|of|or|per|the|to)\s|\n"
)


_NAMED = re.compile(r"\\[A-Za-z]+\s*\{[A-Za-z ,.]*\}|\{\\[a-z]{2,3}\s[A-Za-z ,.]*\}")
_ON_OWN_LINES = re.compile(r"[ \t]*\n(.*)\n[ \t]*", re.DOTALL)


def _has_blanks_inside(text: str, begin: int, end: int) -> bool:
    return text[begin].isspace() or text[end - 1].isspace()


def is_mathematics(content: str) -> bool:
    """Whether what stands between dollars and blanks is a formula: signs of one, and no words.

    Where each of the dollars stands on a line of its own, it may go over several lines.
    """
    on_own_lines = _ON_OWN_LINES.fullmatch(content)
    plain = _NAMED.sub("", on_own_lines[1].replace("\n", "") if on_own_lines else content)
    return bool(_MATHEMATICAL.search(plain)) and not _WORDS.search(plain)


def _math_end(
    opening: Opening, text: str, final: bool, ends_paragraph: EndsParagraph, failures: Failures
) -> Ending | None:
    """`$` closes not before a digit, nor behind an amount; with blanks inside, what it encloses
    must look like mathematics, as in `$ x = 1 $`.
    """
    dollar = opening.closer == "$"
    for token in _marks(opening, text, final, TEXT_MARK, ends_paragraph):
        if token is None:
            return None
        at = token.start
        if failures.knows(opening) and at - opening.start > BOX_LIMIT:
            break
        if dollar and token.kind in ("dollar", "dollars"):
            if at + 1 == len(text) and not final:
                return None
            closes = not (
                text[at + 1 : at + 2].isdigit()
                or _AMOUNT.match(text, opening.inner, at)
                or (
                    _has_blanks_inside(text, opening.inner, at)
                    and (
                        text[at + 1 : at + 2].isalnum()
                        or not is_mathematics(text[opening.inner : at])
                    )
                )
            )
            return Ending(at, at + 1, True) if closes else Ending(at, at, False)
        if token.kind == "close-inline" and not dollar:
            return Ending(at, token.end, True)
        if _breaks_math(token) or (dollar and token.kind == "ticks"):
            break
    return Ending(opening.pos, opening.pos, False)


def _display_end(opening: Opening, text: str, final: bool, failures: Failures) -> Ending | None:
    """Blank lines may stand inside; a formula that is never closed ends at the first of them."""
    for token in _marks(opening, text, final, TEXT_MARK):
        if token is None:
            return None
        if _closes_display(token, opening):
            return Ending(token.start, token.end, True)
        if token.kind == "newline":
            line = read_line(text, token.end, final)
            if line is None:
                return None
            if line.kind in ("fence", "heading"):
                break
            if line.kind == "blank" and opening.blank < 0:
                opening.blank = token.start
                if failures.knows(opening) or not _may_hold_blank_lines(opening):
                    break
        elif _breaks_math(token):
            break
    end = opening.blank if opening.blank >= 0 else opening.pos
    return Ending(end, end, False)


def _may_hold_blank_lines(opening: Opening) -> bool:
    return opening.closer != "$$" or opening.first_on_line


def _closes_display(token: Token, opening: Opening) -> bool:
    if token.kind == "end":
        return token.name == opening.closer
    return {"close-display": r"\]", "dollars": "$$"}.get(token.kind) == opening.closer


def _breaks_math(token: Token) -> bool:
    """No formula goes on behind these: the one before was never closed."""
    return token.kind in ("open-display", "open-inline", "work", "drop") or _begins_span(token)


def _begins_span(token: Token) -> bool:
    return token.kind == "start" and token.name not in ("SUP", "SUB")


def _code_end(
    opening: Opening, text: str, final: bool, ends_paragraph: EndsParagraph, failures: Failures
) -> Ending | None:
    length = opening.inner - opening.start
    if opening.start < failures.ticks_until and failures.ticks.get(length, -1) <= opening.start:
        return Ending(opening.inner, opening.inner, False)
    for token in _marks(opening, text, final, TICKS_MARK, ends_paragraph):
        if token is None:
            return None
        if token.kind == "ticks":
            if token.end - token.start == length:
                return Ending(token.start, token.end, True)
            failures.ticks[token.end - token.start] = token.start
    failures.ticks_until = max(failures.ticks_until, opening.pos)
    return Ending(opening.inner, opening.inner, False)


_WORK_END = "</work>"


def _work_end(opening: Opening, text: str, final: bool) -> Ending | None:
    at = text.find(_WORK_END, opening.pos)
    if at >= 0:
        return Ending(at, at + len(_WORK_END), True)
    if final:
        return Ending(len(text), len(text), False)
    opening.pos = max(opening.inner, len(text) - len(_WORK_END) + 1)
    return None


_WORD = re.compile(r"\s*\S*")
_LINE = re.compile(r"[^\n]*")


def _raw_end(
    opening: Opening, text: str, final: bool, ends_paragraph: EndsParagraph
) -> Ending | None:
    """`[START_REF]` and its like: nothing between the tokens is interpreted."""
    script = opening.kind in ("SUP", "SUB")
    for token in _marks(opening, text, final, RAW_MARK, ends_paragraph):
        if token is None:
            return None
        if token.kind == "stop" and token.name.removeprefix("I_") == opening.closer:
            return Ending(token.start, token.end, True)
        if (
            token.kind in ("work", "drop")
            or _begins_span(token)
            or (script and token.kind == "start")
        ):
            break
    one_word = script or opening.closer == "SMILES"
    held = (_WORD if one_word else _LINE).match(text, opening.inner, opening.pos)
    assert held is not None
    return Ending(held.end(), held.end(), False)
