"""Ask, stream, check: the one place where the models' wing and the judging wing meet.

A prompt becomes tokens, tokens become blocks, and what stands in a block is checked while the next
one is still being written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from .answer.answer import Answer, FinishReason, Usage
from .answer.blocks import Block, CitationRef, Code, Math, Molecule, nodes_in
from .answer.events import (
    BlockClosed,
    CitationsChecked,
    EquationChecked,
    Event,
    Finished,
    StateChanged,
    TextAdded,
)
from .answer.verdicts import CheckReport, CodeCheck, EquationCheck, MoleculeCheck
from .config import Config, load_config
from .engine.interface import (
    Chunk,
    Completed,
    Completer,
    CompletionEvent,
    CompletionRequest,
    Progress,
    Sampling,
)
from .errors import GalacticaError, InputError
from .models.families import family_of
from .models.templates import Prompt, build_prompt, raw_prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, of which model, and how. None means the configured default.

    `n` is the limit of new tokens. `task` and `template` name prompt formats; `raw` sends the text
    as it is. `base_url` asks an OpenAI-style server; `in_kernel` loads the model in this process.
    """

    prompt: str
    model: str | None = None
    task: str | None = None
    template: str | None = None
    raw: bool = False
    n: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    check: bool = True
    in_kernel: bool = False
    base_url: str | None = None


def ask(prompt: str, **options: Any) -> Answer:
    """The answer to `prompt`; the options are `Question`'s fields.

    Raises InputError, ModelError or WorkerError where there is no answer at all. Where the answer
    breaks off, what was generated is returned, with `finish_reason` "error" and the reason.
    """
    answer = None
    for event in stream(prompt, **options):
        if isinstance(event, Finished):
            answer = event.answer
    assert answer is not None, "a stream ends with Finished"
    return answer


def stream(prompt: str, **options: Any) -> AnswerStream:
    """What happens while `prompt` is answered; the last event carries the Answer.

    Closing the iterator stops the generation. Raises as `ask` does; bad options raise at once.
    """
    config = load_config()
    question = _with_defaults(_question(prompt, options), config)
    sent = _prompt(question)
    return AnswerStream(question, sent, _completer(question))


def check(text: str) -> CheckReport:
    """Check the equations and citations of any Markdown or LaTeX text."""
    from .answer.lexer import lex

    blocks = lex(text)
    pending = [_submit(math) for math in nodes_in(blocks, Math)]
    equations = tuple(check for future in pending for check in future.result())
    return _report(blocks, equations, check=True)


def check_equation(latex: str) -> EquationCheck:
    """Check one equation, with or without its maths delimiters."""
    from .checks.formulas import check_equation as judge

    return judge(latex)


def load(model: str) -> Iterator[StateChanged]:
    """Have the worker load `model`, and say what it is doing. Raises ModelError or WorkerError."""
    from .engine.client import WorkerCompleter

    request = CompletionRequest(model=model, prompt="\n", sampling=Sampling(max_tokens=1))
    with closing(WorkerCompleter().complete(request)) as steps:
        for step in steps:
            if isinstance(step, Progress):
                yield StateChanged(step.phase, step.detail, step.fraction)


def _question(prompt: str, options: dict[str, Any]) -> Question:
    known = Question.__dataclass_fields__.keys() - {"prompt"}
    unknown = options.keys() - known
    if unknown:
        raise InputError(
            f"There is no option {min(unknown)!r}; choose from {', '.join(sorted(known))}."
        )
    return Question(prompt=prompt, **options)


def _with_defaults(question: Question, config: Config) -> Question:
    if not question.prompt.strip():
        raise InputError("The prompt is empty; write a question.")
    asked = replace(
        question,
        model=question.model or config.model,
        n=config.new_tokens if question.n is None else question.n,
        temperature=config.temperature if question.temperature is None else question.temperature,
        top_p=config.top_p if question.top_p is None else question.top_p,
        base_url=config.base_url if question.base_url is None else question.base_url,
    )
    assert asked.n is not None
    assert asked.temperature is not None
    assert asked.top_p is not None
    if asked.n < 1:
        raise InputError(f"n is the number of new tokens, at least 1, not {asked.n}.")
    if asked.temperature < 0:
        raise InputError(f"The temperature is 0 (greedy) or above, not {asked.temperature}.")
    if not 0 < asked.top_p <= 1:
        raise InputError(f"top_p lies above 0 and is at most 1, not {asked.top_p}.")
    return asked


def _prompt(question: Question) -> Prompt:
    if question.raw:
        if question.task or question.template:
            raise InputError("Raw text goes without a task or template; leave one of them out.")
        return raw_prompt(question.prompt)
    assert question.model is not None
    return build_prompt(
        question.prompt,
        family_of(question.model),
        task=question.task,
        template=question.template,
    )


def _completer(question: Question) -> Completer:
    if question.in_kernel:
        from .engine.in_process import InProcessCompleter

        return InProcessCompleter()
    from .engine.client import ServerCompleter, WorkerCompleter

    return ServerCompleter(question.base_url) if question.base_url else WorkerCompleter()


class AnswerStream(Iterator[Event]):
    """The events of one answer as they happen; `answer` holds what has come so far.

    Closing it stops the generation and closes the answer; nothing that was generated is lost.
    """

    def __init__(self, question: Question, prompt: Prompt, completer: Completer) -> None:
        from .answer.lexer import Lexer

        self._question = question
        self._prompt = prompt
        self._completer = completer
        self._lexer = Lexer()
        self._clock = _Clock()
        self._text: list[str] = []
        self._blocks: list[Block] = []
        self._pending: deque[Future[tuple[EquationCheck, ...]]] = deque()
        self._equations: list[EquationCheck] = []
        self._references: list[CitationRef] = []
        self._completed: Completed | None = None
        self._finish_reason: FinishReason | None = None
        self._status = ""
        self._error: str | None = None
        self._events = self._run()
        if question.check:
            _warm_checkers()

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
            self._blocks += self._lexer.finish()
            self._collect(wait=False)

    @property
    def answer(self) -> Answer:
        done = self._finish_reason is not None
        return Answer(
            question=self._question.prompt,
            text="".join(self._text),
            blocks=tuple(self._blocks),
            tail="" if done else self._lexer.tail,
            checks=_report(self._blocks, tuple(self._equations), check=self._question.check),
            usage=self._clock.usage(self._completed),
            provenance=_provenance(self._question, self._prompt, self._completed),
            finish_reason=self._finish_reason,
            status="" if done else self._status,
            error=self._error,
        )

    def _run(self) -> Generator[Event, None, None]:
        if self._prompt.lead:
            yield from self._add(self._prompt.lead)
        reason: FinishReason = "stop"
        try:
            with closing(self._completer.complete(_request(self._question, self._prompt))) as steps:
                for step in steps:
                    yield from self._take(step)
            if self._completed is not None:
                reason = self._completed.finish_reason
        except GalacticaError as error:
            if not self._clock.ticked:
                raise
            reason, self._error = "error", str(error)
        yield from self._close(self._lexer.finish(), "")
        if self._pending:
            yield StateChanged("checking", f"{len(self._pending)} formulas")
        while self._pending:
            yield from self._collect(wait=True)
        self._finish_reason = reason
        yield Finished(self.answer)

    def _take(self, step: CompletionEvent) -> Iterator[Event]:
        match step:
            case Progress(phase, detail, fraction):
                yield StateChanged(phase, detail, fraction)
            case Chunk(text):
                self._clock.tick()
                yield from self._add(text)
                yield from self._collect(wait=False)
            case Completed():
                self._completed = step
                if step.stop_text in self._prompt.stop_after:
                    yield from self._add(step.stop_text)

    def _add(self, text: str) -> Iterator[Event]:
        self._text.append(text)
        closed = self._lexer.feed(text)
        yield TextAdded(text)
        yield from self._close(closed, self._lexer.tail)

    def _close(self, closed: list[Block], tail: str) -> Iterator[Event]:
        for position, block in enumerate(closed):
            rest = "".join(later.source for later in closed[position + 1 :]) + tail
            self._blocks.append(block)
            yield BlockClosed(block, rest)
            if self._question.check:
                yield from self._start_checks(block)

    def _start_checks(self, block: Block) -> Iterator[Event]:
        from .checks.citations import check_citations

        self._pending += [_submit(math) for math in nodes_in([block], Math)]
        references = list(nodes_in([block], CitationRef))
        if references:
            self._references += references
            yield CitationsChecked(check_citations(self._references))

    def _collect(self, *, wait: bool) -> list[Event]:
        """Finished checks, in the order of the text; the first one awaited where `wait` says so."""
        events: list[Event] = []
        while self._pending and (wait or self._pending[0].done()):
            wait = False
            for equation in self._pending.popleft().result():
                self._equations.append(equation)
                events.append(EquationChecked(equation))
        return events


class _Clock:
    """Times of one answer, as the asker sees them."""

    def __init__(self) -> None:
        self._asked = time.monotonic()
        self._first: float | None = None
        self._last = self._asked

    def tick(self) -> None:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last

    @property
    def ticked(self) -> bool:
        return self._first is not None

    def usage(self, completed: Completed | None) -> Usage:
        if completed is None or self._first is None:
            return Usage()
        seconds = self._last - self._first
        tokens = completed.completion_tokens
        return Usage(
            prompt_tokens=completed.prompt_tokens,
            completion_tokens=tokens,
            ttft_s=round(self._first - self._asked, 4),
            tokens_per_s=round((tokens - 1) / seconds, 2) if seconds > 0 else None,
        )


def _warm_checkers() -> None:
    """Start the checkers while the model still reads the prompt."""
    from .checks.pool import shared_pool

    shared_pool().warm()


def _submit(math: Math) -> Future[tuple[EquationCheck, ...]]:
    from .checks.pool import shared_pool

    return shared_pool().submit(math.latex, math=math.id, offset=math.start)


def _request(question: Question, prompt: Prompt) -> CompletionRequest:
    assert question.model is not None
    assert question.n is not None
    assert question.temperature is not None
    assert question.top_p is not None
    return CompletionRequest(
        model=question.model,
        prompt=prompt.text,
        sampling=Sampling(
            max_tokens=question.n,
            temperature=question.temperature,
            top_p=question.top_p,
            seed=question.seed,
            stop=prompt.stop + prompt.stop_after,
        ),
    )


def _report(
    blocks: Sequence[Block], equations: tuple[EquationCheck, ...], *, check: bool
) -> CheckReport:
    from .checks.citations import check_citations

    if not check:
        return CheckReport()
    return CheckReport(
        equations=equations,
        citations=check_citations(list(nodes_in(blocks, CitationRef))),
        molecules=tuple(
            MoleculeCheck(
                smiles=molecule.smiles,
                status="unchecked",
                reason="molecules are not validated in this version",
                molecule=molecule.id,
            )
            for molecule in nodes_in(blocks, Molecule)
        ),
        code=tuple(
            CodeCheck(
                language=code.language,
                status="unchecked",
                reason="code is not validated in this version",
                code=code.id,
            )
            for code in nodes_in(blocks, Code)
        ),
    )


def _provenance(question: Question, prompt: Prompt, completed: Completed | None) -> dict[str, Any]:
    from .demo import NOTICE
    from .version import __version__

    provenance = {
        "model": completed.model if completed else question.model,
        "task": question.task,
        "template": question.template,
        "prompt": prompt.text,
        "new_tokens": question.n,
        "temperature": question.temperature,
        "top_p": question.top_p,
        "seed": question.seed,
        "version": __version__,
    }
    if question.model == "demo":
        provenance["notice"] = NOTICE
    return provenance
