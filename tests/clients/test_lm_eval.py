"""lm-evaluation-harness' `local-completions` against `serve`, tasks from a file of this folder."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import lm_eval
import pytest
from lm_eval.tasks import TaskManager

from conftest import Server

TASKS = Path(__file__).parent / "tasks"


def evaluated(server: Server, task: str, **options: Any) -> dict[str, Any]:
    results = lm_eval.simple_evaluate(
        model="local-completions",
        model_args={
            "model": "demo",
            "base_url": f"{server.url}/v1/completions",
            "auth_token": server.token,
            "max_length": 512,
            **options,
        },
        tasks=[task],
        task_manager=TaskManager(include_path=str(TASKS), include_defaults=False),
        bootstrap_iters=0,
    )
    figures: dict[str, Any] = results["results"][task]
    return figures


@pytest.fixture(autouse=True)
def _surroundings(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", server.token)
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path))
    monkeypatch.chdir(TASKS)


@pytest.mark.parametrize("options", [{}, {"batch_size": 3}, {"num_concurrent": 2}])
def test_multiple_choice(server: Server, options: dict[str, Any]) -> None:
    figures = evaluated(server, "galactica_choice", **options)
    assert 0 <= figures["acc,none"] <= 1
    assert figures == evaluated(server, "galactica_choice")


def test_perplexity_of_texts_longer_than_the_window(server: Server) -> None:
    figures = evaluated(server, "galactica_perplexity")
    assert 1 < figures["word_perplexity,none"] < math.inf


def test_generation(server: Server) -> None:
    figures = evaluated(server, "galactica_generation", batch_size=2)
    assert 0 <= figures["exact_match,none"] <= 1
