from __future__ import annotations

import json
from dataclasses import replace

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import CitationRef, nodes_in
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.shortening import LENGTH_LIMIT, shortened
from jupyterlab_galactica.answer.verdicts import CheckReport, Citation
from jupyterlab_galactica.jupyter.display import (
    LONGEST_PAUSE,
    SHARE,
    UPDATES_PER_SECOND,
    Pace,
    bundle,
    growing_bundle,
)


def answer_of(text: str) -> Answer:
    return Answer(question="q", text=text, blocks=lex(text), finish_reason="stop")


def paused(seconds: float) -> float:
    """How long the next update waits after one that took so many seconds."""
    pace = Pace()
    assert pace.is_due(5.0)
    pace.shown(5.0, seconds)
    steps = (step / 1000 for step in range(10_000))
    return next(step for step in steps if pace.is_due(5.0 + step))


def test_cheap_updates_come_ten_times_a_second() -> None:
    assert 0.1 <= paused(0.0) < 0.102
    assert UPDATES_PER_SECOND == 10


def test_updates_that_cost_more_come_less_often_up_to_a_longest_pause() -> None:
    assert 0.5 <= paused(0.5 * SHARE) < 0.502
    assert LONGEST_PAUSE <= paused(60.0) < LONGEST_PAUSE + 0.002


def test_what_front_ends_need_while_an_answer_grows_is_a_part_of_what_they_get_in_the_end() -> None:
    answer = answer_of("Let $x$ be.\n\n")
    growing = growing_bundle(answer)
    final = bundle(answer)
    assert set(growing) < set(final)
    assert growing["text/html"] == final["text/html"]
    assert growing["text/plain"] == answer.text


def test_an_answer_of_megabytes_is_read_whole_and_shown_in_part() -> None:
    paragraph = "A line of words and $x$, " * 400 + "\n\n"
    answer = answer_of(paragraph * (2_000_000 // len(paragraph)))
    assert "".join(block.source for block in answer.blocks) == answer.text
    shown = shortened(answer)
    assert shown.text == answer.text[:LENGTH_LIMIT]
    assert "".join(block.source for block in shown.blocks) + shown.tail == shown.text
    assert "the first 500,000 of 1,9" in shown.to_text()
    assert len(json.dumps(bundle(shown))) < 20 * LENGTH_LIMIT


def test_a_single_endless_paragraph_is_shown_in_part() -> None:
    shown = shortened(answer_of("word " * 200_000))
    assert shown.blocks == ()
    assert len(shown.tail) == LENGTH_LIMIT


def test_an_answer_that_fits_is_shown_as_it_is() -> None:
    answer = answer_of("Short.")
    assert shortened(answer) is answer


def test_a_shortened_answer_keeps_the_checks_of_what_it_shows() -> None:
    cited = "[START_REF] A, B[END_REF]\n\n"
    filler = "Words. " * (LENGTH_LIMIT // 7) + "\n\n"
    answer = answer_of(cited + filler + cited)
    citations = tuple(
        Citation(
            number=number, text="A, B", title="A", author="B", status="unchecked",
            reason="", refs=(number - 1,),
        )
        for number in (1, 2)
    )  # fmt: skip
    answer = replace(answer, checks=CheckReport(citations=citations))
    assert [citation.number for citation in shortened(answer).citations] == [1]


def test_a_thousand_citations_are_numbered_and_listed_in_every_form() -> None:
    text = " ".join(f"[START_REF] Title {n}, Author {n}[END_REF]" for n in range(1000))
    blocks = lex(text)
    citations = tuple(
        Citation(
            number=ref.id + 1, text=ref.text, title=f"Title {ref.id}", author=f"Author {ref.id}",
            status="unchecked", reason="", refs=(ref.id,),
        )
        for ref in nodes_in(blocks, CitationRef)
    )  # fmt: skip
    answer = replace(answer_of(text), checks=CheckReport(citations=citations))
    for form in bundle(answer).values():
        shown = form if isinstance(form, str) else json.dumps(form)
        assert "Title 999" in shown


def test_null_bytes_and_text_from_right_to_left_are_shown() -> None:
    shown = bundle(answer_of("שלום\0 עולם $x$"))
    assert '<p dir="auto">שלום' in shown["text/html"]
    assert "\0" not in shown["text/plain"]
    assert "\0" not in shown["text/markdown"]


def test_an_answer_shown_by_its_name_is_shortened_too() -> None:
    answer = answer_of("word " * 200_000)
    shown = answer._repr_mimebundle_()
    assert len(shown["text/html"]) < 3 * LENGTH_LIMIT
    assert "Shown are the first 500,000 of 1,000,000 characters" in shown["text/plain"]
