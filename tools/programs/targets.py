"""Which targets of the Makefile come to a call of a program."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .makefile import Rule, targets_needing
from .sources import Use

_RUN_BY = {
    "benchmarks/": "benchmarks/",
    "labext/": "npm",
    "package.json": "npm",
    "tests/ui/": "tests/ui",
    "tests/clients/": "tests/clients",
    "tests/matrix/": "tests/matrix",
    "tests/": "pytest",
}
"""Where a file is that no recipe names itself, and the word of a recipe that runs it."""


def targets_of(use: Use, rules: Mapping[str, Rule]) -> set[str]:
    """The public targets; none for what the package itself or continuous integration calls."""
    if use.file == "Makefile":
        return set(targets_needing(rules, use.place))
    return {
        target
        for name, rule in rules.items()
        if any(_runs(rule.script, word, use.file) for word in _words(use.file, rules))
        for target in targets_needing(rules, name)
    }


def _runs(script: str, word: str, file: str) -> bool:
    """Whether a recipe with this word runs a file; pytest runs all tests unless some are named."""
    named = re.findall(r"\btests/\S+", script) if word == "pytest" else []
    return word in script and (not named or any(map(file.startswith, named)))


def _words(file: str, rules: Mapping[str, Rule]) -> list[str]:
    if any(file in rule.script for rule in rules.values()):
        return [file]
    return [word for place, word in _RUN_BY.items() if file.startswith(place)][:1]
