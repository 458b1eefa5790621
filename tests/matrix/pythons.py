"""Run a quick part of the tests on every Python at hand that the project is for.

The heavy packages stay out: none of them is loaded before a model is. So this also holds that the
package is imported, configured and checks text without them. Names such as 3.12 choose some.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from environments import ROOT, NotInstalledError, made, pip, wheel

OLDEST = 10
NEWEST = 14
"""Minor versions of Python 3."""

HEAVY = ("accelerate", "numba", "torch", "transformers")
TESTS = (
    "tests/matrix/test_imports.py",
    "tests/test_config.py",
    "tests/answer/test_lexer.py",
    "tests/answer/test_serialize.py",
    "tests/checks/test_pool.py",
    "tests/checks/test_citations.py",
    "tests/checks/equations/test_verdict.py",
)


def main() -> None:
    there = dict(pythons())
    results = {
        version: tried(version, there[version]) if version in there else "not tried: not here"
        for version in sys.argv[1:] or [f"3.{minor}" for minor in range(OLDEST, NEWEST + 1)]
    }
    print("\n" + "\n".join(f"Python {version:6} {result}" for version, result in results.items()))
    if any(result == "fails" or "installed" in result for result in results.values()):
        sys.exit(1)


def pythons() -> Iterator[tuple[str, str]]:
    """Versions and the programs: on the PATH, else of pyenv."""
    for minor in range(OLDEST, NEWEST + 1):
        name = f"python3.{minor}"
        folders = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin"))
        for folder in (None, *map(str, reversed(folders))):
            found = shutil.which(name, path=folder)
            if found and runs(found):
                yield f"3.{minor}", found
                break


def runs(python: str) -> bool:
    """pyenv puts names on the PATH that only say that the version is not chosen."""
    return subprocess.run([python, "-c", "import venv"], capture_output=True).returncode == 0


def tried(version: str, python: str) -> str:
    """What came of it, in a word or a sentence."""
    wanted = requires("jupyterlab-galactica") or []
    light = [
        package
        for package in wanted
        if "extra ==" not in package and re.split(r"[^\w-]", package)[0] not in HEAVY
    ]
    tools = ["hypothesis", "pytest", "pytest-timeout"]
    try:
        environment = made(f"python-{version}", python, [[*light, *tools]])
        pip(environment, ["--no-deps", "--force-reinstall", str(wheel())])
    except NotInstalledError as error:
        return f"not tried: the dependencies could not be installed ({error})"
    print(f"\nPython {version}: {python}", flush=True)
    command = [str(environment / "bin" / "python"), "-m", "pytest", "-q", *TESTS]
    return "fails" if subprocess.run(command, cwd=ROOT).returncode else "works"


if __name__ == "__main__":
    main()
