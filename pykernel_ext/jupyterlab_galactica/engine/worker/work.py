"""What a request does in the lane's thread, from events to bytes for the client.

Each yields between two completions: the end of a turn.
"""

from __future__ import annotations

import json
from contextlib import closing

from ..interface import Chunk, Completed, Progress
from .host import ModelHost
from .lane import Job, Turns
from .render import Renderer, sse, sse_progress
from .requests import GenerationRequest


def stream_answer(host: ModelHost, request: GenerationRequest, job: Job[bytes]) -> Turns:
    """Emit each event of the request as a server-sent event."""
    model = host.require(request.model, lambda progress: job.emit(sse_progress(progress)))
    renderer = Renderer(request, model)
    ends: list[Completed] = []
    with closing(host.completions(model, request)) as events:
        for index, event in events:
            if isinstance(event, Progress):
                job.emit(sse_progress(event))
            elif isinstance(event, Chunk):
                job.emit(sse(renderer.chunk(index, event)))
            else:
                ends.append(event)
                job.emit(sse(renderer.last(index, event)))
                if len(ends) < request.choices:
                    yield
    if request.include_usage:
        job.emit(sse(renderer.usage_part(ends)))


def whole_answer(host: ModelHost, request: GenerationRequest, job: Job[bytes]) -> Turns:
    """Emit the finished answer as one JSON object."""
    model = host.require(request.model, lambda progress: job.check_cancelled())
    chunks: list[list[Chunk]] = [[] for _ in range(request.choices)]
    ends: list[Completed] = []
    with closing(host.completions(model, request)) as events:
        for index, event in events:
            job.check_cancelled()
            if isinstance(event, Chunk):
                chunks[index].append(event)
            elif isinstance(event, Completed):
                ends.append(event)
                if len(ends) < request.choices:
                    yield
    joined = [
        Chunk(
            "".join(chunk.text for chunk in parts),
            tuple(token for chunk in parts for token in chunk.tokens),
        )
        for parts in chunks
    ]
    job.emit(json.dumps(Renderer(request, model).whole(joined, ends)).encode("ascii"))
