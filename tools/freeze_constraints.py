"""Write constraints.txt from the packages of this environment: the versions the tests passed on.

A package that does not support the oldest Python we do is pinned for newer ones only.
"""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import Version

OLDEST = "3.10"
OWN = {"jupyterlab-galactica", "pip", "setuptools"}


def pins() -> list[str]:
    lines = set()
    for distribution in distributions():
        name = distribution.metadata["Name"].lower().replace("_", "-")
        if name in OWN:
            continue
        pin = f"{name}=={Version(distribution.version).public}"
        needed = SpecifierSet(distribution.metadata.get("Requires-Python") or "")
        if not needed.contains(OLDEST):
            pin += ' ; python_version >= "3.11"'
        lines.add(pin)
    return sorted(lines)


if __name__ == "__main__":
    header = "# Tested versions; written by tools/freeze_constraints.py.\n"
    Path("constraints.txt").write_text(header + "\n".join(pins()) + "\n", encoding="utf-8")
