r"""The keys by which a text cites: `\cite{key}`, `[@key]`, `` {cite}`key` `` and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ..answer.blocks import Block
from .documents.environments import VERBATIM

_LATEX = re.compile(
    r"\\documentclass|\\begin\s*\{document\}|\\(?:sub)*(?:section|chapter)\*?\s*[\[{]"
)
_NOT_TYPESET = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|\\begin\{{(?P<name>{VERBATIM})(?P<star>\*?)\}}.*?"
    r"(?:\\end\{(?P=name)(?P=star)\}|\Z)"
    r"|\\(?:verb|lstinline)\*?(?P<mark>[^\w\s*{]).*?(?:(?P=mark)|$)"
    r"|(?<!\\)%[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_IN_MARKDOWN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|(?P<role>(?:\{[\w:+-]+\}|:[\w:+-]+:)`[^`]*`)"
    r"|(?<![`\\])(?P<ticks>`+)(?!`)(?:[^\n]|\n(?![ \t]*\n)){0,2000}?(?<!`)(?P=ticks)(?!`)"
    r"|(?<![@:])\bhttps?://[^\s<>\])}]*"
    r"|\[[^][\n]*\]\([^()\n]*\)",
    re.DOTALL,
)
_FENCE = re.compile(r"`{3,}")
_NOT_BLANK = re.compile(r"[^\n]")
_SIGNS = ("cite", "Cite", "@", "bib", "<!--", r"\begin")

_COMMAND = re.compile(r"\\([A-Za-z]*[cC]ite[A-Za-z]*|bibentry)\*?")
_DEFINED = re.compile(r"\\(?:re|provide)?newcommand\*?\s*\{?\s*$|\\def\s*$|\\let\s*$")
# What sets citations up, or cites a text of one's own.
_NO_CITING = re.compile(
    r"(?:set)?cite(?:style|setup|index\w*|reset|text|font|form|left|right|mid|punct|dash|sep\w*)"
    r"|Declare\w*|RequireCite\w*|setcitestyle|newcite\w*|\w*(?:excite|recite|solicite|incite)\w*"
)
_KEY = re.compile(r"[^\s,]+")
_NO_KEY = re.compile(r"[\s{}#\\%\"~]|\A\*?\Z")
_IDENTIFIER = re.compile(
    r"(?:doi|arxiv|pmid|pmcid|pmc|isbn|url|https?|wikidata|clinicaltrials|raw|tag|uri)[:/]", re.I
)
_LABEL = re.compile(
    r"(?:fig|tbl|tab|eqn?|sec|lst|thm|lem|cor|prp|prop|cnj|def|exm|exr|sol|rem|alg|ch|app|prf|"
    r"fn|sfig|suppfig|supptbl|nte|tip|wrn|imp|cau)[-:]"
)
_ZOTERO_ID = re.compile(r"\d+/[A-Z0-9]{8}")

_BIBITEM = re.compile(r"\\bibitem\s*(?:\[[^][]*(?:\[[^][]*\][^][]*)*\])?\s*\{([^{}\s]+)\}")
_ROLE = re.compile(
    r"(?:\{(?:foot|full|no)?cite(?::?[a-z]+)*\}|:(?:foot|full|no)?cite(?::[a-z]+)*:)`([^`]+)`"
)
_AROUND = re.compile(r"\{[^{}]*\}|%[^,]*")
_ATTRIBUTE = re.compile(r"""\bdata-cites?\s*=\s*["']([^"']+)["']""")
_AT_KEY = re.compile(r"(?<![\w.@/\\:])@(?:\{(\w[^{}\s]*)\}|(\w+(?:(?:[:.#$%&+?<>~/-]|:?//)\w+)*))")
_BRACKETS = re.compile(r"\[([^][]*(?:\[[^][]*\][^][]*)*)\]")
_BRACKET = re.compile(r"\\.|[{}\])>]|\n[ \t]*\n", re.DOTALL)
_CLOSING = {"[": "]", "(": ")", "<": ">", "{": "}"}
_PIECE = 1 << 16  # characters of a text that are read at once
_LONGEST, _MOST_BRACKETS = 1000, 40  # characters of an argument, and brackets in it
# MyST's directives whose body is prose, though it stands in a fence as code does.
_PROSE = re.compile(
    r"\s*[`~:]{3,}[ ]*\{(?:(?:prf|proof):\w+|note|warning|tip|caution|attention|hint"
    r"|important|danger|error|admonition|seealso|margin|sidebar|aside|topic|figure|epigraph|dropdown|exercise"
    r"|solution|card|tab-item|table|list-table|quote|pull-quote)\}"
)


@dataclass(frozen=True, slots=True)
class CitedKey:
    """A key and where it stands. `bare` is one that Pandoc cites outside of brackets, `@key`."""

    key: str
    start: int
    bare: bool = False


@dataclass(frozen=True, slots=True)
class KeysOfText:
    r"""What a text cites by keys, in its order; and the keys that its own `\bibitem`s define."""

    cited: tuple[CitedKey, ...] = ()
    defined: frozenset[str] = frozenset()

    def and_then(self, further: KeysOfText) -> KeysOfText:
        return KeysOfText(self.cited + further.cited, self.defined | further.defined)

    def with_defined(self, keys: frozenset[str]) -> KeysOfText:
        return replace(self, defined=self.defined | keys)

    def to_look_up(self, *, bare: bool) -> Iterator[CitedKey]:
        """Those to be found elsewhere; an `@name` is only taken for a key where `bare` says so."""
        return (key for key in self.cited if key.key not in self.defined and (bare or not key.bare))


def find_keys(blocks: Iterable[Block]) -> KeysOfText:
    """The keys that a whole text cites by, as `KeyFinder` finds them."""
    finder = KeyFinder()
    for block in blocks:
        finder.add(block)
    return finder.finish()


class KeyFinder:
    r"""Finds the keys that a Markdown, LaTeX or reStructuredText cites by, in blocks as they come.

    What is shown as code cites nothing; neither do settings, such as `\citestyle`, labels of
    figures and equations, and identifiers in place of keys, such as Manubot's `@doi:`. Text is held
    until a piece of it is long enough and leaves no comment open.
    """

    def __init__(self) -> None:
        self._start = 0
        self._held: list[str] = []
        self._length = 0
        self._enough = _PIECE
        self._is_latex = False  # which the end of a text may tell
        self._latex, self._markdown = KeysOfText(), KeysOfText()

    def add(self, block: Block) -> None:
        self._held.append(_prose_of(block))
        self._length += len(block.source)
        if self._length >= self._enough:
            self._read(final=False)

    def finish(self) -> KeysOfText:
        self._read(final=True)
        return self._latex if self._is_latex else self._markdown

    def _read(self, *, final: bool) -> None:
        """Read what is held, both as LaTeX and as Markdown while it may be either."""
        text = "".join(self._held)
        self._is_latex = self._is_latex or _LATEX.search(text) is not None
        if any(sign in text for sign in _SIGNS):
            if not self._start:
                text = _FRONT_MATTER.sub(_blank, text)
            latex, latex_ends = _typeset(_NOT_TYPESET, text)
            markdown, markdown_ends = _typeset(_IN_MARKDOWN, text)
            if not (final or (latex_ends and markdown_ends)):
                self._enough *= 2
                return
            self._latex = self._latex.and_then(_keys_of(latex, self._start))
            if not self._is_latex:
                pandoc = _of_pandoc(markdown)
                self._markdown = self._markdown.and_then(_keys_of(markdown, self._start, pandoc))
        self._start += self._length
        self._held, self._length, self._enough = [], 0, _PIECE


def _typeset(hidden: re.Pattern[str], text: str) -> tuple[str, bool]:
    """A text with what is hidden blanked, and whether that ends before the text does."""
    end = 0

    def blank(match: re.Match[str]) -> str:
        nonlocal end
        end = match.end()
        return _blank(match)

    return hidden.sub(blank, text), end < len(text)


def _keys_of(seen: str, start: int, more: Iterable[CitedKey] = ()) -> KeysOfText:
    found = [*_of_commands(seen), *_of_roles(seen), *_of_attributes(seen), *more]
    cited = {(key.start, key.key): key for key in sorted(found, key=lambda key: key.start)}
    return KeysOfText(
        tuple(replace(key, start=start + key.start) for key in cited.values() if _is_key(key.key)),
        frozenset(match[1] for match in _BIBITEM.finditer(seen)),
    )


def _prose_of(block: Block) -> str:
    if block.type != "code":
        return block.source
    return (_FENCE if _PROSE.match(block.source) else _NOT_BLANK).sub(_blank, block.source)


def _blank(match: re.Match[str]) -> str:
    role = match.groupdict().get("role")
    return role or _NOT_BLANK.sub(" ", match[0])


def _is_key(key: str) -> bool:
    return not (_NO_KEY.search(key) or _IDENTIFIER.match(key) or _ZOTERO_ID.fullmatch(key))


def _of_commands(text: str) -> Iterator[CitedKey]:
    r"""The keys of LaTeX's commands; those in the plural have several arguments with keys."""
    for match in _COMMAND.finditer(text):
        name, before = match[1], text[max(0, match.start() - 24) : match.start()]
        if _NO_CITING.fullmatch(name) or _DEFINED.search(before):
            continue
        several, notes = name.endswith("cites"), "[<"
        at = match.end()
        if name.lower().endswith("volcite"):
            _, at = _argument(text, at, notes)
        if several:
            notes = "[("
        group, at = _argument(text, at, notes)
        while group:
            yield from _keys(text, *group)
            group, at = _argument(text, at, notes) if several else (None, at)


def _keys(text: str, start: int, end: int) -> list[CitedKey]:
    """The keys in a list set off by commas; none where it is a text or a macro's argument."""
    keys = []
    for part in re.finditer(r"[^,]+", text[start:end]):
        key = part[0].strip()
        if _NO_KEY.search(key):
            return []
        keys.append(CitedKey(key, start + part.start() + part[0].index(key)))
    return keys


def _argument(text: str, at: int, notes: str) -> tuple[tuple[int, int] | None, int]:
    """Where the next braced argument begins and ends, notes before it passed over; and its end."""
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        sign = text[at : at + 1]
        end = _closed(text, at, _CLOSING[sign]) if sign and sign in "{" + notes else None
        if end is None:
            return None, at
        if sign == "{":
            return (at + 1, end), end + 1
        at = end + 1


def _closed(text: str, start: int, closing: str) -> int | None:
    """Where the bracket at `start` is closed, outside of braces that open after it."""
    depth = 0
    marks = _BRACKET.finditer(text, start + 1, start + _LONGEST)
    for mark in islice(marks, _MOST_BRACKETS):
        if depth == 0 and mark[0] == closing:
            return mark.start()
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth < 0 or mark[0].isspace():
            return None
    return None


def _of_roles(text: str) -> Iterator[CitedKey]:
    """The keys of MyST's and Sphinx' roles, `` {cite:p}`{see}a,b` `` and `` :cite:t:`a` ``."""
    for role in _ROLE.finditer(text):
        keys = _AROUND.sub(_blank, role[1])
        for key in _KEY.finditer(keys):
            yield CitedKey(key[0], role.start(1) + key.start())


def _of_attributes(text: str) -> Iterator[CitedKey]:
    for attribute in _ATTRIBUTE.finditer(text):
        for key in _KEY.finditer(attribute[1]):
            yield CitedKey(key[0], attribute.start(1) + key.start())


def _of_pandoc(text: str) -> Iterator[CitedKey]:
    """The keys of Pandoc's `[see @a, p. 3; -@b]` and bare `@c`."""
    groups = [group.span() for group in _BRACKETS.finditer(text) if "@" in group[0]]
    at = 0
    for match in _AT_KEY.finditer(text):
        key = match[1] or match[2]
        while at < len(groups) and groups[at][1] <= match.start():
            at += 1
        inside = at < len(groups) and groups[at][0] < match.start()
        if not _LABEL.match(key):
            yield CitedKey(key, match.start(), bare=not inside)
