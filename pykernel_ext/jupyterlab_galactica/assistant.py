"""Ask, stream, check: the one place where the models' wing and the judging wing meet."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .answer.answer import Answer
from .answer.blocks import Math
from .answer.events import CitationsChecked, Event, Finished, StateChanged
from .answer.suggestions import Suggestions
from .answer.verdicts import CheckReport, Citation, EquationCheck
from .answering import AnswerStream
from .checks.bibliography.own import NAMES_NONE, OwnBibliography
from .checks.documents import Document
from .checks.sources import Sources
from .citing import MOST_SUGGESTIONS, context_of, suggest
from .config import load_config, services_to_ask
from .engine.interface import Completer, Progress
from .errors import InputError
from .models.chat import Turn
from .question import (
    Budget,
    Question,
    References,
    bibliographies,
    budget_of,
    model_window,
    prompt_of,
    read_question,
    sent_prompt,
    sources_of,
)
from .sealing import sealed
from .sending import server_window

if TYPE_CHECKING:
    from .engine.cached import LocalCompleter


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
    references: References | None = None,
    lookup: str | None = None,
    cache: bool | None = None,
    turns: Sequence[Turn] = (),
    continues: str = "",
) -> AnswerStream:
    """What happens while `prompt` is answered, as events; the last one carries the Answer.

    The options are those of `Question`; None means the configured default, and for `cache` none
    where `base_url` names a server. Closing the stream stops the generation. Bad options raise
    InputError at once; ModelError and WorkerError come while the stream is read, where there is no
    answer at all.
    """
    options = {name: value for name, value in locals().items() if name != "prompt"}
    question = read_question(prompt, options)
    built = prompt_of(question)
    return AnswerStream(question, built, sent_prompt(question, built), _completer(question))


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


def budget(
    text: str,
    *,
    model: str | None = None,
    task: str | None = None,
    template: str | None = None,
    raw: bool = False,
    n: int | None = None,
) -> Budget:
    """What asking `text` would take of the model's window, and the prompt as it would be sent.

    Needs the model's tokenizer and no weights; a server of `base_url` is asked for its window. The
    options are those of `stream`, and so are the errors: InputError for bad options and a question
    that is too long, ModelError where the model's tokenizer cannot be had.
    """
    options = {name: value for name, value in locals().items() if name != "text"}
    question = read_question(text, options)
    return budget_of(question, _window_of(question))


def _window_of(question: Question) -> int:
    if not question.asks_server:
        return model_window(question)
    asking = server_window(question)
    while True:
        try:
            next(asking)
        except StopIteration as end:
            return int(end.value)


def cite_events(
    context: str,
    n: int = 5,
    *,
    model: str | None = None,
    in_kernel: bool = False,
    base_url: str | None = None,
    new_tokens: int = 60,
    references: References | None = None,
    lookup: str | None = None,
) -> Generator[StateChanged | CitationsChecked, None, None]:
    """What happens while references for `context` are searched; the last event carries them.

    The options are those of `cite`. Closing the generator stops the search. Bad options raise
    InputError at once; ModelError and WorkerError come while the events are read.
    """
    if not 1 <= n <= MOST_SUGGESTIONS:
        raise InputError(f"n is the number of references, from 1 to {MOST_SUGGESTIONS}, not {n}.")
    options = {
        "model": model,
        "task": "cite",
        "n": new_tokens,
        "in_kernel": in_kernel,
        "base_url": base_url,
        "references": references,
        "lookup": lookup,
    }
    question = read_question(context_of(context), options)
    prompt = prompt_of(question)
    sent = sent_prompt(question, prompt)
    return suggest(question, prompt, sent, n, _completer(question), sources_of(question))


def cite(context: str, n: int = 5, **options: Any) -> list[Citation]:
    """Up to `n` different works that `context` could cite at its end, best first.

    Found by beam search, each with a `score`: its summed and its smallest token's log-probability,
    and whether the model finished it in `new_tokens`; looked up as the works in an answer are.
    """
    for event in cite_events(context, n, **options):
        if isinstance(event, CitationsChecked):
            return Suggestions(event.citations)
    raise AssertionError("a search ends with its citations")


cite.__signature__ = inspect.signature(cite_events).replace(  # type: ignore[attr-defined]
    return_annotation=list[Citation]
)


def check(
    text: str,
    *,
    references: References | None = None,
    lookup: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    units: Mapping[str, str] | None = None,
) -> CheckReport:
    r"""Check the equations, citations, molecules, sequences and code of a Markdown or LaTeX text.

    Works cited as in an answer, and the keys in `\cite{key}` and `[@key]`, are looked up in
    `references`: files and folders, by default those remembered for the project one works in. The
    services that `lookup` names, by default as configured, are sent the works' titles and authors.
    `units` are those of symbols, such as `{"E": "V/m"}`, by default those remembered for the
    project; terms of unlike dimensions are told. `progress` is told how many characters are behind
    it, and how many there are. Raises InputError for a bibliography that is not there, and a
    service or unit that is not known.
    """
    from .checks.documents import document_of

    document = document_of(text)
    report = check_document(
        document, references=references, lookup=lookup, progress=progress, units=units
    )
    return document.in_source(report)


def check_document(
    document: Document,
    *,
    references: References | None = None,
    lookup: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    units: Mapping[str, str] | None = None,
    own: OwnBibliography = NAMES_NONE,
) -> CheckReport:
    """`check` of a document, part by part: what is open in one, such as a cell, ends with it.

    Places are those in the document's text; `own` is what it says of its bibliography. Beside that
    text, findings are held, and no more of its blocks than are being judged. Raises InputError.
    """
    from .checks.formulas import check_formulas
    from .checks.molecules import obstacles
    from .checks.units import units_for
    from .checks.walk import Walk
    from .checks.works import check_works

    services = services_to_ask(lookup)
    declared = units_for(Path(), units)
    sources = Sources((*own.files, *bibliographies(references)), services)
    length = len(document.text)

    def judged(formula: Math) -> None:
        if progress is not None:
            progress(formula.end, length)

    with sources:
        walk = Walk(document, declared, sources.begin)
        equations = tuple(check_formulas(walk.formulas(), judged=judged))
        molecules = walk.molecules()
        works = check_works(walk.citations, walk.keys, sources, own)
        return CheckReport(
            equations=equations,
            citations=works,
            molecules=molecules,
            sequences=tuple(walk.sequences),
            code=walk.code(),
            problems=(*own.problems, *sources.problems, *obstacles(molecules)),
            formulas=walk.formula_count,
        )


def check_again(answer: Answer, *, references: References | None = None) -> Answer:
    """An answer of whatever origin with what its text gives here and now: blocks and verdicts.

    `references` are those of `check`. Raises InputError for a bibliography that is not there.
    """
    from .checks.units import remembered_units
    from .draft import Draft

    sources = Sources(bibliographies(references), services_to_ask(None))
    draft = Draft(check=True, sources=sources, units=remembered_units(Path()))
    with sources:
        _drain(draft.add(answer.text))
        _drain(draft.finish())
        while draft.unjudged:
            _drain(draft.await_next())
        _drain(draft.await_citations())
    again = replace(answer, blocks=tuple(draft.blocks), tail="", checks=draft.report)
    return sealed(again)


def _drain(events: Iterator[Event]) -> None:
    """Let what is checked go on; nobody listens."""
    for _ in events:
        pass


def check_equation(latex: str, *, units: Mapping[str, str] | None = None) -> EquationCheck:
    """Check one equation, with or without its maths delimiters.

    `units` are those of symbols, such as `{"E": "V/m"}`, by default those remembered for the
    project one works in. Raises InputError for one that is not understood.
    """
    from .checks.formulas import check_equation as judge
    from .checks.units import units_for

    return judge(latex, units=units_for(Path(), units))


def load(model: str, precision: str | None = None) -> Generator[StateChanged, None, None]:
    """Have the worker load `model`, and say what it is doing; the last state says what it has.

    `precision` is "auto", "fp32", "bf16", "fp16", "int8", "int4" or "nf4"; None keeps a loaded
    model as it is, and takes the configured precision otherwise. Where the configured `base_url`
    names a server, that is asked whether it serves the model, and nothing is loaded here. Raises
    InputError, ModelError or WorkerError.
    """
    from .engine import worker_control
    from .models.estimate import gib

    if base_url := load_config().base_url:
        yield from _load_on_server(base_url, model, precision)
        return

    with closing(worker_control.load(model, precision)) as steps:
        for step in steps:
            if isinstance(step, Progress):
                yield StateChanged(step.phase, step.detail, step.fraction)
            else:
                what = f"{model} in {step.precision}, {gib(step.bytes)} on {step.placement}"
                yield StateChanged("loading", what, 1.0)


def _load_on_server(base_url: str, model: str, precision: str | None) -> Iterator[StateChanged]:
    from .engine.servers.about import served
    from .engine.servers.address import address_of

    if precision is not None:
        raise InputError(
            f"The server at {base_url} decides its models' precision; leave it out, or set "
            "base_url= to load the model on this machine."
        )
    with closing(served(address_of(base_url), model)) as steps:
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                software = end.value.software_text
                break
            yield StateChanged(step.phase, step.detail, step.fraction)
    what = f"{model} on the server at {base_url}{f' ({software})' if software else ''}"
    yield StateChanged("loading", what, 1.0)


def unload() -> str | None:
    """Have the worker free its model's memory; the model's name, None where none was loaded.

    Raises WorkerError.
    """
    from .engine import worker_control

    return worker_control.unload()


def _completer(question: Question) -> Completer:
    """Who makes the text; where that can be repeated, what was made before need not be again."""
    from .engine.cached import cached_local, cached_server

    caches = question.cache and question.is_repeatable
    if question.asks_server:
        from .engine.servers.completer import ServerCompleter

        server = ServerCompleter(question.base_url)
        return cached_server(server, question.base_url) if caches else server
    completer = _local_completer(question)
    return cached_local(completer, question.family) if caches else completer


def _local_completer(question: Question) -> LocalCompleter:
    if question.in_kernel:
        from .engine.in_process import InProcessCompleter

        return InProcessCompleter()
    from .engine.client import WorkerCompleter

    return WorkerCompleter()
