"""What is too much for the worker, and how it says so."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from jupyterlab_galactica.config import Config, save_config
from jupyterlab_galactica.models.tokenizer import Tokenizer

from .scripted import scripted_model
from .test_worker_queue import StartWorker


@pytest.fixture(autouse=True)
def _own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))


def sentence(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["message"])


def test_a_body_beyond_the_limit_is_413(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    worker = start_worker(scripted_model(tokenizer, tiny_model, "abc")[0])
    save_config(Config(request_mb=0.001))
    answer = worker.post("/v1/completions", prompt="a" * 2000)
    assert answer.status_code == 413
    assert "0.001 MB of the setting request_mb" in sentence(answer)


@pytest.mark.parametrize("path", ["/v1/completions", "/v1/chat/completions"])
def test_a_prompt_far_beyond_the_window_costs_no_more_than_counting(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path, path: str
) -> None:
    worker = start_worker(scripted_model(tokenizer, tiny_model, "abc")[0])
    text = "entropy " * 400_000
    body = {"prompt": text} if path == "/v1/completions" else {
        "messages": [{"role": "user", "content": text}]
    }  # fmt: skip
    answer = worker.post(path, **body)
    assert answer.status_code == 400
    assert "window" in sentence(answer)


def test_who_comes_when_the_queue_is_full_is_told_so(
    start_worker: StartWorker, tokenizer: Tokenizer, tiny_model: Path
) -> None:
    model, engine = scripted_model(tokenizer, tiny_model, "abc", gated=True)
    worker = start_worker(model)
    assert engine.gate is not None
    save_config(Config(queue=1))
    body = {"prompt": "Q", "stream": True}
    with worker.client() as client:
        with (
            client.stream("POST", "/v1/completions", json=body) as running,
            client.stream("POST", "/v1/completions", json=body) as waiting,
        ):
            refused = client.post("/v1/completions", json=body)
            assert refused.status_code == 429
            assert "1 wait for the model" in sentence(refused)
            assert refused.json()["error"]["type"] == "rate_limit_error"
            engine.gate.release(100)
            assert running.read().endswith(b"[DONE]\n\n")
            assert waiting.read().endswith(b"[DONE]\n\n")
        assert client.post("/v1/completions", json={"prompt": "Q"}).status_code == 200
