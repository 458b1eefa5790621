"""What a release is made of: the packages that it needs, and those that are in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import quote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

NAME = "jupyterlab-galactica"


def pinned(package: str = NAME, extras: frozenset[str] = frozenset({"chem"})) -> dict[str, str]:
    """Versions by name of all that a package needs to run, as they are in this environment."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(package, extras)]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        name, wanted_extras = key
        try:
            here = distribution(name)
        except PackageNotFoundError:  # for other systems or Pythons than this
            continue
        if name != package:
            found[name] = Version(here.version).public
        for line in here.requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or any(
                wanted.marker.evaluate({"extra": extra}) for extra in (*wanted_extras, "")
            ):
                waiting.append((canonicalize_name(wanted.name), frozenset(wanted.extras)))
    return dict(sorted(found.items()))


def bundled(labextension: Path) -> list[Mapping[str, Any]]:
    """The npm packages in the built extension, as its bundler lists them."""
    listed = json.loads((labextension / "static/third-party-licenses.json").read_text("utf-8"))
    packages: list[Mapping[str, Any]] = listed["packages"]
    return [package for package in packages if package["name"] != NAME]


def javascript_bom(packages: list[Mapping[str, Any]], version: str) -> dict[str, Any]:
    """A CycloneDX bill of materials (version 1.6 of its JSON)."""
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component("application", NAME, version, "BSD-3-Clause")},
        "components": [
            _component("library", package["name"], package["versionInfo"], package["licenseId"])
            for package in packages
        ],
    }


def _component(kind: str, name: str, version: str, licence: str) -> dict[str, Any]:
    purl = f"pkg:npm/{quote(name)}@{quote(version)}"
    known = {"licenses": [{"expression": licence}]} if licence else {}
    return {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl} | known
