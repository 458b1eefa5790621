"""Where cited works are looked up: the user's bibliographies, and services that are switched on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .background import Background
from .finding import UNCHECKED, Finding, finding_of_key, finding_of_lookup, finding_of_match, joined

if TYPE_CHECKING:
    from .bibliography.index import BibliographyIndex
    from .lookup.online import LookupResult, OnlineLookup
    from .lookup.polite import PoliteClient
    from .matching.match import Match

PATIENCE = 10.0
"""Seconds that the end of an answer waits for services; as long as one of them may take."""

_ROUND = 0.5  # seconds between two looks at what is under way
_MOST_PROBLEMS = 5
_PENDING = Finding("unchecked", "It is being looked up.")
_LATE = Finding("unchecked", "No answer came in time; try again later.")
_STOPPED = Finding("unchecked", "It was not looked up: the answer was stopped before.")
_T = TypeVar("_T")

_reading = Background("galactica-bibliography")
_asking = Background("galactica-lookup")


class Sources:
    """The bibliographies and services for one text; each distinct citation is looked up once.

    All of it is done in background threads: entering begins to open the bibliographies, `begin`
    hands in a citation, `finding` tells what is known of it, and leaving drops what is not done.
    Sent to services is the citation's text and nothing else.
    """

    def __init__(self, references: Sequence[Path] = (), services: Sequence[str] = ()) -> None:
        self._references = tuple(references)
        self._services = tuple(services)
        self._opening: Future[BibliographyIndex] | None = None
        self._matches: dict[str, Future[Match]] = {}
        self._lookups: dict[str, Future[LookupResult]] = {}
        self._read: deque[Future[Any]] = deque()
        self._asked: deque[Future[Any]] = deque()
        self._known: dict[str, Finding] = {}
        self._left = False
        self._unanswered = _PENDING

    def __enter__(self) -> Sources:
        if self._references:
            self._opening = _reading.submit(partial(_open, self._references))
            self._read.append(self._opening)
        return self

    def __exit__(self, *_: object) -> None:
        if not self._left:
            self._left, self._unanswered = True, _STOPPED
        for future in (*self._read, *self._asked):
            future.cancel()
        if self._opening is not None:
            _reading.submit(partial(_close, self._opening))

    @property
    def has_bibliography(self) -> bool:
        return bool(self._references)

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each thing wrong with the bibliographies, the first five of them."""
        if self._opening is None or not self._opening.done() or self._opening.cancelled():
            return ()
        if fault := self._opening.exception():
            return (f"The bibliography cannot be read ({fault}); look at its files.",)
        problems = self._opening.result().problems
        if len(problems) <= _MOST_PROBLEMS:
            return problems
        more = f"There are {len(problems) - _MOST_PROBLEMS} more such problems in the bibliography."
        return (*problems[:_MOST_PROBLEMS], more)

    def begin(self, citation: str) -> None:
        """Look a citation up, unless that has begun already."""
        if self._left:
            return
        if self._opening is not None and citation not in self._matches:
            self._matches[citation] = _reading.submit(partial(_match, citation, self._opening))
            self._read.append(self._matches[citation])
        if self._services and citation not in self._lookups:
            self._lookups[citation] = _asking.submit(partial(_ask, citation, self._services))
            self._asked.append(self._lookups[citation])

    def finding(self, citation: str) -> Finding:
        """What is known by now."""
        known = self._known.get(citation)
        if known is not None:
            return known
        match, lookup = self._matches.get(citation), self._lookups.get(citation)
        found = self._said(match, self._references, finding_of_match)
        if self._services:
            found = joined(found, self._said(lookup, self._services, finding_of_lookup))
        futures = [future for future in (match, lookup) if future is not None]
        if futures and all(future.done() for future in futures):
            self._known[citation] = found
        return found

    def find_key(self, key: str) -> Finding:
        """What the bibliography has under a key, once it is open."""
        return self._said(
            self._opening, self._references, lambda index: finding_of_key(key, index.entry(key))
        )

    def news(self) -> bool:
        """Whether a look-up was done since this was asked last."""
        done = False
        for queue in (self._read, self._asked):
            while queue and queue[0].done():
                queue.popleft()
                done = True
        return done

    def awaited(self, seconds: float = PATIENCE) -> Iterator[None]:
        """Waits until all look-ups are done, and hands over twice a second on the way.

        Services are waited for no longer than `seconds`; what they have not said by then counts as
        not answered.
        """
        until = time.monotonic() + seconds
        while self._read or (self._asked and time.monotonic() < until):
            yield
            last = [queue[-1] for queue in (self._read, self._asked) if queue]
            wait(last, timeout=_ROUND)  # each queue is worked off in its order
            self.news()
        self._left, self._unanswered = True, _LATE
        for future in self._asked:
            future.cancel()

    def _said(
        self, future: Future[_T] | None, sources: Sequence[object], finding: Callable[[_T], Finding]
    ) -> Finding:
        if not sources:
            return UNCHECKED
        if future is None or future.cancelled() or not future.done():
            return self._unanswered
        if fault := future.exception():
            return Finding("unchecked", f"Looking it up failed ({fault}).")
        return finding(future.result())


def _open(references: Sequence[Path]) -> BibliographyIndex:
    from .bibliography.index import open_index

    return open_index(references)


def _close(opening: Future[BibliographyIndex]) -> None:
    if opening.done() and not opening.cancelled() and not opening.exception():
        opening.result().close()


def _match(citation: str, opening: Future[BibliographyIndex]) -> Match:
    from .matching.match import match_citation

    return match_citation(citation, opening.result())


def _ask(citation: str, services: tuple[str, ...]) -> LookupResult:
    return online_lookup(services).look_up(citation)


@cache
def online_lookup(services: tuple[str, ...]) -> OnlineLookup:
    """The look-up in these services, by the names of `setting_values.LOOKUP_SERVICES`."""
    from .lookup.online import OnlineLookup, services_named

    return OnlineLookup(services_named(services), client=_client())


@cache
def _client() -> PoliteClient:
    """One for all, so that services are asked at their pace whoever asks."""
    from .lookup.polite import PoliteClient

    return PoliteClient()
