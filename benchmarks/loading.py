"""How long a model takes to load, and how much memory at most: ours against `from_pretrained`.

Both load the same 1.3b-shaped OPT, stored in fp16, each time in a fresh process in which the
libraries are imported already; they take turns. "ready" is when loading returns, "first token"
after one forward pass of one token, since weights that stay mapped are read only then. The peak is
the process's largest resident set. Transformers has no int8 on a CPU to compare with.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

FORMATS = ("safetensors", "bin")
PRECISIONS = ("fp16", "bf16", "fp32", "int8")
_GIB = 2**30

_BEGIN = """
import json, resource, sys, time
from pathlib import Path
import torch, transformers, accelerate
import transformers.models.opt.modeling_opt
folder, precision = Path(sys.argv[1]), sys.argv[2]
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
from jupyterlab_galactica.models.loading import load_model
from jupyterlab_galactica.models.placement import CPU
from jupyterlab_galactica.models.precision import dtype_of
from transformers import AutoModelForCausalLM
start = time.perf_counter()
"""
_OURS = "model = load_model(FolderCheckpoint(folder), folder, precision, CPU, lambda done: None)"
_THEIRS = "model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype_of(precision))"
_END = """
ready = time.perf_counter() - start
with torch.inference_mode():
    model(input_ids=torch.tensor([[5]]))
first = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps([ready, first, peak]))
"""


def write_models(home: str, layers: int) -> None:
    """Galactica 1.3b's shape with random weights, in both formats, safetensors in shards.

    In a process of its own: what is started from a large process counts its memory as a peak.
    """
    import torch
    from transformers import OPTConfig, OPTForCausalLM

    config = OPTConfig(
        vocab_size=50_000,
        hidden_size=2048,
        ffn_dim=8192,
        num_hidden_layers=layers,
        num_attention_heads=32,
        word_embed_proj_dim=2048,
        max_position_embeddings=2048,
        activation_function="gelu",
        dropout=0.0,
    )
    torch.set_default_dtype(torch.float16)
    model = OPTForCausalLM(config)
    model.save_pretrained(f"{home}/safetensors", max_shard_size="1GB")
    model.config.save_pretrained(f"{home}/bin")
    state = {name: t for name, t in model.state_dict().items() if name != "lm_head.weight"}
    torch.save(state, f"{home}/bin/pytorch_model.bin")


def load_once(statement: str, folder: Path, precision: str) -> list[float]:
    """Seconds to ready, seconds to the first token, and the peak in bytes, of a fresh process."""
    code = _BEGIN + statement + _END
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), precision], capture_output=True, check=True
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def medians(runs: list[list[float]]) -> list[float]:
    return [median(figures) for figures in zip(*runs, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where models of an earlier run are kept")
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = options.folder or Path(temporary)
        if not (home / "bin/pytorch_model.bin").is_file():
            write = f"import loading; loading.write_models({str(home)!r}, {options.layers})"
            subprocess.run([sys.executable, "-c", write], cwd=Path(__file__).parent, check=True)
        for files in FORMATS:
            compare(home / files, options.runs)


def compare(folder: Path, runs: int) -> None:
    stored = sum(path.stat().st_size for path in folder.glob(f"*.{folder.name}"))
    print(f"{folder.name}, {stored / _GIB:.2f} GiB stored in fp16")
    for precision in PRECISIONS:
        pairs = []
        for _ in range(runs):
            ours = load_once(_OURS, folder, precision)
            theirs = [] if precision == "int8" else load_once(_THEIRS, folder, precision)
            pairs.append((ours, theirs))
        ready, first, peak = medians([ours for ours, _ in pairs])
        bound = 1.15 * stored * (2 if precision == "fp32" else 1) + 400e6
        line = (
            f"  {precision:5} ready {ready:5.2f} s, first token {first:5.2f} s, "
            f"peak {peak / 1e6:5.0f} MB (bound {bound / 1e6:.0f})"
        )
        if precision != "int8":
            their_ready, their_first, their_peak = medians([theirs for _, theirs in pairs])
            line += (
                f"; from_pretrained {their_ready:5.2f} s, {their_first:5.2f} s, "
                f"{their_peak / 1e6:5.0f} MB; ratios {ready / their_ready:.2f}, "
                f"{first / their_first:.2f}, {peak / their_peak:.2f}"
            )
        print(line, flush=True)


if __name__ == "__main__":
    main()
