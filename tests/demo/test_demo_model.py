"""The bundled model and its corpus, as they are shipped."""

from __future__ import annotations

import json
import random
import re

from jupyterlab_galactica.demo import CORPUS_FOLDER, MODEL_FOLDER
from jupyterlab_galactica.demo.corpus import read_corpus, training_examples
from jupyterlab_galactica.models.rewriting import SPECIAL_TOKENS, SPLIT_MARKER
from jupyterlab_galactica.models.tokenizer import Tokenizer

SUBJECTS = {"physics", "mathematics", "chemistry", "biology", "statistics", "computing"}


def test_the_corpus_has_over_three_hundred_questions_in_six_subjects() -> None:
    assert {path.stem for path in CORPUS_FOLDER.glob("*.yaml")} == SUBJECTS
    records = read_corpus(CORPUS_FOLDER)
    assert sum(record.task == "ask" for record in records) >= 300
    assert len({record.id for record in records}) == len(records)


def test_held_out_wordings_are_not_trained_on() -> None:
    for record in read_corpus(CORPUS_FOLDER):
        trained = {question.lower() for question in record.questions}
        assert record.held_out.lower() not in trained, record.id


def test_every_citation_and_molecule_of_the_corpus_is_closed() -> None:
    for record in read_corpus(CORPUS_FOLDER):
        opened = record.answer.count("[START_REF]") + (record.task == "cite")
        assert opened == record.answer.count("[END_REF]"), record.id
        assert record.answer.count("[START_SMILES]") == record.answer.count("[END_SMILES]")
        for reference in re.findall(r"\[START_REF\](.*?)\[END_REF\]", record.answer):
            assert re.fullmatch(r" \S.*, \S.*", reference), (record.id, reference)


def test_training_sees_the_raw_format_and_both_instruction_templates() -> None:
    records = read_corpus(CORPUS_FOLDER)
    prompts = [example.prompt for example in training_examples(records, random.Random(0))]
    for mark in ("Question: ", "### Response:", "### Markdown and LaTeX Response:", "<work>"):
        assert any(mark in prompt for prompt in prompts), mark


def test_the_model_has_galacticas_configuration() -> None:
    config = json.loads((MODEL_FOLDER / "config.json").read_text())
    assert config["architectures"] == ["OPTForCausalLM"]
    assert config["activation_function"] == "gelu"
    assert config["do_layer_norm_before"] is True
    assert config["enable_bias"] is False
    assert config["max_position_embeddings"] == 2048
    assert (config["bos_token_id"], config["pad_token_id"], config["eos_token_id"]) == (0, 1, 2)
    assert (MODEL_FOLDER / "model.safetensors").stat().st_size <= 16 * 1024 * 1024


def test_the_tokenizer_reads_text_as_galacticas_does() -> None:
    tokenizer = Tokenizer.from_folder(MODEL_FOLDER)
    assert [tokenizer.token_id(token) for token in SPECIAL_TOKENS] == list(range(23))
    assert tokenizer.encode("\n") == [221]
    assert tokenizer.encode(" ") == [243]
    assert len(tokenizer.encode("2048")) == 4
    assert len(tokenizer.encode("[START_SMILES]CC(=O)O[END_SMILES]")) == 2 + len("CC(=O)O")
    assert SPLIT_MARKER not in tokenizer.decode(tokenizer.encode("[START_AMINO]MIRLG[END_AMINO]"))


def test_training_reported_its_loss_on_held_out_wordings() -> None:
    report = json.loads((MODEL_FOLDER / "training.json").read_text())
    assert report["records"] >= 300
    assert 0 < report["held_out_loss"] < 1
