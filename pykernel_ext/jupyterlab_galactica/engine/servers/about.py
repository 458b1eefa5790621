"""What a server says of itself: its software, the models it serves, their windows."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ...errors import GalacticaError, ModelError
from ..interface import Progress, ServerOrigin
from .address import Address
from .asking import UnknownPathError, ask_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Software:
    """What a kind of server can do beyond OpenAI's protocol.

    `about` is the path where it tells its version. `extended` takes vLLM's fields, and so keeps
    special tokens and stops by id; `takes_ids` prompts of token ids; `tokenizes` has `/tokenize`.
    """

    name: str
    about: str
    extended: bool = False
    takes_ids: bool = False
    tokenizes: bool = False


VLLM = Software(name="vLLM", about="/version", extended=True, takes_ids=True, tokenizes=True)
OURS = Software(name="jupyterlab-galactica", about="/status", extended=True, takes_ids=True)
LLAMA_CPP = Software(name="llama.cpp", about="/props", takes_ids=True)
TGI = Software(name="TGI", about="/info")
UNKNOWN = Software(name="", about="")

_BY_OWNER = {"vllm": VLLM, "llamacpp": LLAMA_CPP, "jupyterlab-galactica": OURS}
"""By what `/v1/models` has as `owned_by`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A model as a server has it. `root` is what the server loaded it from, "" where untold;
    `window` its tokens in all, None where untold.
    """

    name: str
    software: Software
    version: str = ""
    root: str = ""
    window: int | None = None

    @property
    def software_text(self) -> str:
        return f"{self.software.name} {self.version}".strip()

    def origin(self, url: str) -> ServerOrigin:
        return ServerOrigin(
            url=url,
            software=self.software_text,
            root=self.root,
            context_window=self.window,
        )


def served(server: Address, model: str) -> Generator[Progress, None, Served]:
    """What the server says of `model`. Raises ModelError where it serves others, and as `ask`."""
    listed: dict[str, Any] = {}
    with suppress(UnknownPathError):  # then it is asked for what it may have
        listed = yield from ask_json(server, "/v1/models")
    rows = [row for row in _list(listed.get("data")) if isinstance(row, Mapping)]
    row = next((row for row in rows if row.get("id") == model), rows[0] if rows else {})
    software = _BY_OWNER.get(str(row.get("owned_by")), UNKNOWN)
    if software is VLLM and row.get("id") != model:
        raise ModelError(_serves_others(server, model, [_text(row.get("id")) for row in rows]))
    told: dict[str, Any] = {}
    with suppress(UnknownPathError, GalacticaError):  # it does not matter enough to wait or to fail
        told = yield from ask_json(replace(server, wait_s=0.0), software.about or TGI.about)
    if software is UNKNOWN and "max_total_tokens" in told:
        software = TGI
    settings = told.get("default_generation_settings")
    return Served(
        name=model,
        software=software,
        version=_text(told.get("version") or told.get("build_info")),
        root=_text(row.get("root") or told.get("model_id")),
        window=_window(row.get("max_model_len"))
        or _window(told.get("max_total_tokens"))
        or _window(settings.get("n_ctx") if isinstance(settings, Mapping) else None),
    )


def _serves_others(server: Address, model: str, names: list[str]) -> str:
    return (
        f"The server at {server.url} serves {', '.join(names[:5])}, not {model}; name "
        f"{'it' if len(names) == 1 else 'one of them'} as the model."
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""


def _window(value: Any) -> int | None:
    return value if isinstance(value, int) and value > 0 else None
