"""What a model's makers say of it, its licence, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..demo import NOTICE
from . import hub
from .catalog import BUNDLED, count_text, is_published_diff
from .detect import known_family
from .estimate import KNOWN_CONFIGS, estimate, gib, parameter_count
from .families import Family
from .pair_name import split_pair
from .places import folder_named
from .precision import PRECISIONS
from .readme import read_readme, without_html
from .remembered import licence_seen, remember_licence

_BUNDLED_LICENCE = (
    "Made and published with this package, under its BSD-3-Clause licence. It knows the topics of "
    "its small corpus and nothing else."
)


_UNKNOWN_FAMILY = (
    "The family of {model} is not known, so it is prompted as Galactica unless you choose a task "
    "or template; its licence stands on its own page."
)


def card_of(model: str) -> str:
    """The card as Markdown: the model's own where it is on this machine, then licence and limits.

    A model's own card is untrusted text; it comes without HTML and pictures.
    """
    if model in BUNDLED:
        return f"# {model}\n\n{_BUNDLED_LICENCE}\n"
    family = known_family(model)
    parts = [_own_card(model) or "\n\n".join(_written_card(model, family))]
    parts.append(licence_notice(model, family) if family else _UNKNOWN_FAMILY.format(model=model))
    if family and family.quality:
        parts.append(f"## Published quality\n\n{family.quality}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def licence_notice(model: str, family: Family) -> str:
    """What a user should know before the first answer, as Markdown."""
    limits = "\n".join(f"- {limit}" for limit in family.limitations)
    return (
        f"## Licence of {model}\n\n**{family.licence}.** {family.licence_text}\n\n"
        f"## Limitations\n\n{limits}"
    )


def notice_for(model: str, family: Family | None) -> str:
    """What stands under an answer of this model: one line on its licence until it has been shown.

    `family` is its known family. Under the bundled model's answers it always says that they are a
    demonstration, and under a weak model's that they are.
    """
    if model in BUNDLED:
        return NOTICE
    if licence_seen(_shown_as(model, family)):
        return family.warning if family is not None else ""
    if family is None:
        return _UNKNOWN_FAMILY.format(model=model)
    return (
        f"{family.name} models stand under {family.licence}. They hallucinate: check what they "
        f"say. `%galactica card` shows licence and limitations. {family.warning}".rstrip()
    )


def notice_was_shown(model: str, family: Family | None) -> None:
    if model not in BUNDLED:
        remember_licence(_shown_as(model, family))


def _shown_as(model: str, family: Family | None) -> str:
    """A family's licence is shown once for all its models."""
    return family.name if family is not None else model


def _own_card(model: str) -> str:
    pair = split_pair(model)
    name = pair[0] if pair else model
    folder: Path | None = folder_named(name)
    if folder is not None and not folder.is_dir():
        folder = hub.cached_folder(name) if hub.is_hub_id(name) else None
    card = read_readme(folder) if folder is not None else None
    return without_html(card.text) if card is not None else ""


def _written_card(model: str, family: Family | None) -> Iterator[str]:
    """What is known of a model before anything of it is downloaded."""
    yield f"# {model}"
    if family is not None:
        yield f"Family {family.name}: {family.note}."
    config = KNOWN_CONFIGS.get(hub.split_revision(model)[0])
    if config is not None:
        sizes = (f"{gib(estimate(config, name).weights)} in {name}" for name in PRECISIONS)
        yield (
            f"{count_text(parameter_count(config))} parameters; the weights take "
            f"{', '.join(sizes)}. A full window of {config['max_position_embeddings']:,} tokens "
            f"takes {gib(estimate(config, 'bf16').kv_cache)} more in 16 bits."
        )
    if is_published_diff(model):
        yield (
            "Published as a weight diff: make the model with `jupyter galactica recover`, or load "
            f"it together with its base as `{model}+BASE`."
        )
