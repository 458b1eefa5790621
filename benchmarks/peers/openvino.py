"""OpenVINO: converted by optimum-intel, run by its own runtime without any layer above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import openvino

from peers.answering import Loaded, run, threads, timed


def convert(model: str, way: str, folder: Path) -> None:
    from optimum.intel import OVModelForCausalLM, OVWeightQuantizationConfig

    form = OVWeightQuantizationConfig(bits=int(way.removeprefix("int")))
    OVModelForCausalLM.from_pretrained(
        model, export=True, quantization_config=form, compile=False
    ).save_pretrained(folder)


def load(model: str, way: str, folder: Path) -> Loaded:
    compiled = openvino.Core().compile_model(
        folder / "openvino_model.xml",
        "CPU",
        {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads()},
    )
    names = {name for place in compiled.inputs for name in place.names}
    request = compiled.create_infer_request()

    def generate(prompt: Sequence[int], tokens: int) -> Iterator[object]:
        request.reset_state()
        ids, length = np.array([list(prompt)], np.int64), 0
        while True:
            total = length + ids.shape[1]
            given = {
                "input_ids": ids,
                "attention_mask": np.ones((1, total), np.int64),
                "position_ids": np.arange(length, total, dtype=np.int64)[None],
                "beam_idx": np.zeros(1, np.int32),
            }
            request.infer({name: given[name] for name in names})
            length = total
            ids = request.get_tensor("logits").data[:, -1:].argmax(-1)
            yield int(ids[0, 0])

    return Loaded(timed(generate))


if __name__ == "__main__":
    run(load, convert)
