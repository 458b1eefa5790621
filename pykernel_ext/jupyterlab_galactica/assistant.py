"""Ask, stream, check: the one place where the models' wing and the judging wing meet."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from .answer.answer import Answer
from .answer.blocks import Math, nodes_in
from .answer.events import Finished, StateChanged
from .answer.verdicts import CheckReport, EquationCheck
from .answering import AnswerStream
from .draft import report_on
from .engine.interface import Completer, CompletionRequest, Progress, Sampling
from .question import Question, prompt_of, read_question


def stream(
    prompt: str,
    *,
    model: str | None = None,
    task: str | None = None,
    template: str | None = None,
    raw: bool = False,
    n: int | None = None,
    temperature: float | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    tries: int = 1,
    check: bool = True,
    in_kernel: bool = False,
    base_url: str | None = None,
) -> AnswerStream:
    """What happens while `prompt` is answered, as events; the last one carries the Answer.

    The options are those of `Question`; None means the configured default. Closing the stream
    stops the generation. Bad options raise InputError at once; ModelError and WorkerError come
    while the stream is read, where there is no answer at all.
    """
    options = {name: value for name, value in locals().items() if name != "prompt"}
    question = read_question(prompt, options)
    return AnswerStream(question, prompt_of(question), _completer(question))


def ask(prompt: str, **options: Any) -> Answer:
    """The answer to `prompt`, with the options of `stream`.

    Where an answer breaks off, what was generated is returned, with `finish_reason` "error" and
    the reason in `error`.
    """
    for event in stream(prompt, **options):
        if isinstance(event, Finished):
            return event.answer
    raise AssertionError("a stream ends with Finished")


ask.__signature__ = inspect.signature(stream).replace(  # type: ignore[attr-defined]
    return_annotation=Answer
)


def check(text: str) -> CheckReport:
    """Check the equations and citations of any Markdown or LaTeX text."""
    from .answer.lexer import lex
    from .checks.formulas import check_formulas

    blocks = lex(text)
    return report_on(blocks, tuple(check_formulas(nodes_in(blocks, Math))))


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


def _completer(question: Question) -> Completer:
    if question.in_kernel:
        from .engine.in_process import InProcessCompleter

        return InProcessCompleter()
    from .engine.client import ServerCompleter, WorkerCompleter

    return ServerCompleter(question.base_url) if question.base_url else WorkerCompleter()
