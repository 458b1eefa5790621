"""Several texts at once: each is what it is alone, whoever comes, goes or waits beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from jupyterlab_galactica.engine.compiled.engine import STREAMS, CompiledEngine
from jupyterlab_galactica.engine.interface import BeamSearch, Prefill, Queued, Sampling, Token
from jupyterlab_galactica.engine.lookup import Lookup

from ...tiny_models import write_tiny_llama, write_tiny_opt
from .test_engine import load

PROMPTS = [[10 + i, 40, 200 - i, 33, 128 + i] * (1 + 3 * i) for i in range(6)]
OPTIONS = [
    Sampling(max_tokens=20 + 5 * i, temperature=0.8 * (i % 2), seed=i, ignore_eos=True)
    for i in range(6)
]


@pytest.fixture(scope="module", params=["opt-int8", "opt-int4", "llama-int8", "llama-int4"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    kind, precision = request.param.split("-")
    folder = tmp_path_factory.mktemp("models") / kind
    # Rows of several lengths of unrolled loops, and wide enough to be read by two threads.
    write_tiny_opt(folder) if kind == "opt" else write_tiny_llama(folder, width=320)
    return load(folder, precision)


def ids_of(steps: Iterator[Any]) -> list[int]:
    return [step.id for step in steps if isinstance(step, Token)]


def fresh(engine: CompiledEngine) -> CompiledEngine:
    """Nothing was read."""
    engine._prefixes.forget()
    assert engine._decoder.pool.used == 0
    return engine


def in_company(*works: Iterator[Any]) -> list[list[int]]:
    """The tokens of each, one step of each in turn."""
    texts: list[list[int]] = [[] for _ in works]
    running = dict(enumerate(works))
    while running:
        for number, work in list(running.items()):
            step = next(work, None)
            if step is None:
                del running[number]
            elif isinstance(step, Token):
                texts[number].append(step.id)
    return texts


def test_a_text_is_the_same_alone_and_in_company(engine: CompiledEngine) -> None:
    """Greedy ones and sampled ones with a seed; they end one after the other."""
    asked = list(zip(PROMPTS, OPTIONS, strict=True))
    alone = [ids_of(fresh(engine).generate(*one)) for one in asked]
    together = in_company(*(fresh(engine).generate(*one) for one in asked))
    assert together == alone


def test_logits_of_a_row_do_not_depend_on_the_rows_beside_it(engine: CompiledEngine) -> None:
    import torch

    fresh(engine)
    decoder, pool = engine._decoder, engine._decoder.pool
    found = []
    for count in (13, 8, 5, 4, 3, 2, 1):
        tables = np.zeros((count, engine.context_window), np.int32)
        for position in range(3):
            tables[:, position] = pool.take(count)
            tokens = [7 + 3 * row + position for row in range(count)]
            logits = decoder.step(tokens, [position] * count, range(count), tables)
        found.append(logits.clone())
        for table in tables:
            pool.give_back(table[:3].tolist())
    for fewer in found[1:]:
        assert torch.equal(fewer, found[0][: len(fewer)])


def test_streams_read_the_weights_once_for_all(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[int] = []
    step = engine._decoder.step

    def counted(tokens: Any, *rest: Any) -> Any:
        rows.append(len(tokens))
        return step(tokens, *rest)

    monkeypatch.setattr(engine._decoder, "step", counted)
    options = Sampling(max_tokens=40, ignore_eos=True)
    prompts = [[50 + number] * 5 for number in range(4)]
    in_company(*(fresh(engine).generate(prompt, options) for prompt in prompts))
    assert max(rows) >= 4
    assert len(rows) < 60  # one after the other they would need 160


def test_beams_are_the_same_in_company(engine: CompiledEngine) -> None:
    search = BeamSearch(width=3, max_tokens=12, ignore_eos=True)

    def beams() -> Any:
        return (yield from fresh(engine).search(PROMPTS[1], search))

    def finished(work: Any, beside: Any) -> Any:
        while True:
            next(beside, None)
            try:
                next(work)
            except StopIteration as end:
                return end.value

    alone = finished(beams(), iter(()))
    beside = engine.generate(PROMPTS[2], Sampling(max_tokens=60, ignore_eos=True))
    next(beside)
    work = engine.search(PROMPTS[1], search)
    assert finished(work, beside) == alone
    beside.close()


def test_a_running_text_goes_on_while_a_long_prompt_is_read(engine: CompiledEngine) -> None:
    """A token of it between two layers of the other one's prompt."""
    fresh(engine)
    running = engine.generate(PROMPTS[0], Sampling(max_tokens=30, ignore_eos=True))
    reading = engine.generate([9, 8, 7] * 60, Sampling(max_tokens=1))
    while not isinstance(next(running), Token):
        pass
    written = 0
    while isinstance(next(reading), Prefill):
        written += isinstance(next(running), Token)
    running.close()
    reading.close()
    assert written == 3  # two layers, and the last token


def test_one_more_than_there_are_places_waits_and_the_first_to_be_cancelled_makes_room(
    engine: CompiledEngine,
) -> None:
    fresh(engine)
    options = Sampling(max_tokens=10, ignore_eos=True)
    running = [engine.generate([60 + number], options) for number in range(STREAMS)]
    for work in running:
        while not isinstance(next(work), Token):
            pass
    late, later = (engine.generate([90 + number], options) for number in range(2))
    assert next(late) == Queued(STREAMS)
    assert next(later) == Queued(STREAMS + 1)
    running[3].close()
    assert next(later) == Queued(STREAMS)  # the other asked first
    assert isinstance(next(late), Prefill)
    running[0].close()
    assert len(in_company(late, later, *running[1:3])[1]) == 10
    for work in running:
        work.close()
    assert engine._decoder.pool.used == engine._prefixes.cells


def test_texts_that_would_not_fit_together_wait_instead_of_failing(engine: CompiledEngine) -> None:
    """Eight that may fill the window each, where four windows of cells are set aside."""
    window = engine.context_window
    options = Sampling(max_tokens=window - 8, ignore_eos=True)
    works = [fresh(engine).generate([70 + number] * 8, options) for number in range(STREAMS)]
    texts = in_company(*works)
    assert [len(text) for text in texts] == [window - 8] * STREAMS


def test_who_asks_the_same_finds_the_prompt_read(engine: CompiledEngine) -> None:
    """The samples of one request, or two notebooks with one preamble."""
    fresh(engine)
    prompt = PROMPTS[4]
    options = Sampling(max_tokens=6, ignore_eos=True)
    first, second = (engine.generate(prompt, options) for _ in range(2))
    steps: list[Any] = []
    while not isinstance(next(first), Token):
        steps.append(next(second))
    steps += second
    assert {step.ahead for step in steps if isinstance(step, Queued)} == {1}
    assert [step.done for step in steps if isinstance(step, Prefill)] == [len(prompt) - 1]
    first.close()


def test_a_text_cancelled_at_any_token_leaves_the_others_as_they_were(
    engine: CompiledEngine,
) -> None:
    alone = ids_of(fresh(engine).generate(PROMPTS[0], OPTIONS[0]))
    for stop in range(0, 12, 3):
        kept = fresh(engine).generate(PROMPTS[0], OPTIONS[0])
        other = engine.generate(PROMPTS[3], OPTIONS[3])
        texts: list[int] = []
        for number, step in enumerate(kept):
            if number < stop:
                next(other)
            elif number == stop:
                other.close()
            texts += [step.id] if isinstance(step, Token) else []
        assert texts == alone
    assert engine._decoder.pool.used == engine._prefixes.cells


@pytest.mark.parametrize("options", [OPTIONS[4], OPTIONS[5]], ids=["greedy", "sampled"])
@pytest.mark.parametrize("right", [0, 2, 7])
def test_guesses_change_no_text_and_where_they_are_right_there_are_fewer_steps(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch, options: Sampling, right: int
) -> None:
    """Of each seven guesses so many are right."""
    expected = ids_of(fresh(engine).generate(PROMPTS[2], options))
    steps: list[int] = []
    step = engine._decoder.step

    def counted(tokens: Any, *rest: Any) -> Any:
        steps.append(len(tokens))
        return step(tokens, *rest)

    def guess(lookup: Lookup, room: int) -> list[int]:
        done = len(lookup._text) - len(PROMPTS[2])
        known = expected[done : done + 7]
        return [*known[:right], *(token + 1 for token in known[right:])][:room]

    monkeypatch.setattr(engine._decoder, "step", counted)
    monkeypatch.setattr(Lookup, "guess", guess)
    assert ids_of(fresh(engine).generate(PROMPTS[2], options)) == expected
    assert max(steps) > right
    assert len(steps) <= 1 + -(-len(expected) // (1 + right))
    engine._prefixes.forget()
    assert engine._decoder.pool.used == 0


def test_a_step_that_fails_ends_one_text_and_the_others_go_on(
    engine: CompiledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list(zip(PROMPTS[:2], OPTIONS[:2], strict=True))
    expected = ids_of(fresh(engine).generate(*asked[1]))
    first, second = (fresh(engine).generate(*asked[0]), engine.generate(*asked[1]))
    text: list[int] = []
    while not text:
        next(first)
        text = ids_of(iter([next(second)]))
    step = engine._decoder.step

    def fails(*arguments: Any) -> Any:
        monkeypatch.setattr(engine._decoder, "step", step)
        raise MemoryError

    monkeypatch.setattr(engine._decoder, "step", fails)
    with pytest.raises(MemoryError):
        list(first)
    assert text + ids_of(second) == expected
    assert engine._decoder.pool.used == engine._prefixes.cells
