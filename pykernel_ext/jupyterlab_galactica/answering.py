"""One answer in the making: a model's tokens become a draft, and the draft an answer."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .answer.answer import Answer, FinishReason, Usage
from .answer.events import Event, Finished, Kept, Restarted, StateChanged
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
from .sealing import sealed
from .sending import sent_to_server


@dataclass(slots=True)
class _Try:
    """One of the texts written for a question, from number 1 on."""

    number: int
    draft: Draft
    clock: Clock = field(default_factory=Clock)
    completed: Completed | None = None
    ending: FinishReason = "stop"
    error: str | None = None

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Less is better: whole, with little refuted, with little doubtful, early."""
        report = self.draft.report
        broken = self.ending == "error"
        return broken, len(report.refuted), len(report.doubtful), self.number


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
        self._tries = [self._begun(1)]
        self._current = self._tries[0]
        self._notice = notice_for(question.model, question.known_family)
        self._finish_reason: FinishReason | None = None
        self._status = ""
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
            draft = self._current.draft
            for _ in (*draft.finish(), *draft.judged()):
                pass
            if not draft.text:  # stopped before anything of a later try was there
                self._current = min(self._tries[:-1], key=_rank, default=self._current)

    @property
    def answer(self) -> Answer:
        done, draft = self._finish_reason is not None, self._current.draft
        answer = Answer(
            question=self._question.text,
            text=draft.text,
            blocks=tuple(draft.blocks),
            tail="" if done else draft.tail,
            checks=draft.report,
            usage=self._usage(),
            provenance=self._provenance(),
            finish_reason=self._finish_reason,
            status="" if done else self._status,
            error=self._current.error,
        )
        return sealed(answer) if done else answer

    def _begun(self, number: int) -> _Try:
        question = self._question
        draft = Draft(check=question.check, sources=sources_of(question), units=self._units)
        return _Try(number, draft)

    def _run(self) -> Generator[Event, None, None]:
        if self._question.asks_server:
            self._sent = yield from sent_to_server(self._question, self._prompt)
            self._asked = asked(self._question, self._prompt, self._sent)
        yield from self._write(self._current)
        while self._goes_on():
            self._current = self._begun(len(self._tries) + 1)
            self._tries.append(self._current)
            yield Restarted(self._current.number)
            yield from self._write(self._current)
        best = min(self._tries, key=_rank)
        if best is not self._current:
            self._current = best
            yield Kept(best.number)
        self._finish_reason = best.ending
        if self._notice:
            notice_was_shown(self._question.model, self._question.known_family)
        yield Finished(self.answer)

    def _goes_on(self) -> bool:
        """Whether another try could be better, and may be made."""
        wrong = self._current.draft.report.accused and self._current.ending != "error"
        return bool(wrong) and len(self._tries) < self._question.tries

    def _write(self, current: _Try) -> Generator[Event, None, None]:
        """One try, checked to its end."""
        draft = current.draft
        with draft.sources:
            yield from self._generate(current)
            yield from draft.finish()
            if draft.unjudged:
                yield StateChanged("checking", draft.unjudged)
            while draft.unjudged:
                yield from draft.await_next()
            yield from draft.await_citations()

    def _generate(self, current: _Try) -> Generator[Event, None, None]:
        yield from current.draft.add(self._prompt.lead) if self._prompt.lead else ()
        try:
            with closing(self._completer.complete(self._request())) as steps:
                for step in steps:
                    yield from self._take(step, current)
            if current.completed is not None:
                current.ending = current.completed.finish_reason
        except GalacticaError as error:
            if not current.clock.ticked and current.number == 1:
                raise
            current.ending, current.error = "error", str(error)

    def _take(self, step: CompletionEvent, current: _Try) -> Iterator[Event]:
        match step:
            case Progress(phase, detail, fraction):
                yield StateChanged(phase, detail, fraction)
            case Chunk(text):
                current.clock.tick()
                yield from current.draft.add(text)
            case Completed(stop_text=stop_text):
                current.completed = step
                if stop_text in self._prompt.stop_after:
                    yield from current.draft.add(stop_text)

    def _request(self) -> CompletionRequest:
        return CompletionRequest(
            model=self._question.model,
            prompt=self._sent.text,
            sampling=sampling_of(self._question, self._prompt, self._current.number),
        )

    def _usage(self) -> Usage:
        completed, clock = self._current.completed, self._current.clock
        dropped_tokens = self._sent.dropped_tokens
        if completed is None or not clock.ticked:
            return Usage(dropped_tokens=dropped_tokens)
        times = completed.times or clock.times(completed.completion_tokens)
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
            **(made(self._current.completed) if self._current.completed else {}),
            **tried(self._question, self._prompt, self._current.number, len(self._tries)),
            **({"notice": self._notice} if self._notice else {}),
        }


def _rank(written: _Try) -> tuple[bool, int, int, int]:
    return written.rank
