"""What the tests ask of servers, and what they look for in the answers."""

from __future__ import annotations

from typing import Any

from jupyterlab_galactica.engine.interface import (
    BeamRequest,
    BeamSearch,
    Chunk,
    Completed,
    CompletionRequest,
    Hypothesis,
    Progress,
    Sampling,
)
from jupyterlab_galactica.engine.servers.completer import ServerCompleter

from .fakes import FakeServer


def request_of(prompt: Any = "Question:", model: str = "some/model", **options: Any) -> Any:
    return CompletionRequest(model=model, prompt=prompt, sampling=Sampling(**options))


def events_of(server: FakeServer, *arguments: Any, **options: Any) -> list[Any]:
    return list(ServerCompleter(server.url).complete(request_of(*arguments, **options)))


def text_of(events: list[Any]) -> str:
    return "".join(event.text for event in events if isinstance(event, Chunk))


def ending_of(events: list[Any]) -> Completed:
    assert isinstance(events[-1], Completed)
    return events[-1]


def details_of(events: list[Any]) -> list[str]:
    return [event.detail for event in events if isinstance(event, Progress)]


def beams_of(server: FakeServer, model: str, **search: Any) -> list[Hypothesis]:
    request = BeamRequest(
        model=model,
        prompt="As in [START_REF]",
        search=BeamSearch(**({"width": 4, "max_tokens": 6, "length_penalty": 0.0} | search)),
        stop=("[END_REF]",),
    )
    found = ServerCompleter(server.url).search(request)
    return [event for event in found if isinstance(event, Hypothesis)]
