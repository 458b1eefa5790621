"""The name of a weight diff with its base, `DIFF+BASE`, as a user writes it."""

from __future__ import annotations

import re

from .places import folder_named

_HUB_ID = re.compile(r"[\w.-]+/[\w.-]+(@[\w./-]+)?")


def split_pair(name: str) -> tuple[str, str] | None:
    """The diff and the base of `DIFF+BASE`: folders or hub ids. None where `name` is no pair."""
    if "+" not in name or folder_named(name).is_dir():
        return None
    pieces = name.split("+")
    splits = [
        ("+".join(pieces[:at]).strip(), "+".join(pieces[at:]).strip())
        for at in range(1, len(pieces))
    ]
    named = [split for split in splits if all(split)]
    known = [split for split in named if all(map(_is_model, split))]
    return next(iter(known or named), None)


def _is_model(name: str) -> bool:
    return folder_named(name).is_dir() or _HUB_ID.fullmatch(name) is not None
