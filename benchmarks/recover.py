"""Recovering a model from a weight diff: time and memory, beside transformers' whole-model way.

    python benchmarks/recover.py [FOLDER]

Writes LLaMA pairs of random weights, shaped like 0.3b and 1.3b, to a temporary folder in FOLDER
(about 16 GB): a base of 32000 rows in fp16 .bin shards, a diff of 32001 rows in bf16 safetensors.
Each way runs in a fresh process, and every tensor of the results is compared bit for bit.

transformers' way is that of the diffs' publishers: load base and diff in 32 bits, add the mean row,
add up, cast, save.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

SHAPES = {
    "0.3b": {"hidden_size": 1024, "intermediate_size": 2816, "num_hidden_layers": 20},
    "1.3b": {"hidden_size": 2048, "intermediate_size": 5504, "num_hidden_layers": 24},
}
ROWS = 32_000
ROUNDS = 2
MEASURED = """
import json, resource, sys, time
from pathlib import Path
base, diff, out = map(Path, sys.argv[1:])
start = time.perf_counter()
{code}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
print(json.dumps({{"seconds": time.perf_counter() - start, "peak_mb": peak}}))
"""
OURS = """
from jupyterlab_galactica.models.recover import recover
recover(base, diff, out, "bf16")
"""
THEIRS = """
import torch
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
tuned = AutoModelForCausalLM.from_pretrained(diff, dtype=torch.float32)
rows = model.get_input_embeddings().num_embeddings
model.resize_token_embeddings(rows + 1, mean_resizing=False)
with torch.no_grad():
    for table in (model.get_input_embeddings(), model.get_output_embeddings()):
        table.weight[rows] = table.weight[:rows].mean(0)
    weights, differences = model.state_dict(), tuned.state_dict()
    for key in weights:
        weights[key] += differences[key]
model.to(torch.bfloat16).save_pretrained(out)
"""


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    peak_mb: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path)
    options = arguments.parse_args()
    for name, shape in SHAPES.items():
        with TemporaryDirectory(dir=options.folder, prefix="recover-") as folder:
            measure(name, shape, Path(folder))


def measure(name: str, shape: dict[str, int], folder: Path) -> None:
    base, diff, ours, theirs = (folder / part for part in ("base", "diff", "ours", "theirs"))
    elsewhere(write_pair, shape, base, diff)
    runs: dict[str, list[Run]] = {OURS: [], THEIRS: []}
    for _ in range(ROUNDS):
        for code, out in ((THEIRS, theirs), (OURS, ours)):
            shutil.rmtree(out, ignore_errors=True)
            runs[code].append(run(code, base, diff, out))
    seconds, peak = best(runs[OURS])
    their_seconds, their_peak = best(runs[THEIRS])
    print(
        f"recover, LLaMA {name}  {seconds:5.1f} s, peak {peak:5.0f} MB   (target 700 MB; "
        f"transformers {their_seconds:.1f} s, {their_peak:.0f} MB: time ratio "
        f"{seconds / their_seconds:.2f}, memory {their_peak / peak:.1f} times less; "
        f"{elsewhere(compare, ours, theirs)})"
    )


def elsewhere(function: Callable[..., Any], *arguments: object) -> Any:
    """Call it in a process of its own: a measured process inherits the peak of the one that starts
    it."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def best(runs: list[Run]) -> tuple[float, float]:
    return min(run.seconds for run in runs), min(run.peak_mb for run in runs)


def run(code: str, base: Path, diff: Path, out: Path) -> Run:
    command = [sys.executable, "-c", MEASURED.format(code=code), str(base), str(diff), str(out)]
    result = subprocess.run(command, capture_output=True, check=True, text=True)
    return Run(**json.loads(result.stdout.splitlines()[-1]))


def compare(ours: Path, theirs: Path) -> str:
    import torch

    from jupyterlab_galactica.models.checkpoint import FolderCheckpoint

    one, other = FolderCheckpoint(ours), FolderCheckpoint(theirs)
    same = [
        key
        for key in other.tensors
        if key in one.tensors and torch.equal(one.read(key), other.read(key))
    ]
    return f"{len(same)} of {len(other.tensors)} tensors equal bit for bit"


def write_pair(shape: dict[str, int], base: Path, diff: Path) -> None:
    """Random weights: a base in fp16, two `.bin` shards; a diff with one more row, one file."""
    import torch
    from safetensors.torch import save_file
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    heads = shape["hidden_size"] // 64
    config = LlamaConfig(
        **shape, vocab_size=ROWS, num_attention_heads=heads, tie_word_embeddings=False
    )
    with torch.device("meta"):
        shapes = {
            key: tensor.shape for key, tensor in LlamaForCausalLM(config).state_dict().items()
        }
    base.mkdir()
    config.save_pretrained(base)
    keys, places = list(shapes), {}
    for number, part in enumerate((keys[: len(keys) // 2], keys[len(keys) // 2 :]), 1):
        name = f"pytorch_model-{number:05}-of-00002.bin"
        torch.save({key: random_weights(key, shapes[key]) for key in part}, base / name)
        places |= dict.fromkeys(part, name)
    index = {"metadata": {}, "weight_map": places}
    (base / "pytorch_model.bin.index.json").write_text(json.dumps(index))

    diff.mkdir()
    config.vocab_size = ROWS + 1
    config.save_pretrained(diff)
    differences = {
        key: 1e-3 * torch.randn((length + (length == ROWS), *rest)).to(torch.bfloat16)
        for key, (length, *rest) in shapes.items()
    }
    save_file(differences, diff / "model.safetensors", metadata={"format": "pt"})


def random_weights(key: str, shape: tuple[int, ...]) -> torch.Tensor:
    import torch

    weights = torch.ones(shape) if "norm" in key else 0.02 * torch.randn(shape)
    return weights.to(torch.float16)


if __name__ == "__main__":
    main()
