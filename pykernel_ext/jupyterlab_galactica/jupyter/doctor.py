"""`jupyter galactica doctor`: what is here, what is wrong with it, and what to do, without secrets.

Asks nobody but the worker and the configured engine.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..config import Config, load_config, own_config_and_problems
from ..errors import GalacticaError
from ..policy import load_policy
from .secrets import without_secrets

_PACKAGES = (
    "jupyterlab-galactica", "torch", "transformers", "huggingface-hub", "sympy", "rdkit",
    "jupyterlab", "jupyter-server", "ipykernel", "notebook", "jupyterhub",
)  # fmt: skip
_SPARE_BYTES = 10**9
_ENGINE_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Findings:
    """Sizes are in bytes. `problems` are sentences that say what to do; none where all is well."""

    versions: dict[str, str]
    machine: dict[str, Any]
    settings: dict[str, Any]
    worker: dict[str, Any]
    engine: dict[str, Any]
    stored: list[dict[str, Any]]
    log: list[str]
    problems: list[str]


def examine() -> Findings:
    problems: list[str] = []
    config = _config(problems)
    found: dict[str, Any] = {
        "versions": _versions(),
        "machine": _machine(problems),
        "settings": _settings(config, problems),
        "worker": _worker(problems),
        "engine": _engine(config, problems),
        "stored": _stored(problems),
        "log": _log(),
    }
    problems += _not_installed()
    problems += _cannot_check()
    return Findings(**without_secrets(found), problems=without_secrets([*dict.fromkeys(problems)]))


def as_text(found: Findings) -> str:
    lines = ["Versions", *_rows(found.versions), "", "Machine", *_rows(found.machine), ""]
    lines += ["Settings that are not the defaults", *_rows(found.settings), ""]
    lines += ["The model's process", *_rows(found.worker), ""]
    lines += ["Engine", *_rows(found.engine), "", "Kept on disk"]
    lines += [f"  {each['what']}: {_mb(each['bytes'])} in {each['where']}" for each in found.stored]
    lines += ["", "End of the log of the model's process", *(f"  {line}" for line in found.log), ""]
    lines += [f"Problem: {problem}" for problem in found.problems] or ["No problem was found."]
    return "\n".join(lines)


def _config(problems: list[str]) -> Config:
    own, bad = own_config_and_problems()
    problems += bad
    try:
        return load_config()
    except GalacticaError as error:
        problems.append(str(error))
        return own


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version(), "system": platform.platform()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _machine(problems: list[str]) -> dict[str, Any]:
    import os

    from ..models.machine import seems_to_have_gpu, this_machine

    machine = this_machine()
    if seems_to_have_gpu() and not machine.gpus:
        problems.append(
            "A GPU seems to be here, but torch cannot use it; install the build of torch for it, "
            "from the selector on pytorch.org."
        )
    return {
        "processors": os.cpu_count(),
        "free memory": _mb(machine.memory),
        "free memory of GPUs": [_mb(free) for free in machine.gpus],
    }


def _settings(config: Config, problems: list[str]) -> dict[str, Any]:
    from dataclasses import asdict

    from ..models.allowed import check_allowed

    default = asdict(Config())
    found = {name: value for name, value in asdict(config).items() if value != default[name]}
    try:
        policy = load_policy()
        found["enforced by the administrator"] = sorted(policy.enforced)
        if policy.ceilings:
            found["ceilings"] = {name: f"{most:g}" for name, most in policy.ceilings.items()}
        found["allowed models"] = policy.allowed_models or "all"
        check_allowed(config.model)
    except GalacticaError as error:
        problems.append(str(error))
    return found


def _worker(problems: list[str]) -> dict[str, Any]:
    from ..engine import connection
    from ..engine.runtime import make_folder

    found: dict[str, Any] = {"connection file": str(connection.connection_file())}
    try:
        make_folder()
        registered = connection.read()
        found |= connection.status()
    except (GalacticaError, OSError) as error:
        problems.append(str(error))
        return found
    if registered is not None and (reason := connection.outdated(registered)):
        problems.append(
            f"The model's process {reason}; the next question replaces it, or stop it with "
            "`jupyter galactica stop`."
        )
    return found


def _engine(config: Config, problems: list[str]) -> dict[str, Any]:
    """What the configured engine answers; without one it is the model's process, seen above."""
    import httpx

    from ..engine.servers.address import address_of

    if not config.base_url:
        return {"asked": "the model's process"}
    found: dict[str, Any] = {"asked": config.base_url}
    try:
        server = address_of(config.base_url, config)
        found["key"] = "set" if server.key() else "no"
        with server.open_client() as web:
            answer = web.get("/v1/models", timeout=_ENGINE_PATIENCE_S)
        answer.raise_for_status()
        found["models"] = [model["id"] for model in answer.json()["data"]]
    except (httpx.HTTPError, httpx.InvalidURL, GalacticaError) as error:
        problems.append(
            f"The engine of the setting base_url does not answer ({error}); check that it runs, "
            "the URL, and the key."
        )
    except (ValueError, LookupError, TypeError):
        problems.append(
            "What answers at the setting base_url does not speak OpenAI's protocol; correct it."
        )
    return found


def _stored(problems: list[str]) -> list[dict[str, Any]]:
    from .stored import folder_size, models_folder, stored_things

    found = [
        {"what": each.what, "bytes": each.size, "where": ", ".join(map(str, each.paths))}
        for each in stored_things()
    ]
    models = models_folder()
    where = str(models)
    found.append({"what": "the hub's models", "bytes": folder_size(models), "where": where})
    free = shutil.disk_usage(next(each for each in (models, *models.parents) if each.exists())).free
    if free < _SPARE_BYTES:
        problems.append(f"The disk of {models} has {_mb(free)} free; free some space.")
    return found


def _log() -> list[str]:
    from ..engine import worker_log

    try:
        return worker_log.end()
    except OSError:
        return []


def _not_installed() -> Iterator[str]:
    from jupyter_core.paths import jupyter_config_path, jupyter_path
    from jupyter_server.extension.config import ExtensionConfigManager

    from ..models.catalog import find_local_model

    manager = ExtensionConfigManager(read_config_path=jupyter_config_path())
    if not manager.get_jpserver_extensions().get("jupyterlab_galactica"):
        yield (
            "The server extension is not enabled; the sidebar needs it: jupyter server extension "
            "enable jupyterlab_galactica."
        )
    extensions = [Path(folder) / "jupyterlab-galactica" for folder in jupyter_path("labextensions")]
    if not any(folder.is_dir() for folder in extensions):
        yield (
            "The JupyterLab extension is not installed here; install jupyterlab-galactica in the "
            "environment that JupyterLab runs in."
        )
    try:
        find_local_model("demo")
    except GalacticaError as error:
        yield str(error)


def _cannot_check() -> Iterator[str]:
    """Whether check workers start and judge."""
    from ..assistant import check_equation

    try:
        check = check_equation("1 + 1 = 2", units={})
    except GalacticaError as error:
        yield str(error)
        return
    if check.verdict != "holds":
        yield (
            f"The check workers do not judge that 1 + 1 = 2 ({check.verdict}: {check.reason}); see "
            "whether sympy is installed and memory is free."
        )


def _rows(values: dict[str, Any]) -> list[str]:
    return [f"  {name}: {value}" for name, value in values.items() if value is not None]


def _mb(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
