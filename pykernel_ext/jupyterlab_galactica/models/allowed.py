"""Whether the administrator allows a model: asked before one is loaded, or asked for."""

from __future__ import annotations

from pathlib import Path

from ..errors import NotAllowedError
from ..policy import Policy, load_policy
from .catalog import ModelRow, known_models, offered_models, qualified_name
from .hub import split_revision
from .pair_name import split_pair


def check_allowed(model: str) -> None:
    """Raises NotAllowedError for a model, or a part of a pair, that is not among those allowed."""
    policy = load_policy()
    if not policy.allowed_models or is_allowed(model, policy):
        return
    choices = " and ".join(", ".join(names) or "none" for names in policy.allowed_models)
    raise NotAllowedError(
        f"{model} is not among the models that the administrator allows ({choices}); choose one of "
        "these."
    )


def is_allowed(model: str, policy: Policy) -> bool:
    """A folder is named by its full path, whatever the user wrote."""
    parts = split_pair(model) or (model,)
    return all(policy.allows(*_named(qualified_name(part))) for part in parts)


def known_allowed() -> list[ModelRow]:
    """Those of `known_models` that are allowed."""
    policy = load_policy()
    return [row for row in known_models() if is_allowed(row.name, policy)]


def offered_allowed(default: str) -> list[tuple[str, str]]:
    """Those of `offered_models` that are allowed."""
    policy = load_policy()
    return [row for row in offered_models(default) if is_allowed(row[0], policy)]


def _named(name: str) -> tuple[str, str | None]:
    return (name, None) if Path(name).is_absolute() else split_revision(name)
