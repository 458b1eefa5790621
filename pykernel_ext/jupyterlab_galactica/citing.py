"""References for a context: the most probable ones a model writes after `[START_REF]`."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing

from .answer.events import CitationsChecked, StateChanged
from .answer.verdicts import Citation, CitationScore
from .checks.citations import citation_of, same_work
from .checks.sources import Sources
from .engine.interface import BeamRequest, BeamSearch, Completer, Hypothesis, Progress
from .models.fitting import FittedPrompt
from .models.prompt import Prompt
from .question import Question
from .sending import sent_to_server

MOST_SUGGESTIONS = 50
_START, _END = "[START_REF]", "[END_REF]"
_END_OF_TEXT = "</s>"
_FEWEST_BEAMS = 5  # as in the Galactica paper's demonstration


def context_of(text: str) -> str:
    """The text before the reference: the marker that opens one is put there with the prompt."""
    return text.rstrip().removesuffix(_START)


def suggest(
    question: Question,
    prompt: Prompt,
    sent: FittedPrompt,
    n: int,
    completer: Completer,
    sources: Sources,
) -> Generator[StateChanged | CitationsChecked, None, None]:
    """Yield what is being done, and at last up to `n` different works, best first.

    Ranked by the probability of the whole reference; those that ran out of tokens come last. The
    search is wider than `n`, for the same work often comes in several spellings. Each is looked up
    in `sources`.
    """
    if question.asks_server:
        sent = yield from sent_to_server(question, prompt)
    search = BeamSearch(width=max(_FEWEST_BEAMS, 2 * n), max_tokens=question.n, length_penalty=0.0)
    request = BeamRequest(model=question.model, prompt=sent.text, search=search, stop=(_END,))
    found = []
    with sources:
        with closing(completer.search(request)) as events:
            for event in events:
                if isinstance(event, Progress):
                    yield StateChanged(event.phase, event.detail, event.fraction)
                else:
                    found.append(event)
        works = _best_works(found, n)
        for text, _ in works:
            sources.begin(text)
        for _ in sources.awaited():
            yield StateChanged("checking", "citations")
        yield CitationsChecked(_citations(works, sources))


def _best_works(found: Iterable[Hypothesis], n: int) -> list[tuple[str, CitationScore]]:
    works: dict[str, tuple[str, CitationScore]] = {}
    scored = [(hypothesis, _score(hypothesis)) for hypothesis in found]
    scored.sort(key=lambda pair: (pair[1].finished, pair[1].logprob_sum), reverse=True)
    for hypothesis, score in scored:
        text = hypothesis.text.removesuffix(_END).removesuffix(_END_OF_TEXT).strip()
        if text.strip(", "):
            works.setdefault(same_work(text), (text, score))
    return list(works.values())[:n]


def _citations(
    works: Sequence[tuple[str, CitationScore]], sources: Sources
) -> tuple[Citation, ...]:
    """The works that are found under one entry come once, with the best score."""
    different: dict[str, tuple[str, CitationScore]] = {}
    for text, score in works:
        different.setdefault(sources.finding(text).work or text, (text, score))
    return tuple(
        citation_of(text, number, sources.finding(text), score=score)
        for number, (text, score) in enumerate(different.values(), start=1)
    )


def _score(hypothesis: Hypothesis) -> CitationScore:
    logprobs = [token.logprob or 0.0 for token in hypothesis.tokens]
    finished = hypothesis.completed.stop_text == _END
    return CitationScore(sum(logprobs), min(logprobs, default=0.0), finished)
