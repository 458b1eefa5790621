"""The loaded model and what it is doing. Loading and generating happen in the lane's thread."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import closing
from typing import Any

from ...errors import ModelError
from ...models.allowed import check_allowed
from ...models.threads import set_threads_for, use_all_cores
from ..completion import LoadedModel
from ..interface import Completed, CompletionEvent, Progress
from ..pulse import beat, seconds_since_step
from ..swap import drop, load_into
from .choices import choices
from .metrics import Metrics
from .requests import GenerationRequest
from .stopwatch import Stopwatch

_log = logging.getLogger(__name__)


class ModelHost:
    """One model at a time; `default` is used where a request names none and none is loaded."""

    def __init__(self, default: str | None) -> None:
        self.default = default
        self.model: LoadedModel | None = None
        self.metrics = Metrics()
        self._doing: Progress | None = None
        self._requests = 0
        self._tokens_per_s: float | None = None

    def name_for(self, requested: str | None) -> str | None:
        return requested or (self.model.name if self.model else self.default)

    @property
    def doing(self) -> Progress | None:
        return self._doing

    def status(self) -> dict[str, Any]:
        """`tokens_per_s` is that of the last completion; `step_s` is None where nothing is done."""
        doing = self._doing
        return {
            "state": doing.phase if doing else "ready",
            "detail": doing.detail if doing else "",
            "fraction": doing.fraction if doing else None,
            "step_s": round(seconds_since_step(), 1) if doing else None,
            "model": self.model.name if self.model else None,
            "precision": self.model.precision if self.model else None,
            "placement": self.model.placement if self.model else None,
            "engine": self.model.backend if self.model else None,
            "bytes": self.model.bytes if self.model else None,
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
        return self.load(name, None, report)

    def load(
        self, name: str, precision: str | None, report: Callable[[Progress], None]
    ) -> LoadedModel:
        """As `load_into`, with what is being done told in `status`; NotAllowedError too."""
        check_allowed(name)

        def note(progress: Progress) -> None:
            self._doing = progress
            beat()
            report(progress)

        use_all_cores()
        try:
            model, is_new = load_into(self, name, precision, note)
        finally:
            self._doing = None
            if self.model is not None:
                set_threads_for(self.model.bytes)
        if is_new:
            _log.info(
                "Loaded %s in %s on %s, %s.",
                name, model.precision, model.placement, model.backend,
            )  # fmt: skip
        return model

    def unload(self) -> str | None:
        """Free the model's memory; its name, None where there was none."""
        name = self.model.name if self.model is not None else None
        drop(self)
        return name

    def completions(
        self, model: LoadedModel, request: GenerationRequest
    ) -> Generator[tuple[int, CompletionEvent], None, None]:
        """All completions of a request: the choice's index and each event."""
        stopwatches: defaultdict[int, Stopwatch] = defaultdict(Stopwatch)
        self._requests += 1
        self._doing = Progress("reading")  # the prompt becomes tokens
        try:
            with closing(choices(model, request)) as events:
                for index, event in events:
                    pace = stopwatches[index].note(event)
                    if isinstance(event, Progress) and event.phase != "queued":
                        self._doing = event
                    elif isinstance(event, Completed) and pace is not None:
                        self._tokens_per_s = pace.tokens_per_s or self._tokens_per_s
                        self.metrics.completed(event.finish_reason, pace)
                    yield index, event
        except GeneratorExit:
            self.metrics.broken_off("cancelled")
            raise
        except BaseException:
            self.metrics.broken_off("failed")
            raise
        finally:
            self._requests -= 1
            if not self._requests:
                self._doing = None
