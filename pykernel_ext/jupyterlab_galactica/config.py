"""A user's lasting choices, kept as JSON in Jupyter's configuration folder."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal

from .errors import InputError


@dataclass(frozen=True, slots=True)
class Config:
    """`base_url` names an OpenAI-style server (vLLM) to ask instead of the local worker.

    `new_tokens` is the default limit of an answer; `temperature` 0 is greedy. `precision` is that
    of models to be loaded; `offload` "disk" lets layers wait on disk that memory has no room for.
    `lookup` names the services that may be sent the text of citations, parted by commas; none is
    asked where it is empty. `cache` "on" answers from the answer cache what can be repeated.
    """

    model: str = "demo"
    base_url: str = ""
    new_tokens: int = 400
    temperature: float = 0.0
    top_p: float = 1.0
    idle_minutes: float = 30.0
    precision: str = "auto"
    offload: Literal["memory", "disk"] = "memory"
    lookup: str = ""
    cache: Literal["on", "off"] = "on"


def config_path() -> Path:
    from jupyter_core.paths import jupyter_config_dir

    return Path(jupyter_config_dir()) / "galactica.json"


def load_config() -> Config:
    """The stored choices over the defaults. Raises InputError where the file cannot be used."""
    path = config_path()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read ({error}); mend or delete it.") from error
    if not isinstance(stored, dict):
        raise InputError(f"{path} must hold one JSON object; mend or delete it.")
    config = Config()
    for name, value in stored.items():
        config = with_setting(config, name, str(value))
    return config


def with_setting(config: Config, name: str, value: str) -> Config:
    """The configuration with one setting changed from text. Raises InputError."""
    known = {field.name: type(getattr(config, field.name)) for field in fields(config)}
    if name not in known:
        raise InputError(f"There is no setting {name!r}; choose one of {', '.join(known)}.")
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        raise InputError(f"{name} is one of {', '.join(choices)}, not {value!r}.")
    if name == "lookup":
        value = ",".join(lookup_services(value))
    try:
        return replace(config, **{name: known[name](value)})
    except ValueError as error:
        raise InputError(f"{name} takes {_KINDS[known[name]]}, not {value!r}.") from error


def lookup_services(names: str) -> tuple[str, ...]:
    """The services of a setting such as `crossref,arxiv`; none for `off`. Raises InputError."""
    given = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in names.split(",")))))
    if given == ("off",):
        return ()
    if unknown := [name for name in given if name not in LOOKUP_SERVICES]:
        choices = ", ".join(LOOKUP_SERVICES)
        raise InputError(f"lookup is off or some of {choices}, not {unknown[0]!r}.")
    return given


def save_config(config: Config) -> Path:
    """Write the choices that differ from the defaults. Raises InputError where it cannot."""
    path = config_path()
    default = asdict(Config())
    changed = {name: value for name, value in asdict(config).items() if value != default[name]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(changed, indent=2) + "\n", encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error}); free some space.") from error
    return path


LOOKUP_SERVICES = ("crossref", "openalex", "arxiv", "semanticscholar")
_CHOICES = {
    "precision": ("auto", "fp32", "bf16", "fp16", "int8", "nf4"),
    "offload": ("memory", "disk"),
    "cache": ("on", "off"),
}
_KINDS = {str: "text", int: "a whole number", float: "a number"}
