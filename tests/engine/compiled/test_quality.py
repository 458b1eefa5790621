"""What is lost by fewer bits, told by the answers of the bundled model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica.demo
from jupyterlab_galactica.demo.corpus import held_out_examples, read_corpus
from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
from jupyterlab_galactica.engine.compiled.streams import Streams
from jupyterlab_galactica.models.machine import Machine
from jupyterlab_galactica.models.tokenizer import Tokenizer

from ...tiny_models import load_tiny

DEMO = Path(jupyterlab_galactica.demo.__file__).parent
EVERY = 40
"""One in so many of the questions that the model was not trained on."""


@dataclass(frozen=True, slots=True)
class _Text:
    prompt: list[int]
    answer: list[int]


@pytest.fixture(scope="module")
def texts() -> list[_Text]:
    tokenizer = Tokenizer.from_folder(DEMO / "model")
    examples = held_out_examples(read_corpus(DEMO / "corpus"))[::EVERY]
    return [_Text(tokenizer.encode(e.prompt), tokenizer.encode(e.answer)) for e in examples]


@pytest.mark.parametrize(("precision", "perplexity", "agreement"), [
    ("int8", 0.005, 0.99), ("int4", 0.03, 0.95),
])  # fmt: skip
def test_the_bundled_model_answers_as_in_32_bits(
    precision: Any, perplexity: float, agreement: float, texts: Sequence[_Text]
) -> None:
    """Prompts are read by torch, answers by steps: both are compared."""
    import torch

    machine = Machine(16 * 2**30, compiler=True)
    candidate = loaded.prepare("demo", precision, machine, lambda progress: None)
    engine = loaded.load(candidate, lambda progress: None).engine
    assert isinstance(engine, CompiledEngine)
    exact = load_tiny(DEMO / "model")
    same, losses, exact_losses = [], [], []
    for text in texts:
        streams = Streams(engine._decoder, engine._batch, engine._prefixes)
        list(streams.read(text.prompt[:-1]))
        read = [text.prompt[-1], *text.answer[:-1]]
        found = torch.cat([_after(streams, token) for token in read]).log_softmax(-1)
        streams.close()
        with torch.inference_mode():
            whole = exact(torch.tensor([text.prompt + text.answer[:-1]])).logits[0]
        expected = whole[len(text.prompt) - 1 :].log_softmax(-1)
        same.append(found.argmax(-1) == expected.argmax(-1))
        written = torch.tensor(text.answer)[:, None]
        losses.append(-found.gather(1, written))
        exact_losses.append(-expected.gather(1, written))
    assert float(torch.cat(same).float().mean()) >= agreement
    loss, exact_loss = (torch.cat(values).mean() for values in (losses, exact_losses))
    assert abs(float((loss - exact_loss).exp()) - 1) <= perplexity


def _after(streams: Streams, token: int) -> Any:
    streams.put([token])
    return streams.take()
