"""One answer in the making: a model's tokens become a draft, and the draft an answer."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from .answer.answer import Answer, FinishReason, Usage
from .answer.events import Event, Finished, Restarted, StateChanged
from .checks.units import remembered_units
from .draft import Draft
from .engine.clock import Clock
from .engine.interface import (
    Chunk,
    Completed,
    Completer,
    CompletionEvent,
    CompletionRequest,
    Progress,
)
from .errors import GalacticaError
from .models.cards import notice_for, notice_was_shown
from .models.fitting import FittedPrompt
from .models.prompt import Prompt
from .provenance import asked, made, tried
from .question import Question, sampling_of, seeded, sources_of


class AnswerStream(Iterator[Event]):
    """The events of one answer as they happen; `answer` holds what has come so far.

    Closing it stops the generation and closes the answer; nothing that was generated is lost.
    """

    def __init__(
        self, question: Question, prompt: Prompt, sent: FittedPrompt, completer: Completer
    ) -> None:
        self._question = seeded(question)
        self._prompt = prompt
        self._sent = sent
        self._asked = asked(self._question, prompt, sent)
        self._completer = completer
        self._units = remembered_units(Path()) if question.check else {}
        self._draft = Draft(check=question.check, sources=sources_of(question), units=self._units)
        self._clock = Clock()
        self._notice = notice_for(question.model, question.known_family)
        self._attempt = 1
        self._completed: Completed | None = None
        self._finish_reason: FinishReason | None = None
        self._status = ""
        self._error: str | None = None
        self._events = self._run()

    def __next__(self) -> Event:
        event = next(self._events)
        if isinstance(event, StateChanged):
            self._status = str(event)
        return event

    def close(self) -> None:
        """Stop now. The tail is closed; checks that are still running are left out."""
        self._events.close()
        if self._finish_reason is None:
            self._finish_reason = "cancelled"
            for _ in (*self._draft.finish(), *self._draft.judged()):
                pass

    @property
    def answer(self) -> Answer:
        done = self._finish_reason is not None
        return Answer(
            question=self._question.text,
            text=self._draft.text,
            blocks=tuple(self._draft.blocks),
            tail="" if done else self._draft.tail,
            checks=self._draft.report,
            usage=self._usage(),
            provenance=self._provenance(),
            finish_reason=self._finish_reason,
            status="" if done else self._status,
            error=self._error,
        )

    def _run(self) -> Generator[Event, None, None]:
        reason = yield from self._try()
        while self._draft.report.accused and self._attempt < self._question.tries:
            self._attempt += 1
            self._draft = Draft(check=True, sources=sources_of(self._question), units=self._units)
            self._clock = Clock()
            self._completed = None
            yield Restarted(self._attempt)
            reason = yield from self._try()
        self._finish_reason = reason
        if self._notice:
            notice_was_shown(self._question.model, self._question.known_family)
        yield Finished(self.answer)

    def _try(self) -> Generator[Event, None, FinishReason]:
        """One attempt, checked to its end."""
        with self._draft.sources:
            reason = yield from self._generate()
            yield from self._draft.finish()
            if self._draft.unjudged:
                yield StateChanged("checking", self._draft.unjudged)
            while self._draft.unjudged:
                yield from self._draft.await_next()
            yield from self._draft.await_citations()
        return reason

    def _generate(self) -> Generator[Event, None, FinishReason]:
        reason: FinishReason = "stop"
        yield from self._draft.add(self._prompt.lead) if self._prompt.lead else ()
        try:
            with closing(self._completer.complete(self._request())) as steps:
                for step in steps:
                    yield from self._take(step)
            if self._completed is not None:
                reason = self._completed.finish_reason
        except GalacticaError as error:
            if not self._clock.ticked:
                raise
            reason, self._error = "error", str(error)
        return reason

    def _take(self, step: CompletionEvent) -> Iterator[Event]:
        match step:
            case Progress(phase, detail, fraction):
                yield StateChanged(phase, detail, fraction)
            case Chunk(text):
                self._clock.tick()
                yield from self._draft.add(text)
            case Completed(stop_text=stop_text):
                self._completed = step
                if stop_text in self._prompt.stop_after:
                    yield from self._draft.add(stop_text)

    def _request(self) -> CompletionRequest:
        return CompletionRequest(
            model=self._question.model,
            prompt=self._sent.text,
            sampling=sampling_of(self._question, self._prompt, self._attempt),
        )

    def _usage(self) -> Usage:
        completed, dropped_tokens = self._completed, self._sent.dropped_tokens
        if completed is None or not self._clock.ticked:
            return Usage(dropped_tokens=dropped_tokens)
        times = completed.times or self._clock.times(completed.completion_tokens)
        return Usage(
            prompt_tokens=completed.prompt_tokens,
            completion_tokens=completed.completion_tokens,
            ttft_s=times.ttft_s,
            tokens_per_s=times.tokens_per_s,
            dropped_tokens=dropped_tokens,
        )

    def _provenance(self) -> dict[str, Any]:
        return {
            **self._asked,
            **(made(self._completed) if self._completed else {}),
            **tried(self._question, self._prompt, self._attempt),
            **({"notice": self._notice} if self._notice else {}),
        }
