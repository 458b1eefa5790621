"""Galactica's token rules, on its own vocabulary where it lies beside the repository.

A small tokenizer of the same make stands in for what does not depend on the vocabulary.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from jupyterlab_galactica.demo.tokenizer import train_tokenizer
from jupyterlab_galactica.errors import ModelError
from jupyterlab_galactica.models.rewriting import SPECIAL_TOKENS
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .llama import train_llama_tokenizer

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "data" / "galactica-tokenizer"

needs_galactica = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="Galactica's tokenizer is not in ../shared/data"
)


@pytest.fixture(scope="module", params=["small", pytest.param("galactica", marks=needs_galactica)])
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    if request.param == "galactica":
        return Tokenizer.from_folder(FOLDER)
    return Tokenizer(train_tokenizer(["The Transformer [START_REF] é 中 x^2\n"] * 2, 320))


@pytest.fixture(scope="module")
def llama() -> Tokenizer:
    return Tokenizer(train_llama_tokenizer())


def _pieces(tokenizer: Tokenizer, text: str) -> list[str]:
    return [tokenizer.decode([token]) for token in tokenizer.encode(text)]


@needs_galactica
def test_known_encoding() -> None:
    encoded = Tokenizer.from_folder(FOLDER).encode("The Transformer architecture [START_REF]")
    assert encoded == [592, 23121, 5219, 243, 4]


def test_special_tokens_have_their_ids(tokenizer: Tokenizer) -> None:
    assert [tokenizer.token_id(token) for token in SPECIAL_TOKENS] == list(range(23))
    assert (tokenizer.bos, tokenizer.pad, tokenizer.eos, tokenizer.unk) == (0, 1, 2, 3)


@needs_galactica
def test_naming_the_special_tokens_adds_none() -> None:
    assert Tokenizer.from_folder(FOLDER).size == 50_000


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("[START_AMINO]MIRLGAPQTL[END_AMINO]", ["[START_AMINO]", *"MIRLGAPQTL", "[END_AMINO]"]),
        ("[START_AMINO]MIRLGAPQTL", ["[START_AMINO]", *"MIRLGAPQTL"]),
        ("[START_DNA]CG\nTA[END_DNA]", ["[START_DNA]", *"CG\nTA", "[END_DNA]"]),
        ("[START_SMILES]CCO[END_SMILES]", ["[START_SMILES]", *"CCO", "[END_SMILES]"]),
        (
            "[START_DNA]CG[END_DNA][START_AMINO]MI[END_AMINO]",
            ["[START_DNA]", *"CG", "[END_DNA]", "[START_AMINO]", *"MI", "[END_AMINO]"],
        ),
        (
            "[START_AMINO]MI[START_DNA]CG[END_DNA]",
            ["[START_AMINO]", *"MI", "[START_DNA]", *"CG", "[END_DNA]"],
        ),
        (
            "[START_SMILES]CC[END_I_SMILES]",
            ["[START_SMILES]", *"CC", "[END_I_SMILES]"],
        ),
        ("[START_AMINO]MI</s>", ["[START_AMINO]", *"MI", "</s>"]),
        ("[START_SMILES]C²[END_SMILES]", ["[START_SMILES]", *"C2", "[END_SMILES]"]),
    ],
)
def test_sequences_are_read_one_character_a_token(
    tokenizer: Tokenizer, text: str, pieces: list[str]
) -> None:
    assert _pieces(tokenizer, text) == pieces


@needs_galactica
def test_what_is_no_sequence_is_read_in_words() -> None:
    tokenizer = Tokenizer.from_folder(FOLDER)
    for before in ("", "[END_AMINO]", "[START_AMINO]M[END_AMINO]"):
        assert _pieces(tokenizer, before + "MIRLGAPQTL")[-4:] == ["MI", "RL", "GAP", "QTL"]


@pytest.mark.parametrize("letter", ["\U0001f600", "é", "e\u0301", "한", "\U0001d54f", "ﬁ"])
def test_a_sequence_of_other_letters_comes_back(tokenizer: Tokenizer, letter: str) -> None:
    text = f"[START_AMINO]M{letter}I[END_AMINO]"
    whole = tokenizer.decode(tokenizer.encode(text))
    assert whole == f"[START_AMINO]M{unicodedata.normalize('NFKC', letter)}I[END_AMINO]"


def test_superscripts_survive_normalisation(tokenizer: Tokenizer) -> None:
    text = tokenizer.decode(tokenizer.encode("x²⁵ + H₂O"))
    assert text == "x[START_SUP]25[END_SUP] + H[START_SUB]2[END_SUB]O"


def test_windows_line_ends_become_newlines(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("a\r\nb") == tokenizer.encode("a\nb")


def test_a_protein_streams_letter_by_letter(tokenizer: Tokenizer) -> None:
    pieces = list(tokenizer.stream_decode(tokenizer.encode("[START_AMINO]MIRLGAP")))
    assert pieces == ["[START_AMINO]", *"MIRLGAP"]


def test_a_character_of_several_bytes_streams_whole(tokenizer: Tokenizer) -> None:
    pieces = list(tokenizer.stream_decode(tokenizer.encode("\U0001f9ea ॐ")))
    assert "".join(pieces) == "\U0001f9ea ॐ"
    assert "\ufffd" not in "".join(pieces)


def test_an_id_that_is_not_in_the_vocabulary_has_no_text(tokenizer: Tokenizer) -> None:
    assert tokenizer.decode([tokenizer.size, 4]) == "[START_REF]"


def test_a_batch_is_padded_and_cut_on_the_left(tokenizer: Tokenizer) -> None:
    batch = tokenizer.encode_batch(["[START_DNA]CGTA", "[START_DNA]C"], limit=4)
    long, short = tokenizer.encode("[START_DNA]CGTA"), tokenizer.encode("[START_DNA]C")
    assert batch.ids == (tuple(long[-4:]), (1, 1, *short))
    assert batch.mask == ((1, 1, 1, 1), (0, 0, 1, 1))


def test_a_gpt2_tokenizer_made_of_galacticas_is_refused(tmp_path: Path) -> None:
    """What transformers 5 builds where the config names no class: without the split marker."""
    small = json.loads(train_tokenizer(["The Transformer é\n"] * 2, 320).to_str())
    small["pre_tokenizer"] = {
        "type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True,
    }  # fmt: skip
    (tmp_path / "tokenizer.json").write_text(json.dumps(small))
    with pytest.raises(ModelError, match=r"does not split text as Galactica's.*copy tokenizer"):
        Tokenizer.from_folder(tmp_path)


@needs_galactica
def test_the_same_trap_with_galacticas_own_vocabulary(tmp_path: Path) -> None:
    own = json.loads((FOLDER / "tokenizer.json").read_text("utf-8"))
    own["normalizer"] = None
    own["pre_tokenizer"] = {
        "type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True,
    }  # fmt: skip
    (tmp_path / "tokenizer.json").write_text(json.dumps(own))
    with pytest.raises(ModelError, match="does not split text as Galactica's"):
        Tokenizer.from_folder(tmp_path)


def test_a_folder_without_a_tokenizer_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no tokenizer\.json; copy"):
        Tokenizer.from_folder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="not a readable tokenizer"):
        Tokenizer.from_folder(tmp_path)


def test_a_sentencepiece_file_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentencepiece", None)
    (tmp_path / "tokenizer.model").write_bytes(b"")
    with pytest.raises(ModelError, match="pip install sentencepiece protobuf"):
        Tokenizer.from_folder(tmp_path)


def test_a_sentencepiece_file_is_converted(tmp_path: Path) -> None:
    spm = pytest.importorskip("sentencepiece", reason="sentencepiece is not installed")
    pytest.importorskip("google.protobuf", reason="protobuf is not installed")
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(["What is DNA?", "A polymer of nucleotides."] * 9),
        model_prefix=str(tmp_path / "tokenizer"),
        model_type="bpe",
        vocab_size=300,
        byte_fallback=True,
        normalization_rule_name="identity",
    )
    text = "What is 中?"
    expected = spm.SentencePieceProcessor(str(tmp_path / "tokenizer.model")).encode(text)
    assert Tokenizer.from_folder(tmp_path).encode(text) == [1, *expected]


def test_llama_gets_one_start_token(llama: Tokenizer) -> None:
    ids = llama.encode("<|user|>\nWhat is DNA?\n<|assistant|>\n")
    assert ids[0] == llama.bos == 1
    assert ids.count(1) == 1


def test_llamas_end_of_text_within_a_conversation_is_one_token(llama: Tokenizer) -> None:
    assert llama.encode("A polymer.</s>\n<|user|>").count(2) == 1


def test_an_answer_of_llama_keeps_its_first_space(llama: Tokenizer) -> None:
    answer = llama.encode("What is DNA?")[1:]
    assert "".join(llama.stream_decode(answer)) == " What is DNA?"
    assert llama.decode(answer[:1]).startswith(" ")


def test_bytes_of_llama_stream_as_whole_characters(llama: Tokenizer) -> None:
    pieces = list(llama.stream_decode(llama.encode("é 中 \U0001f600")))
    assert "".join(pieces) == "<s> é 中 \U0001f600"
    assert pieces.count("") == (2 - 1) + (3 - 1) + (4 - 1)


def test_a_batch_for_llama_keeps_the_start_token_and_pads_with_the_end(llama: Tokenizer) -> None:
    long = llama.encode("What is DNA? A polymer.")
    batch = llama.encode_batch(["What is DNA? A polymer.", ""], limit=5)
    assert batch.ids[0] == (1, *long[-4:])
    assert batch.ids[1][:2] == (2, 2)
    assert batch.mask[1][:2] == (0, 0)


def test_special_tokens_can_be_left_out_of_the_text(llama: Tokenizer) -> None:
    step = llama.decoder(skip_special_tokens=True)
    assert "".join(map(step, llama.encode("A</s>"))).strip() == "A"


def test_a_plain_tokenizer_is_not_taken_for_galacticas(tmp_path: Path) -> None:
    train_llama_tokenizer().save(str(tmp_path / "tokenizer.json"))
    assert not Tokenizer.from_folder(tmp_path).is_galactica
