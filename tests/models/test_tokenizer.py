"""Galactica's own vocabulary, where it lies beside the repository."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyterlab_galactica.models.tokenizer import SPECIAL_TOKENS, Tokenizer

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "data" / "galactica-tokenizer"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="Galactica's tokenizer is not in ../shared/data"
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_folder(FOLDER)


def test_known_encoding(tokenizer: Tokenizer) -> None:
    encoded = tokenizer.encode("The Transformer architecture [START_REF]")
    assert encoded == [592, 23121, 5219, 243, 4]


def test_special_tokens_have_their_ids(tokenizer: Tokenizer) -> None:
    assert [tokenizer.token_id(token) for token in SPECIAL_TOKENS] == list(range(23))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("[START_AMINO]MIRLGAPQTL[END_AMINO]", ["[START_AMINO]", *"MIRLGAPQTL", "[END_AMINO]"]),
        ("[START_AMINO]MIRLGAPQTL", ["[START_AMINO]", *"MIRLGAPQTL"]),
        ("[START_DNA]CG\nTA[END_DNA]", ["[START_DNA]", *"CG\nTA", "[END_DNA]"]),
        ("[START_SMILES]CCO[END_SMILES]", ["[START_SMILES]", *"CCO", "[END_SMILES]"]),
    ],
)
def test_sequences_are_read_one_character_a_token(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert [tokenizer.decode([token]) for token in tokenizer.encode(text)] == pieces


def test_superscripts_survive_normalisation(tokenizer: Tokenizer) -> None:
    text = tokenizer.decode(tokenizer.encode("x²⁵ + H₂O"))
    assert text == "x[START_SUP]25[END_SUP] + H[START_SUB]2[END_SUB]O"


def test_a_protein_streams_letter_by_letter(tokenizer: Tokenizer) -> None:
    pieces = list(tokenizer.stream_decode(tokenizer.encode("[START_AMINO]MIRLGAP")))
    assert pieces == ["[START_AMINO]", *"MIRLGAP"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_streamed_pieces_join_to_the_whole_text(text: str) -> None:
    tokenizer = _cached()
    tokens = tokenizer.encode(text)
    whole = tokenizer.decode(tokens)
    # A text that itself ends in U+FFFD looks like an unfinished character to a streaming decoder.
    assert "".join(tokenizer.stream_decode(tokens)).rstrip("\ufffd") == whole.rstrip("\ufffd")


@given(st.text("abc XYZ019.,;é中π∑ \n\\$^_{}[]", max_size=60))
def test_text_comes_back_as_its_normal_form(text: str) -> None:
    tokenizer = _cached()
    assert tokenizer.decode(tokenizer.encode(text)) == unicodedata.normalize("NFKC", text)


def _cached(found: list[Tokenizer] = []) -> Tokenizer:  # noqa: B006 - one for all examples
    if not found:
        found.append(Tokenizer.from_folder(FOLDER))
    return found[0]
