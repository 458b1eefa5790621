"""The settings: a user's lasting choices, and what overrules them.

The administrator decides first (`policy.py`), then the environment (GALACTICA_TEMPERATURE and its
like), then what the user chose in whatever front end, kept as JSON in Jupyter's configuration
folder; else the default holds.
"""

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
from .setting_values import ENDLESS_AT_0, lookup_services, read_value, usable

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
    `bibliographies` are searched beside those of each project, parted as in PATH.
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
    bibliographies: str = ""
    lookup: str = ""
    cache: Literal["on", "off"] = "on"
    offline: Literal["on", "off"] = "off"


def config_path() -> Path:
    from jupyter_core.paths import jupyter_config_dir

    return Path(jupyter_config_dir()) / "galactica.json"


def load_config() -> Config:
    """The user's choices, over them what the environment says and what the administrator enforces.

    Raises InputError where these cannot be read: what they forbid is not known then.
    """
    return enforce(_with_environment(own_config()), load_policy())


def variable(name: str) -> str:
    """The variable of the environment that says what a setting is."""
    return f"GALACTICA_{name.upper()}"


def _with_environment(config: Config) -> Config:
    for name in _KNOWN:
        text = os.environ.get(variable(name))
        if text is not None:
            try:
                config = with_setting(config, name, text)
            except InputError as error:
                raise InputError(
                    f"The variable {variable(name)} cannot be used: {error} Correct or unset it."
                ) from error
    return config


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
    read: dict[str, Any] = {name: read_value(name, _KNOWN[name], value)}
    return replace(config, **read)


def changed(config: Config, name: str, value: str) -> Config:
    """As `with_setting`, for a user, of what is there.

    Raises NotAllowedError for a setting that is decided elsewhere, or above its ceiling.
    """
    if sentence := decided_elsewhere(name):
        raise NotAllowedError(sentence)
    most = load_policy().ceilings.get(name)
    config = with_setting(config, name, usable(name, value))
    if most is not None and _passes(name, _number(config, name), most):
        raise NotAllowedError(f"The administrator allows {name} up to {most:g}, not {value}.")
    return config


def decided_elsewhere(name: str) -> str:
    """Why a user's choice of this setting would count for nothing, in a sentence; "" if it would.

    Raises InputError where what the administrator decided cannot be read.
    """
    kept = load_policy().enforced.get(name)
    if kept is not None:
        return f"The administrator has set {name} to {kept!r}; it stays so."
    told = os.environ.get(variable(name))
    if told is not None:
        return f"The variable {variable(name)} sets {name} to {told!r} here; unset it first."
    return ""


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
    return value > most or (name in ENDLESS_AT_0 and value == 0)


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
