"""Each family as data: what its names look like, and all a user needs to know of it."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.models.families import (
    CHATML,
    CODE_ALPACA,
    EVOL_INSTRUCT,
    FAMILIES,
    GALACTICA,
    GALPACA,
    SMOLLM2,
    TULU,
    Family,
    family_of,
    named_family,
)
from jupyterlab_galactica.models.templates import TASKS, TEMPLATES


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("facebook/galactica-120b", GALACTICA),
        ("GALPACA 30B (large)", GALPACA),
        ("GALACTICA 6.7B Evol-Instruct", EVOL_INSTRUCT),
        ("galactica_6.7b_evol_instruct_70k", EVOL_INSTRUCT),
        ("Tulu 7B", TULU),
        ("allenai/open-instruct-dolly-7b", TULU),
        ("Open-Instruct Code Alpaca 7B", CODE_ALPACA),
        ("Smollm2 135M 8k", SMOLLM2),
        ("Qwen2.5-0.5B-Instruct", CHATML),
    ],
)
def test_names_and_titles_speak_of_a_family(text: str, family: Family) -> None:
    assert named_family(text) is family
    assert family_of(text) is family


def test_a_name_that_speaks_of_none_is_taken_for_galactica() -> None:
    assert named_family("my-model") is None
    assert family_of("my-model") is GALACTICA


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_each_family_has_all_a_user_needs_to_know(family: Family) -> None:
    assert "https://" in family.licence_text
    limits = " ".join(family.limitations)
    assert "hallucinates" in limits
    assert "production" in limits
    assert (family.task in TASKS) != (family.template in TEMPLATES)
    assert family.context_window >= 2048
