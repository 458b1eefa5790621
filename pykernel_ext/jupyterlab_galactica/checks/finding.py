"""What is known of a cited work, from a bibliography, from a service, or from both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..answer.verdicts import NOT_LOOKED_UP, CitationStatus

if TYPE_CHECKING:
    from .bibliography.entry import Entry
    from .lookup.online import LookupResult
    from .matching.match import Match


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """The fields of `Citation` that a look-up fills; hashed as the object it is.

    `work` is equal for two findings of one entry, and empty where no entry was found.
    """

    status: CitationStatus
    reason: str
    key: str | None = None
    entry: Mapping[str, str] | None = None
    candidates: tuple[str, ...] = ()
    retracted: bool = False
    work: str = ""


UNCHECKED = Finding("unchecked", NOT_LOOKED_UP)


def finding_of_match(match: Match) -> Finding:
    found = match.status == "found"
    entry = match.entry
    return Finding(
        status=match.status,
        reason=match.reason,
        key=entry.key if entry else None,
        entry=flat_entry(entry) if entry else None,
        candidates=() if found else tuple(candidate.key for candidate in match.candidates),
        work=f"{entry.key} {entry.title}" if entry and found else "",
    )


def finding_of_lookup(result: LookupResult) -> Finding:
    """Services name works by numbers of their own, so that the entry gets a key to cite it by."""
    from .bibliography.write import readable_key

    found = result.status == "found"
    entry = result.entry and replace(result.entry, key=readable_key(result.entry))
    return Finding(
        status=result.status,
        reason=result.reason,
        key=entry.key if entry else None,
        entry=flat_entry(entry) if entry else None,
        candidates=() if found else tuple(candidate.title for candidate in result.candidates),
        retracted=result.retracted,
        work=f"{result.service} {result.entry.key}" if result.entry and found else "",
    )


def finding_of_key(key: str, entry: Entry | None) -> Finding:
    r"""What the bibliography has for a key that the text cites, as in `\cite{key}`."""
    if entry is None:
        return Finding("not-found", f"The bibliography has no entry {key}.")
    return Finding(
        status="found",
        reason=f"The bibliography has it as {entry.key}.",
        key=entry.key,
        entry=flat_entry(entry),
        work=f"{entry.key} {entry.title}",
    )


def finding_of_own_key(key: str) -> Finding:
    r"""What a text that lists its works itself, as by `\bibitem`, says of a key it lacks."""
    return Finding("not-found", f"The text's own list of works has no entry {key}.")


def joined(bibliography: Finding, service: Finding) -> Finding:
    """Both together: the user's own entry counts most, then a work that a service knows."""
    if bibliography.status == "found":
        if not service.retracted:
            return bibliography
        reason = f"{bibliography.reason} {service.reason}"
        return replace(bibliography, reason=reason, retracted=True)
    if service.status == "found" or bibliography is UNCHECKED:
        return service
    silent = bibliography.status in ("not-found", "unchecked")
    if silent and service.status in ("mismatch", "ambiguous"):
        return service
    return replace(bibliography, reason=f"{bibliography.reason} {service.reason}")


def flat_entry(entry: Entry) -> dict[str, str]:
    r"""The entry as texts by name, with the forms it is copied in.

    `key, type, title, author, year, venue, doi, url`, those that are known; `reference_line` to
    read, and `bibtex`, `latex` (`\cite{key}`) and `pandoc` (`[@key]`) to copy.
    """
    from .bibliography.write import authors_line, cite_latex, cite_pandoc, reference_line, to_bibtex

    fields = {
        "key": entry.key,
        "type": entry.type,
        "title": entry.title,
        "author": authors_line(entry),
        "year": str(entry.year or ""),
        "venue": entry.venue,
        "doi": entry.doi,
        "url": entry.url,
        "reference_line": reference_line(entry),
        "bibtex": to_bibtex(entry),
        "latex": cite_latex(entry),
        "pandoc": cite_pandoc(entry),
    }
    return {name: value for name, value in fields.items() if value}
