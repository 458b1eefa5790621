from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.engine.completion import LoadedModel, complete
from jupyterlab_galactica.engine.interface import Chunk, Completed, Progress, Sampling
from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .scripted import ScriptedEngine, scripted_model


def _run(model: LoadedModel, **options: Any) -> tuple[list[str], Completed]:
    """The pieces of text and the end."""
    *events, last = complete(model, "Question:", Sampling(**options))
    assert isinstance(last, Completed)
    return [event.text for event in events if isinstance(event, Chunk)], last


@pytest.fixture
def model(tokenizer: Tokenizer, tiny_model: Path) -> LoadedModel:
    return scripted_model(tokenizer, tiny_model, "E = mc^2 中é [START_REF] A, B[END_REF]\nEnd.")[0]


def test_pieces_join_to_the_text_and_special_tokens_are_kept(model: LoadedModel) -> None:
    pieces, end = _run(model, max_tokens=200)
    assert "".join(pieces) == "E = mc^2 中é [START_REF] A, B[END_REF]\nEnd."
    assert end.finish_reason == "stop"
    assert end.stop_text is None


def test_a_character_of_several_tokens_comes_whole(model: LoadedModel) -> None:
    pieces, _ = _run(model, max_tokens=200)
    assert len(model.tokenizer.encode("\u0905")) > 1
    assert "\ufffd" not in "".join(pieces)
    assert any("中" in piece for piece in pieces)


def test_a_molecule_streams_atom_by_atom(tokenizer: Tokenizer, tiny_model: Path) -> None:
    text = "[START_SMILES]C(C)=O[END_SMILES]"
    pieces, _ = _run(scripted_model(tokenizer, tiny_model, text)[0], max_tokens=100)
    assert pieces == ["[START_SMILES]", *"C(C)=O", "[END_SMILES]"]


def test_a_stop_text_split_over_tokens_is_cut_and_named(model: LoadedModel) -> None:
    pieces, end = _run(model, max_tokens=200, stop=("\nEn",))
    assert "".join(pieces) == "E = mc^2 中é [START_REF] A, B[END_REF]"
    assert end.finish_reason == "stop"
    assert end.stop_text == "\nEn"


def test_a_stop_text_closes_the_engine(tokenizer: Tokenizer, tiny_model: Path) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc def ghi")
    _run(model, max_tokens=100, stop=(" d",))
    assert engine.closed.is_set()
    assert engine.yielded < len(engine.tokens) - 1


def test_a_stop_token_is_named(model: LoadedModel) -> None:
    pieces, end = _run(model, max_tokens=200, stop_token_ids=(5,))
    assert "".join(pieces).endswith("A, B")
    assert end.stop_text == "[END_REF]"


def test_no_stop_text_is_looked_for_before_min_tokens(
    tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model = scripted_model(tokenizer, tiny_model, "a;b;c;")[0]
    pieces, end = _run(model, max_tokens=50, min_tokens=4, stop=(";",))
    assert "".join(pieces) == "a;b;c"
    assert end.completion_tokens == 6


def test_the_limit_is_named_as_the_reason(model: LoadedModel) -> None:
    _, end = _run(model, max_tokens=3)
    assert end.finish_reason == "length"
    assert end.completion_tokens == 3


def test_max_tokens_is_lowered_to_what_the_window_leaves(
    tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abcdefghij" * 10)
    engine.context_window = len(tokenizer.encode("Question:")) + 7
    _, end = _run(model, max_tokens=1000)
    assert (end.completion_tokens, end.finish_reason) == (7, "length")


def test_a_prompt_that_fills_the_window_is_an_error_with_the_numbers(
    tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc")
    engine.context_window = 20
    with pytest.raises(InputError, match=r"has 20 tokens and asks for 5 new ones.*shorten"):
        next(complete(model, [30] * 20, Sampling(max_tokens=5)))


def test_an_empty_prompt_is_an_error(model: LoadedModel) -> None:
    with pytest.raises(InputError, match="empty"):
        next(complete(model, "", Sampling()))


def test_progress_says_reading_and_then_generating(model: LoadedModel) -> None:
    events = complete(model, "Question:", Sampling(max_tokens=5))
    phases = [event.phase for event in events if isinstance(event, Progress)]
    assert phases == ["reading", "generating"]


def test_closing_the_completion_closes_the_engine(tokenizer: Tokenizer, tiny_model: Path) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc" * 100)
    events = complete(model, "x", Sampling(max_tokens=200))
    while not isinstance(next(events), Chunk):
        pass
    events.close()
    assert engine.closed.is_set()
    assert engine.yielded == 1


def test_special_tokens_can_be_left_out(model: LoadedModel) -> None:
    events = complete(model, "x", Sampling(max_tokens=200), skip_special_tokens=True)
    text = "".join(event.text for event in events if isinstance(event, Chunk))
    assert text == "E = mc^2 中é  A, B\nEnd."


def test_an_unfinished_character_at_the_end_is_left_out(
    tokenizer: Tokenizer, tiny_model: Path
) -> None:
    [first, *_] = tokenizer.encode("\u0905")
    engine = ScriptedEngine([*tokenizer.encode("ab"), first, 2])
    pieces, _ = _run(LoadedModel("scripted", tiny_model, engine, tokenizer), max_tokens=10)
    assert "".join(pieces) == "ab"
