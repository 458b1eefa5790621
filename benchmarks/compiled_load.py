"""Loading a 1.3b shape in int8, by a fresh process: memory, the first time, the second time.

Against transformers in bf16 in the same run; all with the libraries imported and our compiled code
cached. The second load maps what the first one kept. Seconds to the first token, since weights that
are mapped are read only then.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from random_models import model_folder, use_own_cache

RUNS = 2

_OURS = """
import json, sys, threading, time
import torch, transformers, transformers.models.opt.modeling_opt
from decode import load, unheard
from jupyterlab_galactica.engine.compiled import kept
from jupyterlab_galactica.engine.interface import Sampling
from jupyterlab_galactica.models.threads import use_all_cores
from peers.answering import peak
import os
use_all_cores()
if sys.argv[2] == "first":
    kept.forget()
started = time.perf_counter()
model = load(sys.argv[1], "int8")
for step in model.engine.generate([5], Sampling(max_tokens=1, ignore_eos=True)):
    pass
seconds = time.perf_counter() - started
most = peak(os.getpid())
for thread in threading.enumerate():
    if thread.name == "galactica-keep":
        thread.join()
print(json.dumps([seconds, most, model.bytes]))
"""
_THEIRS = """
import json, os, sys, time
import torch, transformers, transformers.models.opt.modeling_opt
from peers.answering import peak
started = time.perf_counter()
model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.bfloat16)
with torch.inference_mode():
    model(input_ids=torch.tensor([[5]]))
print(json.dumps([time.perf_counter() - started, peak(os.getpid()), 0]))
"""


@dataclass(frozen=True)
class Load:
    """Seconds to the first token, bytes at most, bytes of the stored weights."""

    seconds: float
    peak: int
    stored: int


def main() -> None:
    use_own_cache()
    first, second, theirs = measure()
    bound = 1.15 * first.stored + 400e6
    print(
        f"1.3b, int8: first load {first.seconds:.1f} s (transformers bf16 {theirs.seconds:.1f} s, "
        f"ratio {first.seconds / theirs.seconds:.2f}, target 1.0), second {second.seconds:.1f} s "
        f"(ratio {second.seconds / first.seconds:.2f}, target 0.3), peak "
        f"{max(first.peak, second.peak) / 1e6:.0f} MB (bound {bound / 1e6:.0f})"
    )


def measure() -> tuple[Load, Load, Load]:
    """The first load, the second one, transformers' own; medians of turns."""
    folder = model_folder("1.3b")
    _once(_OURS, model_folder("125m"), "second")  # compiles where nothing is cached
    runs = [
        (
            _once(_OURS, folder, "first"), _once(_OURS, folder, "second"),
            _once(_THEIRS, folder, ""),
        )
        for _ in range(RUNS)
    ]  # fmt: skip
    first, second, theirs = (
        Load(median(one.seconds for one in loads), max(one.peak for one in loads), loads[0].stored)
        for loads in zip(*runs, strict=True)
    )
    return first, second, theirs


def _once(code: str, folder: Path, which: str) -> Load:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), which],
        capture_output=True, check=True, cwd=Path(__file__).parent,
    )  # fmt: skip
    return Load(*json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    main()
