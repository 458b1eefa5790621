"""Completions that were made before come from the cache: no model is loaded, no worker started.

What was made by the same model in the same state, from the same prompt and sampling, by the same
versions of the software, is the same text. That a request is repeatable at all (greedy, or with a
seed the user gave) is for the caller to know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from ..config import load_config
from ..errors import ModelError
from ..models.catalog import qualified_name
from ..models.families import Family
from ..models.stamp import stamp_of
from ..version import text_versions
from .clock import Clock
from .completion_cache import CompletionCache, user_cache
from .interface import (
    BeamRequest,
    Chunk,
    Completed,
    Completer,
    CompletionEvent,
    CompletionRequest,
    Hypothesis,
    Origin,
    Progress,
    ServerOrigin,
    Times,
)

_AUTOMATIC = "auto"
_FROM_CACHE = Progress("generating", "from the answer cache")


class Maker(Protocol):
    """Who makes completions: all of it that decides the text, as JSON data."""

    def expected(self, model: str) -> dict[str, Any] | None:
        """Who would make the next completion; None where that cannot be told."""
        ...

    def actual(self, model: str, completed: Completed) -> dict[str, Any] | None:
        """Who made this one; None where that is not known."""
        ...


class LocalCompleter(Completer, Protocol):
    """One that loads models from this machine's files."""

    def held_precision(self, model: str) -> str | None:
        """The precision in which it holds the model now; None where it does not."""
        ...


@dataclass(frozen=True, slots=True)
class LocalMaker:
    """A model of `family` whose files are on this machine, loaded or not.

    What nobody holds would be loaded in the configured precision. What "auto" is depends on the
    memory that is free at the time; it is taken to be what it was when it was last loaded so.
    """

    completer: LocalCompleter
    cache: CompletionCache
    family: Family

    def expected(self, model: str) -> dict[str, Any] | None:
        stamp = _stamp(model)
        if stamp is None:
            return None
        precision = self.completer.held_precision(model) or load_config().precision
        if precision == _AUTOMATIC:
            last = self.cache.get(_automatic_key(stamp))
            if last is None:
                return None
            precision = last.decode("ascii")
        return _local(model, stamp, self.family.name, precision, text_versions())

    def actual(self, model: str, completed: Completed) -> dict[str, Any] | None:
        """What it says of itself: files that changed since it was loaded are another model."""
        origin = completed.origin
        if origin is None:
            return None
        if origin.automatic:
            self._note(_automatic_key(origin.stamp), origin.precision.encode("ascii"))
        return _local(model, origin.stamp, origin.family, origin.precision, origin.versions)

    def _note(self, key: str, precision: bytes) -> None:
        if self.cache.get(key) != precision:
            self.cache.put(key, precision)


@dataclass(frozen=True, slots=True)
class ServerMaker:
    """A server, of which nothing is known but its address."""

    base_url: str

    def expected(self, model: str) -> dict[str, Any]:
        return {"server": self.base_url, "model": model, "versions": text_versions()}

    def actual(self, model: str, completed: Completed) -> dict[str, Any]:
        return self.expected(model)


@dataclass(frozen=True, slots=True)
class CachedCompleter:
    """`Completer` that asks `completer` only for what `cache` does not have.

    What is interrupted or fails is not kept, and neither are searches and log-probabilities.
    """

    completer: Completer
    maker: Maker
    cache: CompletionCache

    def complete(self, request: CompletionRequest) -> Generator[CompletionEvent, None, None]:
        kept = self._kept(request)
        if kept is not None:
            yield from kept
            return
        pieces, clock = [], Clock()
        with closing(self.completer.complete(request)) as events:
            for event in events:
                if isinstance(event, Chunk):
                    clock.tick()
                    pieces.append(event.text)
                elif isinstance(event, Completed):
                    event = replace(event, times=clock.times(event.completion_tokens))
                    self._keep(request, "".join(pieces), event)
                yield event

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        yield from self.completer.search(request)

    def _kept(self, request: CompletionRequest) -> list[CompletionEvent] | None:
        key = _key(request, self.maker.expected(request.model))
        content = key and self.cache.get(key)
        return _read(content) if content else None

    def _keep(self, request: CompletionRequest, text: str, completed: Completed) -> None:
        key = _key(request, self.maker.actual(request.model, completed))
        if key is not None:
            content = {"text": text, "completed": asdict(completed)}
            self.cache.put(key, json.dumps(content).encode("ascii"))


def cached_local(completer: LocalCompleter, family: Family) -> CachedCompleter:
    """A completer of a model of `family` on this machine, with the user's cache before it."""
    cache = user_cache()
    return CachedCompleter(completer, LocalMaker(completer, cache, family), cache)


def cached_server(completer: Completer, base_url: str) -> CachedCompleter:
    """A completer of the server at `base_url`, with the user's cache before it."""
    return CachedCompleter(completer, ServerMaker(base_url), user_cache())


def _key(request: CompletionRequest, maker: dict[str, Any] | None) -> str | None:
    if maker is None or request.sampling.logprobs is not None:
        return None
    return _hash({"maker": maker, "prompt": request.prompt, "sampling": asdict(request.sampling)})


def _automatic_key(stamp: str) -> str:
    """Where it is kept what "auto" was for a model."""
    return _hash({"automatic": stamp})


def _hash(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode("ascii")).hexdigest()


def _local(
    model: str, stamp: str, family: str, precision: str, versions: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "model": qualified_name(model),
        "stamp": stamp,
        "family": family,
        "precision": precision,
        "versions": dict(versions),
    }


def _stamp(model: str) -> str | None:
    """A model that is not there is for the completer to explain."""
    try:
        return stamp_of(model)
    except (ModelError, OSError):
        return None


def _read(content: bytes) -> list[CompletionEvent] | None:
    """The whole text at once, and how it ended; None of what another version wrote."""
    try:
        kept = json.loads(content)
        text, ending = kept["text"], kept["completed"]
        origin = ending["origin"] and Origin(**ending["origin"])
        server = ending["server"] and ServerOrigin(**ending["server"])
        parts = {
            "origin": origin,
            "server": server,
            "times": Times(**ending["times"]),
            "cached": True,
        }
        chunks = [Chunk(text)] if text else []
        return [_FROM_CACHE, *chunks, Completed(**(ending | parts))]
    except (ValueError, KeyError, TypeError):
        return None
