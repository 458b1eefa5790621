"""What a request does in the lane's thread, from events to bytes for the client.

A turn ends between two completions; where the engine takes several at once, after each event.
"""

from __future__ import annotations

import json
from contextlib import closing

from ..completion import LoadedModel
from ..interface import Chunk, Completed, CompletionEvent, Progress
from .host import ModelHost
from .lane import Job, Turns
from .render import Renderer, sse, sse_progress
from .requests import GenerationRequest


def stream_answer(host: ModelHost, request: GenerationRequest, job: Job[bytes]) -> Turns:
    """Emit each event of the request as a server-sent event."""
    model = host.require(request.model, lambda progress: job.emit(sse_progress(progress)))
    renderer = Renderer(request, model)
    told: dict[int, Progress] = {}
    ends: dict[int, Completed] = {}
    with closing(host.completions(model, request)) as events:
        for index, event in events:
            job.check_cancelled()
            if isinstance(event, Progress):
                if event != told.get(index):
                    told[index] = event
                    job.emit(sse_progress(event))
            elif isinstance(event, Completed):
                ends[index] = event
                job.emit(sse(renderer.last(index, event)))
            elif event.text or event.tokens:
                job.emit(sse(renderer.chunk(index, event)))
            if _turn_ends(event, model, len(ends) == request.choices):
                yield
    if request.include_usage:
        job.emit(sse(renderer.usage_part(_in_order(ends))))


def whole_answer(host: ModelHost, request: GenerationRequest, job: Job[bytes]) -> Turns:
    """Emit the finished answer as one JSON object."""
    model = host.require(request.model, lambda progress: job.check_cancelled())
    chunks: list[list[Chunk]] = [[] for _ in range(request.choices)]
    ends: dict[int, Completed] = {}
    with closing(host.completions(model, request)) as events:
        for index, event in events:
            job.check_cancelled()
            if isinstance(event, Chunk):
                chunks[index].append(event)
            elif isinstance(event, Completed):
                ends[index] = event
            if _turn_ends(event, model, len(ends) == request.choices):
                yield
    joined = [
        Chunk(
            "".join(chunk.text for chunk in parts),
            tuple(token for chunk in parts for token in chunk.tokens),
        )
        for parts in chunks
    ]
    whole = Renderer(request, model).whole(joined, _in_order(ends))
    job.emit(json.dumps(whole).encode("ascii"))


def _turn_ends(event: CompletionEvent, model: LoadedModel, all_done: bool) -> bool:
    return not all_done and (model.engine.streams > 1 or isinstance(event, Completed))


def _in_order(ends: dict[int, Completed]) -> list[Completed]:
    return [ends[index] for index in sorted(ends)]
