"""A user's lasting choices, kept as JSON in Jupyter's configuration folder."""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from .errors import InputError, NotAllowedError
from .limits import Limits
from .policy import Policy, load_policy

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Config(Limits):
    """`base_url` names an OpenAI-style server (vLLM) to ask instead of the local worker.

    Its key is in the environment's GALACTICA_API_KEY or in `api_key_file`, which nobody else may
    read; `ca_bundle` holds certificates of a private authority, trusted beside the system's. A
    server that is not there yet or busy is asked again for `server_wait_seconds`; one that says
    nothing for `server_silence_seconds` is given up.

    `new_tokens` is the default limit of an answer; `temperature` 0 is greedy. `precision` is that
    of models to be loaded; `offload` "disk" lets layers wait on disk that memory has no room for.
    `lookup` names the services that may be sent the text of citations, parted by commas; none is
    asked where it is empty. `cache` "on" answers from the answer cache what can be repeated.
    `offline` "on" forbids every connection that leaves the machine, but to `base_url`.
    """

    model: str = "demo"
    base_url: str = ""
    api_key_file: str = ""
    ca_bundle: str = ""
    server_wait_seconds: float = 120.0
    server_silence_seconds: float = 600.0
    new_tokens: int = 400
    temperature: float = 0.0
    top_p: float = 1.0
    idle_minutes: float = 30.0
    precision: str = "auto"
    offload: Literal["memory", "disk"] = "memory"
    lookup: str = ""
    cache: Literal["on", "off"] = "on"
    offline: Literal["on", "off"] = "off"


def config_path() -> Path:
    from jupyter_core.paths import jupyter_config_dir

    return Path(jupyter_config_dir()) / "galactica.json"


def load_config() -> Config:
    """The user's choices, and over them what the administrator enforces.

    Raises InputError where the latter cannot be read: what it forbids is not known then.
    """
    return enforce(own_config(), load_policy())


def enforce(config: Config, policy: Policy) -> Config:
    """The settings as the administrator has them. Raises InputError for one that cannot be used."""
    try:
        for name, value in policy.enforced.items():
            config = with_setting(config, name, value)
        for name, most in policy.ceilings.items():
            if _passes(name, _number(config, name), most):
                config = with_setting(config, name, f"{most:.17g}")
    except InputError as error:
        raise InputError(
            f"The administrator enforces a setting that cannot be used: {error}"
        ) from error
    return config


def own_config() -> Config:
    """The user's stored choices over the defaults; what is wrong with them is told as a warning."""
    config, problems = own_config_and_problems()
    for problem in problems:
        _warn(problem)
    return config


def own_config_and_problems() -> tuple[Config, list[str]]:
    """The user's stored choices over the defaults, and what of them cannot be used.

    There the default holds; a setting that this version does not know is left alone.
    """
    config = Config()
    try:
        stored = _stored()
    except InputError as error:
        return config, [f"{error} The defaults hold until then."]
    problems = []
    for name, value in stored.items():
        if name not in _KNOWN:
            continue
        try:
            config = with_setting(config, name, str(value))
        except InputError as error:
            holds = f"The default, {getattr(config, name)}, holds."
            problems.append(f"{config_path()}: {error} {holds}")
    return config, problems


def _stored() -> Mapping[str, Any]:
    """What the file holds. Raises InputError where it cannot be read."""
    path = config_path()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read ({error}); mend or delete it.") from error
    if not isinstance(stored, dict):
        raise InputError(f"{path} must hold one JSON object; mend or delete it.")
    return stored


@cache
def _warn(sentence: str) -> None:
    _log.warning("%s", sentence)


def with_setting(config: Config, name: str, value: str) -> Config:
    """The configuration with one setting changed from text. Raises InputError."""
    if name not in _KNOWN:
        raise InputError(f"There is no setting {name!r}; choose one of {', '.join(_KNOWN)}.")
    choices = _CHOICES.get(name)
    if choices is not None and value not in choices:
        raise InputError(f"{name} is one of {', '.join(choices)}, not {value!r}.")
    if name == "lookup":
        value = ",".join(lookup_services(value))
    kind = _KNOWN[name]
    try:
        read = kind(value)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{name} takes {_KINDS[kind]}, not {value[:40]!r}.") from error
    if kind is not str:
        _check_range(name, read)
    return replace(config, **{name: read})


def changed(config: Config, name: str, value: str) -> Config:
    """As `with_setting`, for a user.

    Raises NotAllowedError for a setting that is enforced, or above its ceiling.
    """
    policy = load_policy()
    kept, most = policy.enforced.get(name), policy.ceilings.get(name)
    if kept is not None:
        raise NotAllowedError(f"The administrator has set {name} to {kept!r}; it stays so.")
    config = with_setting(config, name, value)
    if most is not None and _passes(name, _number(config, name), most):
        raise NotAllowedError(f"The administrator allows {name} up to {most:g}, not {value}.")
    return config


def most_new_tokens() -> int | None:
    """How many new tokens the administrator allows an answer; None for any number.

    Raises InputError where that cannot be read.
    """
    policy = load_policy()
    found = policy.ceilings.get("new_tokens", math.inf)
    if "new_tokens" in policy.enforced:
        found = min(found, load_config().new_tokens)
    return None if found == math.inf else int(found)


def _number(config: Config, name: str) -> float:
    """The value of a setting that may have a ceiling. Raises InputError for any other."""
    value = getattr(config, name, None) if name in _KNOWN else None
    if isinstance(value, (int, float)):
        return value
    raise InputError(f"{name!r} is no setting that is a number, and can have no ceiling.")


def _passes(name: str, value: float, most: float) -> bool:
    return value > most or (name in _ENDLESS_AT_0 and value == 0)


def _check_range(name: str, value: float) -> None:
    low, high = _RANGES.get(name, _ABOVE_ZERO)
    if math.isfinite(value) and low <= value <= high:
        return
    wanted = f"from {low:g} on" if high == math.inf else f"from {low:g} to {high:g}"
    raise InputError(f"{name} is a number {wanted}, not {value:g}.")


def lookup_services(names: str) -> tuple[str, ...]:
    """The services of a setting such as `crossref,arxiv`; none for `off`. Raises InputError."""
    given = tuple(dict.fromkeys(filter(None, (name.strip().lower() for name in names.split(",")))))
    if given == ("off",):
        return ()
    if unknown := [name for name in given if name not in LOOKUP_SERVICES]:
        choices = ", ".join(LOOKUP_SERVICES)
        raise InputError(f"lookup is off or some of {choices}, not {unknown[0]!r}.")
    return given


def services_to_ask(lookup: str | None) -> tuple[str, ...]:
    """The services that `lookup` names, by default as configured.

    Raises InputError, and NotAllowedError for one beyond those that are enforced.
    """
    configured = lookup_services(load_config().lookup)
    asked = configured if lookup is None else lookup_services(lookup)
    if "lookup" in load_policy().enforced and (more := [n for n in asked if n not in configured]):
        allowed = ", ".join(configured) or "none"
        raise NotAllowedError(
            f"The administrator allows no look-up in {more[0]}; it may be: {allowed}."
        )
    return asked


def save_config(config: Config) -> Path:
    """Write the choices that differ from the defaults. Raises InputError where it cannot.

    Settings of another version stay in the file.
    """
    path = config_path()
    default = asdict(Config())
    changed = {name: value for name, value in _stored().items() if name not in _KNOWN}
    changed |= {name: value for name, value in asdict(config).items() if value != default[name]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(changed, indent=2) + "\n", encoding="utf-8")
        os.replace(new, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error}); free some space.") from error
    return path


_KNOWN: Mapping[str, type] = {field.name: type(field.default) for field in fields(Config)}
LOOKUP_SERVICES = ("crossref", "openalex", "arxiv", "semanticscholar")
_CHOICES = {
    "precision": ("auto", "fp32", "bf16", "fp16", "int8", "int4", "nf4"),
    "offload": ("memory", "disk"),
    "cache": ("on", "off"),
    "offline": ("on", "off"),
}
_KINDS = {str: "text", int: "a whole number", float: "a number"}
_ABOVE_ZERO = (1e-6, math.inf)
_ENDLESS_AT_0 = frozenset({"idle_minutes"})
_RANGES = {
    "idle_minutes": (0.0, 60.0 * 24 * 365),
    "server_wait_seconds": (0.0, 86_400.0),
    "server_silence_seconds": (1.0, 86_400.0),
    "temperature": (0.0, 100.0),
    "top_p": (1e-6, 1.0),
    "check_seconds": (0.1, 9.0),  # after 10 the system ends a check whose parent did not
    "completions": (1.0, 128.0),
    **dict.fromkeys(("new_tokens", "prompt_characters", "queue", "answers"), (1.0, 1e12)),
}
