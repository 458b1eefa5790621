"""Training the bundled model: small here, but the same code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_galactica.demo import CORPUS_FOLDER, MODEL_FOLDER, train
from jupyterlab_galactica.demo.corpus import held_out_examples, read_corpus
from jupyterlab_galactica.models.tokenizer import Tokenizer

PLAN = train.Plan(epochs=4, learning_rate=1e-3, seed=0, device="cpu", save_every=2)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_folder(MODEL_FOLDER)


def run(tokenizer: Tokenizer, checkpoint: Path) -> Any:
    model = train.new_model(tokenizer.size, PLAN.seed)
    train.train(model, tokenizer, read_corpus(CORPUS_FOLDER)[:6], PLAN, checkpoint)
    return model


def test_a_run_that_was_interrupted_ends_where_it_would_have_ended(
    tokenizer: Tokenizer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    whole = run(tokenizer, tmp_path / "whole.pt")
    calls = []
    report = train.held_out_loss

    def interrupted_the_second_time(*arguments: Any) -> float:
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return report(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(train, "held_out_loss", interrupted_the_second_time)
        with pytest.raises(KeyboardInterrupt):
            run(tokenizer, tmp_path / "resumed.pt")
    resumed = run(tokenizer, tmp_path / "resumed.pt")
    for left, right in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.equal(left, right)


def test_training_lowers_the_loss_on_held_out_wordings(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    records = read_corpus(CORPUS_FOLDER)[:6]
    encoded = [train.encode(example, tokenizer) for example in held_out_examples(records)]
    before = train.held_out_loss(train.new_model(tokenizer.size, 0).eval(), encoded, "cpu")
    after = train.held_out_loss(run(tokenizer, tmp_path / "c.pt").eval(), encoded, "cpu")
    assert after < 0.9 * before
