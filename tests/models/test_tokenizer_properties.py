"""Laws of the tokenizers, for any text and any ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_galactica.demo.tokenizer import train_tokenizer
from jupyterlab_galactica.models.rewriting import SPECIAL_TOKENS, SPLIT_MARKER, as_read
from jupyterlab_galactica.models.tokenizer import Tokenizer, most_tokens

from .llama import train_llama_tokenizer
from .test_tokenizer import FOLDER, needs_galactica

TEXTS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.sampled_from([*SPECIAL_TOKENS, "x²⁵", "H₂O", "e\u0301", "\r\n", " ", "MIRLGAP"]),
    ),
    max_size=8,
).map("".join)


def _small() -> tokenizers.Tokenizer:
    return train_tokenizer(["The Transformer [START_REF] é 中 x^2\n"] * 2, 320)


def _own() -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@pytest.fixture(scope="module", params=[_small, pytest.param(_own, marks=needs_galactica)])
def galactica(request: pytest.FixtureRequest) -> tokenizers.Tokenizer:
    make: Callable[[], tokenizers.Tokenizer] = request.param
    return make()


@pytest.fixture(scope="module")
def llama() -> tokenizers.Tokenizer:
    return train_llama_tokenizer()


def normal_form(text: str) -> str:
    """Newlines for line ends, scripts as tokens, and NFKC of what lies between special tokens."""
    special = re.compile(f"({'|'.join(map(re.escape, SPECIAL_TOKENS))})")
    pieces = special.split(as_read(text).replace(SPLIT_MARKER, ""))
    return "".join(
        piece if place % 2 else unicodedata.normalize("NFKC", piece)
        for place, piece in enumerate(pieces)
    )


@settings(deadline=None)
@given(text=TEXTS)
def test_a_text_comes_back_in_its_normal_form(galactica: tokenizers.Tokenizer, text: str) -> None:
    tokenizer = Tokenizer(galactica)
    assert tokenizer.decode(tokenizer.encode(text)) == normal_form(text)


@settings(deadline=None)
@given(text=TEXTS)
def test_each_token_begins_where_its_character_is_written(
    galactica: tokenizers.Tokenizer, text: str
) -> None:
    tokenizer = Tokenizer(galactica)
    starts = tokenizer.starts(text)
    assert len(starts) == len(tokenizer.encode(text))
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)


def test_scripts_line_ends_and_sequences_keep_their_places(
    galactica: tokenizers.Tokenizer,
) -> None:
    tokenizer = Tokenizer(galactica)
    text = "x²⁵\r\n[START_AMINO]KV[END_AMINO]é"
    at = {name: text.index(name) for name in ("²", "\r", "[START_AMINO]", "K", "V[", "[END")}
    places = [0, *[at["²"]] * 4, at["\r"], at["[START_AMINO]"], at["K"], at["V["], at["[END"]]
    starts = tokenizer.starts(text)
    assert starts[:10] == places
    assert set(starts[10:]) == {text.index("é")}  # its bytes may be tokens of their own


def test_a_llamas_start_token_is_where_the_text_begins(llama: tokenizers.Tokenizer) -> None:
    tokenizer = Tokenizer(llama)
    starts = tokenizer.starts("The x")
    assert len(starts) == len(tokenizer.encode("The x"))
    assert starts[:2] == [0, 0]
    assert max(starts) == 4


def test_the_split_marker_itself_is_lost(galactica: tokenizers.Tokenizer) -> None:
    tokenizer = Tokenizer(galactica)
    assert tokenizer.encode("C" + SPLIT_MARKER + "C") == tokenizer.encode("C") * 2


@settings(deadline=None)
@given(data=st.data())
def test_pieces_join_to_the_whole_for_any_ids(
    galactica: tokenizers.Tokenizer, data: st.DataObject
) -> None:
    tokenizer = Tokenizer(galactica)
    ids = data.draw(st.lists(st.integers(0, tokenizer.size - 1), max_size=40))
    whole = tokenizer.decode(ids)
    assert whole == galactica.decode(ids, skip_special_tokens=False)
    pieces = "".join(tokenizer.stream_decode(ids))
    assert whole in (pieces, pieces + "\ufffd")  # a character unfinished at the end


def test_bytes_of_a_surrogate_are_not_held_back(galactica: tokenizers.Tokenizer) -> None:
    ids = [galactica.token_to_id(byte) for byte in "íł"]  # ED A0, as GPT-2 writes bytes
    tokenizer = Tokenizer(galactica)
    assert "".join(tokenizer.stream_decode(ids)) == tokenizer.decode(ids) == "\ufffd\ufffd"
    assert "".join(tokenizer.stream_decode(ids * 2)) == tokenizer.decode(ids * 2)


@settings(deadline=None)
@given(data=st.data())
def test_pieces_of_llama_join_to_the_whole_for_any_ids(
    llama: tokenizers.Tokenizer, data: st.DataObject
) -> None:
    tokenizer = Tokenizer(llama)
    ids = data.draw(st.lists(st.integers(0, tokenizer.size - 1), max_size=40))
    whole, pieces = tokenizer.decode(ids), "".join(tokenizer.stream_decode(ids))
    assert whole in (pieces, pieces + "\ufffd")


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_a_text_comes_back_from_llama_after_its_start_token(
    llama: tokenizers.Tokenizer, text: str
) -> None:
    tokenizer = Tokenizer(llama)
    written = text.replace("▁", " ")
    assert tokenizer.decode(tokenizer.encode(text)) == f"<s> {written}"


@settings(deadline=None)
@given(text=TEXTS)
def test_no_text_has_more_tokens_than_the_bound(
    galactica: tokenizers.Tokenizer, llama: tokenizers.Tokenizer, text: str
) -> None:
    for backend in (galactica, llama):
        assert len(Tokenizer(backend).encode(text)) <= most_tokens(text)
