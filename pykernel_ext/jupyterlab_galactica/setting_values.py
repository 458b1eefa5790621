"""What a setting may be: text that a user writes into a value, or a sentence on what is wrong."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from .errors import InputError

Value: TypeAlias = str | int | float

LOOKUP_SERVICES = ("crossref", "openalex", "arxiv", "semanticscholar")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "precision": ("auto", "fp32", "bf16", "fp16", "int8", "int4", "nf4"),
    "offload": ("memory", "disk"),
    "cache": ("on", "off"),
    "offline": ("on", "off"),
}
ENDLESS_AT_0 = frozenset({"idle_minutes"})
_KINDS: Mapping[type, str] = {str: "text", int: "a whole number", float: "a number"}
_ABOVE_ZERO = (1e-6, math.inf)
_RANGES: Mapping[str, tuple[float, float]] = {
    "idle_minutes": (0.0, 60.0 * 24 * 365),
    "server_wait_seconds": (0.0, 86_400.0),
    "server_silence_seconds": (1.0, 86_400.0),
    "new_tokens": (1.0, 1_000_000.0),
    "temperature": (0.0, 2.0),  # beyond, what is drawn has little to do with the model
    "top_p": (1e-6, 1.0),
    "check_seconds": (0.1, 9.0),  # after 10 the system ends a check whose parent did not
    "completions": (1.0, 128.0),
    **dict.fromkeys(("prompt_characters", "queue", "answers"), (1.0, 1e12)),
}


def bounds(name: str) -> tuple[float, float]:
    """The least and the most that a setting which is a number may be."""
    return _RANGES.get(name, _ABOVE_ZERO)


def read_value(name: str, kind: type, text: str) -> Value:
    """The value that `text` stands for. Raises InputError, with what may be set."""
    choices = CHOICES.get(name)
    if choices is not None and text not in choices:
        raise InputError(f"{name} is one of {', '.join(choices)}, not {text!r}.")
    if name == "lookup":
        text = ",".join(lookup_services(text))
    try:
        value: Value = kind(text)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name} takes {_KINDS[kind]}, not {text[:40]!r}.") from error
    if not isinstance(value, str):
        _check_range(name, value)
    return value


def usable(name: str, text: str) -> str:
    """What is to be stored of text that a user sets; raises InputError where that is not there.

    What was stored before and is gone since is told where it is used.
    """
    return _USABLE[name](name, text.strip()) if text.strip() and name in _USABLE else text


def lookup_services(names: str) -> tuple[str, ...]:
    """The services of a setting such as `crossref,arxiv`; none for `off`. Raises InputError."""
    given = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in names.split(",")))))
    if given == ("off",):
        return ()
    if unknown := [name for name in given if name not in LOOKUP_SERVICES]:
        choices = ", ".join(LOOKUP_SERVICES)
        raise InputError(f"lookup is off or some of {choices}, not {unknown[0]!r}.")
    return given


def paths_in(text: str) -> tuple[str, ...]:
    """The paths of a setting such as PATH, parted by colons (by semicolons in Windows)."""
    return tuple(filter(None, (path.strip() for path in text.split(os.pathsep))))


def _check_range(name: str, value: float) -> None:
    low, high = bounds(name)
    if math.isfinite(value) and low <= value <= high:
        return
    wanted = f"from {low:g} on" if high == math.inf else f"from {low:g} to {high:g}"
    raise InputError(f"{name} is a number {wanted}, not {value:g}.")


def _server(name: str, text: str) -> str:
    try:
        url = urlsplit(text)
        is_server = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:  # a port beyond 65535, or none
        is_server = False
    if not is_server:
        raise InputError(
            f"{name} is the URL of a server, such as http://HOST:8000 with a port from 1 to 65535, "
            f"not {text[:80]!r}."
        )
    return text


def _file(name: str, text: str) -> str:
    if not os.path.isfile(os.path.expanduser(text)):
        raise InputError(f"{name} names a file, and there is no {text}; correct the path.")
    return text


def _bibliographies(name: str, text: str) -> str:
    paths = [os.path.abspath(os.path.expanduser(path)) for path in paths_in(text)]
    if missing := [path for path in paths if not Path(path).exists()]:
        raise InputError(f"{name}: there is no {missing[0]}; name files of works, or folders.")
    return os.pathsep.join(paths)


_USABLE: Mapping[str, Callable[[str, str], str]] = {
    "base_url": _server,
    "api_key_file": _file,
    "ca_bundle": _file,
    "bibliographies": _bibliographies,
}
