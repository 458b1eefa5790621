"""What an answer says of where it comes from, and that it is enough to make it again."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.models.checkpoint import FolderCheckpoint, fingerprint


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def _ask(model: Path, text: str = "Entropy is", **options: Any) -> Answer:
    return jg.ask(text, **{"model": str(model), "n": 12, "in_kernel": True, **options})


def test_an_answer_names_what_made_it(tiny_model: Path) -> None:
    found = _ask(tiny_model, seed=3, temperature=0.5, top_p=0.9).to_json()["provenance"]
    prompt = "Question: Entropy is\n\nAnswer:"
    assert (
        found.items()
        >= {
            "model": str(tiny_model),
            "family": "galactica",
            "fingerprint": fingerprint(FolderCheckpoint(tiny_model)),
            "precision": "fp32",
            "placement": "CPU",
            "seed": 3,
            "temperature": 0.5,
            "top_p": 0.9,
            "new_tokens": 12,
            "stop": ["\n\nQuestion:"],
            "task": None,
            "template": None,
            "raw": False,
            "prompt": prompt,
            "prompt_sha256": hashlib.sha256(prompt.encode()).hexdigest(),
            "versions": {
                name: version(name)
                for name in ("jupyterlab-galactica", "numba", "torch", "transformers")
            },
        }.items()
    )
    assert "cached" not in found


def test_the_prompt_named_is_the_one_that_was_sent(tiny_model: Path) -> None:
    text = "Sum up.\n### Input:\n" + "The sky is blue. " * 40
    found = _ask(tiny_model, text).provenance
    assert found["prompt_sha256"] == hashlib.sha256(found["prompt"].encode()).hexdigest()
    assert len(found["prompt"]) < len(text)
    assert "did not fit" in found["dropped"]


def test_two_runs_say_the_same_to_the_last_byte(tiny_model: Path) -> None:
    runs = [_ask(tiny_model, cache=False).to_json() for _ in range(2)]
    told = [json.dumps([run["text"], run["blocks"], run["provenance"]]) for run in runs]
    assert told[0] == told[1]


def test_a_greedy_answer_needs_no_seed(tiny_model: Path) -> None:
    assert _ask(tiny_model).provenance["seed"] is None


def test_one_text_here_in_the_worker_and_in_a_worker_started_anew(tiny_model: Path) -> None:
    greedy: dict[str, Any] = {"cache": False, "check": False}
    seeded = greedy | {"temperature": 1.0, "top_p": 0.9, "seed": 7}
    answers = [_ask(tiny_model, **options) for options in (greedy, seeded)]
    for _ in range(2):
        try:
            asked = [_ask(tiny_model, in_kernel=False, **options) for options in (greedy, seeded)]
        finally:
            assert connection.stop()
        assert [answer.text for answer in asked] == [answer.text for answer in answers]
        assert [answer.provenance for answer in asked] == [answer.provenance for answer in answers]
