"""What each of Galactica's sizes needs, and how fast it can be: computed, not measured.

A token takes its weights' bytes over the rate at which they are used: so many a second for each
core (measured: tokens/s of the 1.3b shape, times its bytes, over the cores), until memory itself
gives no more.

    python benchmarks/sizes.py --core 20 --memory 60      GB/s of a core, and of all together
"""

from __future__ import annotations

import argparse

from jupyterlab_galactica.models.estimate import KNOWN_CONFIGS, estimate, gib
from jupyterlab_galactica.models.precision import COMPILED

SIZES = ("125m", "1.3b", "6.7b", "30b")
CORES = (2, 4, 8)
OF_MEMORY = 0.85
"""Of the bandwidth that reading alone reaches, no more is counted on."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--core", type=float, default=20.0)
    parser.add_argument("--memory", type=float, default=60.0)
    options = parser.parse_args()
    print("| | weights | memory | " + " | ".join(f"{cores} cores" for cores in CORES) + " |")
    print("|---" * (3 + len(CORES)) + "|")
    for size in SIZES:
        for way in COMPILED:
            needed = estimate(KNOWN_CONFIGS[f"facebook/galactica-{size}"], way, "compiled")
            rates = (
                min(cores * options.core, OF_MEMORY * options.memory) * 1e9 / needed.weights
                for cores in CORES
            )
            print(
                f"| {size}, {way} | {gib(needed.weights)} | {gib(needed.peak)} | "
                + " | ".join(f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}" for rate in rates)
                + " |"
            )


if __name__ == "__main__":
    main()
