"""Where a formula stands in its text: in which section, case, item and paragraph.

What a text says in one example or case is not known in another. Only signs that a text of any kind
shows are read: headings, items, `(a)`, "Case 2", blank lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .equations.vocabulary.phrases import any_of

_LISTS = "itemize|enumerate|description|parts"
_LAYOUT = (
    rf"{_LISTS}|document|center|flush(?:left|right)|(?:wrap|sub)?figure|(?:long)?table|tabular[xy]?"
    r"|minipage|multicols|quot(?:e|ation)|abstract|verbatim|lstlisting|minted|tikz\w*|subequations"
    r"|math|displaymath|equation|align\w*|flalign|gather\w*|multline|eqnarray|IEEE\w+|d(?:math|group)"
    r"|split|array|cases|[bBpvV]?(?:small)?matrix"
)
"""Environments that set something out, and say nothing that holds inside them only."""

_BEGINNINGS = re.compile(
    r"(?P<section>(?m:^[ ]{0,3}\#{1,6}\s)|\\(?:chapter|(?:sub)*section|frametitle)\b"
    rf"|\\(?:begin|end)\{{{any_of('begins a problem')}\*?\}}"
    rf"|(?m:^[\s*_>]*){any_of('begins a problem')}\b[\s*_]*[\d(.:*_])"
    rf"|(?P<opened>\\begin\{{(?!(?:{_LAYOUT})\*?\}})[A-Za-z]+\*?\}})"
    rf"|(?P<closed>\\end\{{(?!(?:{_LAYOUT})\*?\}})[A-Za-z]+\*?\}})"
    r"|(?P<case>(?<![\w.$])(?<!\w[ ])\((?:[a-h]|[ivx]{1,4})\)(?=[\s~*])"
    rf"|(?m:^[ ]*(?:\*\*)?[a-h][.)]\s)|\b{any_of('begins a case of several')})"
    r"|(?P<item>\\item\b|(?m:^\s*[-*+][ \t]))"
    rf"|(?P<listed>\\end\{{(?:{_LISTS})\}})"
    r"|(?P<paragraph>\n[ \t>]*\n\s*)",
    re.IGNORECASE,
)
_DEEPEST = 8
"""Environments in one another that are told apart."""

_ENDS_A_SENTENCE = re.compile(r"(?:\A|[.!?:*)\]}#])\s*\Z")
_INDENTED = 2
"""Blanks before a paragraph that belongs to an item."""
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])[ \t]|\s*\\item\b")


class Place(NamedTuple):
    """Running numbers; 0 is outside all cases and items.

    `scope` names the environments of the text's own that it stands in, the outermost first.
    """

    section: int = 0
    case: int = 0
    item: int = 0
    paragraph: int = 0
    scope: str = ""


START = Place()


class Outline:
    """Follows the words of a text from formula to formula."""

    def __init__(self) -> None:
        self._place = START
        self._count = 0
        self._open: list[int] = []  # environments of the text's own
        self._last = ""  # the end of the words before
        self._held = ""  # blank lines, until it is known what follows them

    def after(self, words: str) -> Place:
        """The place at the end of the words that follow those read before."""
        words = self._held + words
        told = words.rstrip()
        self._held = words[len(told) :]
        for sign in _BEGINNINGS.finditer(told):
            self._begin(str(sign.lastgroup), told, sign)
        self._last = (self._last + told)[-12:]
        return self._place

    def _begin(self, part: str, words: str, sign: re.Match[str]) -> None:
        place = self._place
        self._count += 1
        match part:
            case "section":
                self._open.clear()
                self._place = Place(section=self._count, paragraph=self._count)
            case "opened" | "closed":
                if part == "opened":
                    self._open.append(self._count)
                elif self._open:
                    self._open.pop()
                scope = "".join(f"{number}/" for number in self._open[:_DEEPEST])
                self._place = place._replace(case=0, item=0, paragraph=self._count, scope=scope)
            case "case":
                self._place = place._replace(case=self._count, item=0, paragraph=self._count)
            case "item":
                self._place = place._replace(item=self._count, paragraph=self._count)
            case "listed":
                self._place = place._replace(case=0, item=0, paragraph=self._count)
            case _:
                ended = _ENDS_A_SENTENCE.search(self._last + words[: sign.start()])
                following = words[sign.end() : sign.end() + 1]
                if ended or following.isupper():
                    indented = len(sign.group().rpartition("\n")[2]) >= _INDENTED
                    item = place.item if indented or _ITEM.match(words, sign.end()) else 0
                    self._place = place._replace(item=item, paragraph=self._count)
