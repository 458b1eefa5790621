"""A work in a bibliography, whatever format it was written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A person, in the four parts BibTeX and CSL know; an organisation has only a `family`."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def surname(self) -> str:
        return f"{self.particle} {self.family}".strip()

    def __str__(self) -> str:
        return " ".join(part for part in (self.given, self.surname, self.suffix) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One work. All texts are plain Unicode: no LaTeX, no HTML.

    `type` is BibTeX's (`article`, `inproceedings`, …). `more_authors` says that the list of authors
    ends in "and others". `aliases` are other keys it is cited by. `fields` holds what has no place
    of its own, by BibTeX's names. `file` and `line` tell where the entry was read.
    """

    key: str
    type: str
    title: str
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    year: int | None = None
    doi: str = ""
    venue: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: its usable entries, and a sentence for each thing wrong in it."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()


def bare_doi(doi: str) -> str:
    """The DOI without an address or a name before it."""
    return _DOI_PREFIX.sub("", doi.strip())
