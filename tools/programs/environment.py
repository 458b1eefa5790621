"""The commands that .venv and node_modules bring wherever they are made anew."""

from __future__ import annotations

import json
import re
from importlib.metadata import distributions
from pathlib import Path

_OWN = {"jupyterlab-galactica", "pip"}


def commands(root: Path) -> frozenset[str]:
    """Those of the pinned packages: one that was only installed by hand brings nothing."""
    return frozenset({"python", *_of_python(root), *_of_node(root)})


def _of_python(root: Path) -> set[str]:
    pinned = re.findall(r"(?m)^([a-z0-9.-]+)==", (root / "constraints.txt").read_text("utf-8"))
    return {
        file.name
        for distribution in distributions()
        if distribution.metadata["Name"].lower().replace("_", "-") in _OWN.union(pinned)
        for file in distribution.files or ()
        if file.parts[0] == ".." and file.parent.name == "bin"
    }


def _of_node(root: Path) -> set[str]:
    packages = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    return {
        name
        for folder, package in packages.items()
        if folder.count("node_modules/") == 1
        for name in package.get("bin", ())
    }
