"""The loaded model and what it is doing. Loading and generating happen in the lane's thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import Any

from ...errors import ModelError
from ...models.loading import set_threads_for
from ..completion import LoadedModel, complete
from ..interface import Completed, CompletionEvent, Progress
from ..loaded import load
from .requests import GenerationRequest

_log = logging.getLogger(__name__)


class ModelHost:
    """One model at a time; `default` is used where a request names none and none is loaded."""

    def __init__(self, default: str | None) -> None:
        self.default = default
        self.model: LoadedModel | None = None
        self._doing: Progress | None = None
        self._tokens_per_s: float | None = None

    def name_for(self, requested: str | None) -> str | None:
        return requested or (self.model.name if self.model else self.default)

    def status(self) -> dict[str, Any]:
        """`tokens_per_s` is that of the last completion."""
        doing = self._doing
        return {
            "state": doing.phase if doing else "ready",
            "detail": doing.detail if doing else "",
            "fraction": doing.fraction if doing else None,
            "model": self.model.name if self.model else None,
            "tokens_per_s": self._tokens_per_s,
        }

    def prepare(self) -> None:
        """Import what every request needs, and load the default model where there is one."""
        self._doing = Progress("starting")
        try:
            import torch  # noqa: F401
            import transformers.models.opt.modeling_opt  # noqa: F401 - most of the import time

            if self.default is not None:
                self.require(self.default, lambda progress: None)
        except Exception as error:  # noqa: BLE001 - whoever asks for the model is told
            _log.warning("%s", error)
        finally:
            self._doing = None

    def require(self, requested: str | None, report: Callable[[Progress], None]) -> LoadedModel:
        """The model asked for, loaded if it is not; the old one stays where ModelError is raised.

        `report` may raise to end the loading.
        """
        name = self.name_for(requested)
        if name is None:
            raise ModelError('No model is loaded; name one in the request, such as "demo".')
        if self.model is not None and self.model.name == name:
            return self.model

        def note(progress: Progress) -> None:
            self._doing = progress
            report(progress)

        _log.info("Loading %s.", name)
        try:
            self.model = load(name, note)
            set_threads_for(self.model.folder)
        finally:
            self._doing = None
        _log.info("Loaded %s.", name)
        return self.model

    def completions(
        self, model: LoadedModel, request: GenerationRequest
    ) -> Generator[tuple[int, CompletionEvent], None, None]:
        """All completions of a request one after the other: the choice's index and each event.

        The copies of one prompt draw with seeds that follow each other, as in vLLM.
        """
        try:
            for position, prompt in enumerate(request.prompts):
                for copy in range(request.n):
                    sampling = request.sampling
                    if sampling.seed is not None:
                        sampling = replace(sampling, seed=sampling.seed + copy)
                    events = complete(
                        model, prompt, sampling, skip_special_tokens=request.skip_special_tokens
                    )
                    with closing(self._watch(events)) as watched:
                        for event in watched:
                            yield position * request.n + copy, event
        finally:
            self._doing = None

    def _watch(
        self, events: Generator[CompletionEvent, None, None]
    ) -> Generator[CompletionEvent, None, None]:
        started = time.monotonic()
        with closing(events):
            for event in events:
                if isinstance(event, Progress):
                    if event.phase != (self._doing and self._doing.phase):
                        started = time.monotonic()
                    self._doing = event
                elif isinstance(event, Completed) and event.completion_tokens > 1:
                    seconds = time.monotonic() - started
                    self._tokens_per_s = round((event.completion_tokens - 1) / seconds, 1)
                yield event
