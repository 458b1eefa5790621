"""llama.cpp, by llama-cpp-python; MODEL is a GGUF file, quantized anew for all ways but its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import llama_cpp

from peers.answering import Loaded, run, threads, timed

_FORMS = {"Q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0}


def convert(model: str, way: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    if way not in _FORMS:
        _file(folder).symlink_to(model)
        return
    wanted = llama_cpp.llama_model_quantize_default_params()
    wanted.ftype, wanted.allow_requantize = _FORMS[way], True
    failed = llama_cpp.llama_model_quantize(model.encode(), str(_file(folder)).encode(), wanted)
    if failed:
        raise SystemExit(f"llama.cpp cannot quantize {model} ({failed})")


def load(model: str, way: str, folder: Path) -> Loaded:
    network = llama_cpp.Llama(
        str(_file(folder)), n_ctx=2048, n_threads=threads(), n_threads_batch=threads(),
        verbose=False,
    )  # fmt: skip

    def generate(prompt: Sequence[int], tokens: int) -> Iterator[object]:
        return network.generate(list(prompt), temp=0.0, reset=True)

    return Loaded(timed(generate))


def _file(folder: Path) -> Path:
    return folder / "model.gguf"


if __name__ == "__main__":
    run(load, convert)
