"""Environments that have the wheel and what a row of a table wants, each of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".venv" / "matrix"


class NotInstalledError(Exception):
    """Pip found no such versions, or reached no registry; the message is its last line."""


def wheel() -> Path:
    """The wheel of the sources as they are."""
    folder = ROOT / "build" / "matrix" / "dist"
    command = ["python", "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return max(folder.glob("*.whl"), key=lambda file: file.stat().st_mtime)


def made(name: str, python: str, install: list[list[str]], below: Path | None = None) -> Path:
    """The environment of this name, made anew where it is of other packages than these.

    `install` are the arguments of pip, a call each. Modules that none of them brings are taken from
    the environment `below`: the heavy ones need not lie on the disk once more.

    Raises:
        NotInstalledError: pip fails.
    """
    environment = PLACE / name
    want = json.dumps([str(environment), python, install])
    made_of = environment / "made-of.json"
    if not made_of.is_file() or made_of.read_text("utf-8") != want:
        subprocess.run([python, "-m", "venv", "--clear", str(environment)], check=True)
        if below:
            _put_on_top(environment, below)
        for arguments in install:
            pip(environment, arguments)
        made_of.write_text(want, "utf-8")
    return environment


def pip(environment: Path, arguments: list[str]) -> None:
    command = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotInstalledError((done.stderr.strip() or "pip failed").splitlines()[-1])


def versions(environment: Path, *packages: str) -> str:
    """What is imported there of these packages, in words."""
    script = (
        "import sys\nfrom importlib.metadata import PackageNotFoundError, version\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, version(name), end='  ')\n"
        "    except PackageNotFoundError: pass"
    )
    command = [str(environment / "bin" / "python"), "-c", script, *packages]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _put_on_top(environment: Path, below: Path) -> None:
    (packages,) = (below / "lib").glob("python3*/site-packages")
    (here,) = (environment / "lib").glob("python3*/site-packages")
    line = f"import site; site.addsitedir({str(packages.resolve())!r})\n"
    (here / "on_top_of.pth").write_text(line, "utf-8")
