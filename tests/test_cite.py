"""References suggested for a context: what a user of `jg.cite` gets."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica import assistant
from jupyterlab_galactica.answer.events import CitationsChecked, StateChanged
from jupyterlab_galactica.engine.interface import (
    BeamRequest,
    Completed,
    Hypothesis,
    Progress,
    Token,
)
from jupyterlab_galactica.errors import InputError

TRANSFORMER = "The transformer architecture is based on multi-head self-attention"


class Scripted:
    """A completer that finds what a test wants, and keeps what it was asked for."""

    def __init__(self, *found: Hypothesis) -> None:
        self.found = found
        self.request: BeamRequest | None = None
        self.closed = False

    def search(self, request: BeamRequest) -> Generator[Progress | Hypothesis, None, None]:
        self.request = request
        try:
            yield Progress("generating", "1 of at most 60 tokens", 1 / 60)
            yield from self.found
        finally:
            self.closed = True

    def complete(self, request: Any) -> Any:
        raise AssertionError("nothing is sampled")


def _found(text: str, logprobs: Sequence[float], stop: str | None = "[END_REF]") -> Hypothesis:
    completed = Completed(
        finish_reason="stop" if stop else "length",
        prompt_tokens=5,
        completion_tokens=len(logprobs),
        model="m",
        stop_text=stop,
    )
    tokens = tuple(Token(30 + place, logprob) for place, logprob in enumerate(logprobs))
    return Hypothesis(text + (stop or ""), tokens, completed)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Any:
    def install(*found: Hypothesis) -> Scripted:
        completer = Scripted(*found)
        monkeypatch.setattr(assistant, "_completer", lambda question: completer)
        return completer

    return install


def test_the_demo_model_names_the_paper_first() -> None:
    citations = jg.cite(TRANSFORMER, n=3, model="demo", in_kernel=True)
    first = citations[0]
    assert (first.title, first.author) == ("Attention Is All You Need", "Vaswani")
    assert [citation.number for citation in citations] == [1, 2, 3]
    assert len({(citation.title, citation.author) for citation in citations}) == 3
    scores = [citation.score for citation in citations]
    sums = [score.logprob_sum for score in scores if score]
    assert sums == sorted(sums, reverse=True)
    assert all(score and score.logprob_sum <= score.logprob_min < 0 for score in scores)
    assert first.score is not None
    assert first.score.finished
    assert first.score.logprob_sum > -1
    assert first.status == "unchecked"


def test_more_suggestions_do_not_change_the_best() -> None:
    few, more = (jg.cite(TRANSFORMER, n=n, model="demo", in_kernel=True) for n in (1, 8))
    assert len(few) == 1
    assert len(more) == 8
    assert few[0].title == more[0].title


def test_a_reference_that_ran_out_of_tokens_is_marked() -> None:
    citations = jg.cite(TRANSFORMER, n=2, model="demo", in_kernel=True, new_tokens=3)
    assert [citation.score and citation.score.finished for citation in citations] == [False] * 2


@pytest.mark.parametrize(
    "context", [TRANSFORMER, f"{TRANSFORMER} [START_REF]", f"{TRANSFORMER} [START_REF] "]
)
def test_the_marker_stands_once_at_the_end_of_the_prompt(scripted: Any, context: str) -> None:
    completer = scripted(_found(" A, B", [-1.0]))
    jg.cite(context, model="demo")
    assert completer.request.prompt == f"{TRANSFORMER} [START_REF]"
    assert completer.request.stop == ("[END_REF]",)


def test_a_work_in_other_spellings_comes_once_with_its_best_score(scripted: Any) -> None:
    scripted(
        _found(" attention is all you need , Vaswani", [-1.0, -2.0]),
        _found(" Attention Is All You Need, Vaswani", [-0.5, -0.25]),
        _found(" Attention is all, you need, VASWANI", [-4.0]),
        _found(" Attention Is All You Need, Shazeer", [-2.0]),
    )
    citations = jg.cite("x", model="demo")
    assert [(citation.title, citation.author) for citation in citations] == [
        ("Attention Is All You Need", "Vaswani"),
        ("Attention Is All You Need", "Shazeer"),
    ]
    score = citations[0].score
    assert score is not None
    assert (score.logprob_sum, score.logprob_min) == (-0.75, -0.5)


def test_unfinished_references_come_last_whatever_their_probability(scripted: Any) -> None:
    scripted(
        _found(" A very long tit", [-0.1], stop=None),
        _found(" Short, Author", [-5.0]),
        _found(" Ended with the text", [-0.2], stop="</s>"),
    )
    citations = jg.cite("x", model="demo")
    assert [
        (citation.text, citation.score.finished) for citation in citations if citation.score
    ] == [
        ("Short, Author", True),
        ("A very long tit", False),
        ("Ended with the text", False),
    ]


def test_a_reference_without_words_is_none(scripted: Any) -> None:
    scripted(_found("", [-0.1]), _found(" ,", [-0.2]))
    citations = jg.cite("x", model="demo")
    assert citations == []
    assert repr(citations) == "No reference was found."


def test_the_list_shows_itself(scripted: Any) -> None:
    scripted(_found(" On *this*, Doe", [-1.0, -2.5]), _found(" Cut o", [-1.0], stop=None))
    citations = jg.cite("x", model="demo")
    assert repr(citations).splitlines() == [
        "1. Doe, On *this* (not verified; log-probability -3.50, least likely token -2.50)",
        "2. Cut o (not verified; cut off: more new tokens would finish it; log-probability -1.00, "
        "least likely token -1.00)",
    ]
    markdown: str = citations._repr_markdown_()  # type: ignore[attr-defined]
    assert markdown.startswith(r"1. Doe, On \*this\* *(not verified;")


def test_states_come_before_the_citations_and_closing_stops_the_search(scripted: Any) -> None:
    completer = scripted(_found(" A, B", [-1.0]))
    events = list(assistant.cite_events("x", model="demo"))
    assert events[0] == StateChanged("generating", "1 of at most 60 tokens", 1 / 60)
    assert isinstance(events[-1], CitationsChecked)
    stream = assistant.cite_events("x", model="demo")
    next(stream)
    completer.closed = False
    stream.close()
    assert completer.closed


@pytest.mark.parametrize("n", [0, -1, 1000])
def test_a_number_of_references_out_of_range_is_an_error(n: int) -> None:
    with pytest.raises(InputError, match="number of references"):
        jg.cite("x", n=n)


@pytest.mark.parametrize("context", ["", "  ", "[START_REF]"])
def test_an_empty_context_is_an_error(context: str) -> None:
    with pytest.raises(InputError, match="empty"):
        jg.cite(context, model="demo")


def test_a_llama_model_knows_no_references_and_the_error_says_what_to_do() -> None:
    with pytest.raises(InputError, match="Galactica"):
        jg.cite("x", model="allenai/tulu-7b")
