"""What an administrator has decided: the models that are allowed, and settings that users keep.

It stands in `jupyter_galactica_config.json` of Jupyter's system-wide configuration folders, in the
form of traitlets' JSON files, and binds every process. The Jupyter server tells what its own
configuration says in the variable GALACTICA_POLICY, which kernels and the worker inherit.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

from .errors import InputError

FILE = "jupyter_galactica_config.json"
SECTION = "Galactica"
VARIABLE = "GALACTICA_POLICY"
_NAMES = frozenset({"allowed_models", "enforced", "ceilings"})


@dataclass(frozen=True, slots=True)
class Section:
    """What one source says. `enforced` maps settings to their values, as text.

    `ceilings` are the most that settings which are numbers may be set to. `allowed_models` are
    names in which `*` stands for anything; None allows all.
    """

    source: str
    allowed_models: tuple[str, ...] | None
    enforced: Mapping[str, str]
    ceilings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Policy:
    """Of a setting the first section counts that enforces it, and the lowest of its ceilings.

    A model must be allowed by all sections.
    """

    sections: tuple[Section, ...]

    @property
    def enforced(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for section in reversed(self.sections):
            found |= section.enforced
        return found

    @property
    def ceilings(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for section in self.sections:
            for name, most in section.ceilings.items():
                found[name] = min(most, found.get(name, most))
        return found

    def decides(self, name: str) -> bool:
        """Whether users are not free to set this setting as they like."""
        return name in self.enforced or name in self.ceilings

    @property
    def allowed_models(self) -> list[tuple[str, ...]]:
        return [each.allowed_models for each in self.sections if each.allowed_models is not None]

    def allows(self, name: str, revision: str | None = None) -> bool:
        """Whether a model may be used. A pattern without `@` allows no other revision."""
        return all(
            any(_matches(pattern, name, revision) for pattern in patterns)
            for patterns in self.allowed_models
        )


def load_policy() -> Policy:
    """What is decided now. Raises InputError where that cannot be read: then nothing is allowed."""
    return Policy((*_file_sections(), *sections_in(os.environ.get(VARIABLE, "[]"))))


def inherited() -> str:
    """A digest of what the Jupyter server's configuration decides here; "" for nothing."""
    text = os.environ.get(VARIABLE, "")
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def policy_files() -> list[Path]:
    """Where system-wide decisions may stand, the more general ones first."""
    from jupyter_core.paths import ENV_CONFIG_PATH, SYSTEM_CONFIG_PATH

    return [Path(folder) / FILE for folder in (*SYSTEM_CONFIG_PATH, *ENV_CONFIG_PATH)]


@lru_cache(maxsize=8)
def sections_in(text: str) -> tuple[Section, ...]:
    """The sections in the text of GALACTICA_POLICY. Raises InputError."""
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, list):
        raise InputError(f"The variable {VARIABLE} must hold a JSON list; unset it.")
    return tuple(read_section(each, VARIABLE) for each in stored)


def read_section(stored: object, source: str) -> Section:
    """One section as traitlets has it. Raises InputError."""
    unusable = InputError(
        f"{source}: {SECTION} holds allowed_models, a list of names, and enforced and ceilings, "
        "objects of settings; have the administrator mend it."
    )
    if not isinstance(stored, dict) or stored.keys() - _NAMES:
        raise unusable
    allowed, enforced = stored.get("allowed_models"), stored.get("enforced", {})
    is_list = isinstance(allowed, list) and all(isinstance(name, str) for name in allowed)
    if not (is_list or allowed is None) or not isinstance(enforced, dict):
        raise unusable
    names = None if allowed is None else tuple(allowed)
    try:
        ceilings = {name: float(most) for name, most in stored.get("ceilings", {}).items()}
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise unusable from error
    if not all(map(math.isfinite, ceilings.values())):
        raise unusable
    return Section(source, names, {name: str(value) for name, value in enforced.items()}, ceilings)


def _file_sections() -> Iterator[Section]:
    for path in policy_files():
        try:
            found = path.stat()
            section = _read_file(path, found.st_mtime_ns, found.st_size)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(
                f"{path} cannot be read ({error}); have the administrator mend it."
            ) from error
        if section is not None:
            yield section


@lru_cache(maxsize=8)
def _read_file(path: Path, _modified_ns: int, _size: int) -> Section | None:
    stored: Any = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(stored, dict):
        raise ValueError("it must hold one JSON object")
    return read_section(stored[SECTION], str(path)) if SECTION in stored else None


def _matches(pattern: str, name: str, revision: str | None) -> bool:
    if revision is None:
        return fnmatchcase(name, pattern)
    wanted, at, wanted_revision = pattern.partition("@")
    return bool(at) and fnmatchcase(name, wanted) and fnmatchcase(revision, wanted_revision)
