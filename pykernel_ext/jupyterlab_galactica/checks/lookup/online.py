"""A citation looked up in online services: used only when the caller asks for it.

Sent is what `what_is_sent` says and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from ...answer.verdicts import CitationStatus
from ..bibliography.entry import Entry
from ..bibliography.folding import squash
from ..matching.cited import CitedWork, readings
from ..matching.match import match_among
from .arxiv import ARXIV
from .cache import AnswerCache
from .crossref import CROSSREF
from .openalex import OPENALEX
from .polite import PoliteClient
from .semantic_scholar import SEMANTIC_SCHOLAR
from .service import OnlineWork, Service, ServiceError

SERVICES = (CROSSREF, OPENALEX, ARXIV, SEMANTIC_SCHOLAR)

_BEST_FIRST: tuple[CitationStatus, ...] = ("found", "mismatch", "ambiguous", "not-found")


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What the services say. `service` names the one `entry` comes from.

    `unchecked` where none could be asked; `reason` says which could not, and why.
    """

    status: CitationStatus
    reason: str
    service: str = ""
    entry: Entry | None = None
    candidates: tuple[Entry, ...] = ()
    retracted: bool = False


def services_named(names: Iterable[str]) -> tuple[Service, ...]:
    """The services of these names, as they stand in the configuration: `semanticscholar`."""
    known = {squash(service.name): service for service in SERVICES}
    return tuple(known[name] for name in names)


def what_is_sent(citation: str, services: Sequence[Service] = SERVICES) -> str:
    """For each service, where the citation would be sent, and the words."""
    work = readings(citation)[0]
    return "\n".join(
        f"{service.name} ({urlsplit(service.address).hostname}): "
        + ", ".join(f"{name} = {value}" for name, value in service.query(work).items())
        for service in services
    )


class OnlineLookup:
    """Services asked in turn, until one has the work. May be used from several threads.

    Answers are kept in `folder`, by default this package's in the user's cache.
    """

    def __init__(
        self,
        services: Sequence[Service] = SERVICES,
        folder: Path | None = None,
        client: PoliteClient | None = None,
    ) -> None:
        self._services = tuple(services)
        self._client = client or PoliteClient()
        self._cache = AnswerCache((folder or _cache_folder()) / "answers.sqlite")

    def look_up(self, citation: str) -> LookupResult:
        """The best any service says of a citation. Faults become a sentence, never an exception."""
        work = readings(citation)[0]
        results: list[LookupResult] = []
        faults: list[str] = []
        for service in self._services:
            try:
                works = self._works(service, work)
            except ServiceError as fault:
                faults.append(f"{service.name} could not be asked: {fault}")
                continue
            results.append(_result(citation, service, works))
            if results[-1].status == "found":
                return results[-1]
        if not results:
            reason = "; ".join(faults) or "No service was given to ask"
            return LookupResult("unchecked", f"{reason}.")
        best = min(results, key=lambda result: _BEST_FIRST.index(result.status))
        if best.status == "not-found":
            asked = ", ".join(result.service for result in results)
            reason = "; ".join((f"Not found in {asked}", *faults))
            return LookupResult("not-found", f"{reason}.", candidates=best.candidates)
        return best

    def close(self) -> None:
        self._client.close()
        self._cache.close()

    def _works(self, service: Service, work: CitedWork) -> tuple[OnlineWork, ...]:
        query = service.query(work)
        question = f"{service.address}?{urlencode(query)}"
        kept = self._cache.get(question)
        if kept is not None:
            return service.parse(kept)
        body = self._client.get(service, query)
        works = service.parse(body)
        self._cache.put(question, body)
        return works


def _result(citation: str, service: Service, works: Sequence[OnlineWork]) -> LookupResult:
    versions = _one_of_each(works, readings(citation)[0].year)
    match = match_among(citation, [work.entry for work in versions], source=service.name)
    retracted = any(work.retracted and work.entry is match.entry for work in versions)
    return LookupResult(
        status=match.status,
        reason=f"{match.reason} It has been retracted." if retracted else match.reason,
        service=service.name,
        entry=match.entry,
        candidates=match.candidates,
        retracted=retracted,
    )


def _one_of_each(works: Sequence[OnlineWork], year: int | None) -> list[OnlineWork]:
    """One version of each work, such as preprint and article: that of `year`, else the first.

    It counts as retracted if any version is.
    """
    versions: dict[tuple[str, str], list[OnlineWork]] = {}
    for work in works:
        first = squash(work.entry.authors[0].family) if work.entry.authors else ""
        versions.setdefault((squash(work.entry.title), first), []).append(work)
    return [
        OnlineWork(
            next((work for work in same if work.entry.year == year), same[0]).entry,
            any(work.retracted for work in same),
        )
        for same in versions.values()
    ]


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("jupyterlab-galactica") / "lookups"
