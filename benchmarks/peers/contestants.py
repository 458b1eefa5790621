"""Who is measured: an adapter of this folder, in the environment that its program lives in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENTS = Path(__file__).parents[2] / ".venv"


@dataclass(frozen=True)
class Contestant:
    """`bits` a weight say how much memory it will take; `made_by` how its environment is made."""

    name: str
    adapter: str
    way: str
    bits: float
    environment: str = "."
    made_by: str = "make setup"
    is_ours: bool = False

    @property
    def python(self) -> Path:
        return _ENVIRONMENTS / self.environment / "bin" / "python"


def _ours(way: str, bits: float) -> tuple[Contestant, Contestant]:
    return (
        Contestant(f"ours, {way}, served", "served", way, bits, is_ours=True),
        Contestant(f"ours, {way}, bare", "ours", way, bits, is_ours=True),
    )


def _peer(name: str, adapter: str, way: str, bits: float) -> Contestant:
    return Contestant(f"{name}, {way}", adapter, way, bits, "peers", "make bench-peers")


OURS = (*_ours("int8", 8), *_ours("int4", 4.5))

OPT = (
    *OURS,
    _peer("CTranslate2", "ctranslate2", "int8", 8),
    _peer("OpenVINO", "openvino", "int8", 8),
    _peer("OpenVINO", "openvino", "int4", 4.5),
    Contestant("transformers, fp16", "transformers", "fp16", 16),
    Contestant("transformers, bf16", "transformers", "bf16", 16),
    Contestant("transformers, fp32", "transformers", "fp32", 32),
    Contestant("vLLM, bf16", "vllm", "bf16", 20, "vllm", "make test-vllm"),
)

GGUF = (
    *OURS,
    _peer("llama.cpp", "llama_cpp", "Q4_1", 5),
    _peer("llama.cpp", "llama_cpp", "Q8_0", 8.5),
)
