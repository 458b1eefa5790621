"""Four clients ask two hundred questions while processes are killed and stopped under them.

The faults come after a number of answers, not of seconds, and their kinds are drawn with a seed:
`GALACTICA_CHAOS_SEED=7 make test-chaos`. What is promised: every request ends in an answer or in a
sentence that says what to do, none hangs, and what was stored is found again.
"""

from __future__ import annotations

import json
import os
import queue
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from jupyterlab_galactica.engine import connection

from .tiny_models import write_tiny_opt

CLIENTS = 4
QUESTIONS = 50
ANSWERS_BETWEEN_FAULTS = 6
LONGEST_SILENCE_S = 90.0
"""A hang guard: a worker that hangs and one that starts take a fraction of it."""

ASKING = """
import json, sys
import jupyterlab_galactica as jg
from jupyterlab_galactica.errors import GalacticaError

model, client, questions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for number in range(questions):
    prompt = f"Entropy {client} of {number} is"
    told = {"client": client, "prompt": prompt, "text": "", "error": ""}
    try:
        answer = jg.ask(prompt, model=model, raw=True, n=60, seed=number, temperature=1.0)
        told |= {"text": answer.text, "error": answer.error or ""}
        told |= {"finish": answer.finish_reason, "cached": answer.provenance.get("cached", False)}
    except GalacticaError as error:
        told |= {"finish": "error", "error": str(error)}
    total = number + client
    check = jg.check_equation(f"{number} + {client} = {total}")
    told |= {"verdict": check.verdict, "reason": check.reason}
    print(json.dumps(told), flush=True)
"""


@dataclass
class _Client:
    process: subprocess.Popen[str]
    reader: threading.Thread


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CACHE_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    write_tiny_opt(tmp_path / "model", window=400)
    return tmp_path / "model"


@pytest.fixture
def told(model: Path) -> Iterator[queue.SimpleQueue[dict[str, Any] | None]]:
    """What the clients say of each question, and None when one of them has ended."""
    news: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    clients = [_start_client(model, number, QUESTIONS, news) for number in range(CLIENTS)]
    yield news
    for client in clients:
        client.process.kill()
        client.process.wait()
        client.reader.join()
    connection.stop()


def _start_client(
    model: Path, number: int, questions: int, news: queue.SimpleQueue[dict[str, Any] | None]
) -> _Client:
    process = subprocess.Popen(
        [sys.executable, "-c", ASKING, str(model), str(number), str(questions)],
        stdout=subprocess.PIPE,
        text=True,
    )

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            news.put(json.loads(line))
        news.put(None)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    return _Client(process, reader)


@pytest.mark.chaos
@pytest.mark.timeout(1200)
def test_whatever_is_killed_or_stopped_every_request_ends_and_nothing_is_lost(
    model: Path, told: queue.SimpleQueue[dict[str, Any] | None]
) -> None:
    draw = random.Random(os.environ.get("GALACTICA_CHAOS_SEED", "1"))
    faults: Counter[str] = Counter()
    answers: list[dict[str, Any]] = []
    running = CLIENTS
    while running:
        news = told.get(timeout=LONGEST_SILENCE_S)
        if news is None:
            running -= 1
            continue
        answers.append(news)
        if len(answers) % ANSWERS_BETWEEN_FAULTS == 0:
            faults[_make_fault(draw)] += 1

    failed = [answer for answer in answers if answer["error"]]
    sys.stdout.write(f"{len(answers)} requests, {len(failed)} errors, faults: {dict(faults)}\n")
    assert len(answers) == CLIENTS * QUESTIONS, "no client ended before its last question"
    assert all(answer["finish"] in ("stop", "length", "error") for answer in answers)
    assert not {answer["error"] for answer in failed if "ask again" not in answer["error"]}
    assert {answer["verdict"] for answer in answers} <= {"holds", "timeout", "unsupported"}
    assert all(answer["verdict"] == "holds" or answer["reason"] for answer in answers)
    assert sum(faults.values()) >= CLIENTS * QUESTIONS // ANSWERS_BETWEEN_FAULTS - faults["none"]
    assert len(failed) <= sum(faults.values()) * CLIENTS

    assert not [process for process in _workers() if process.status() == psutil.STATUS_ZOMBIE]
    connection.stop()
    assert not _workers(), "no worker is left that nobody finds"

    # What was answered and stored is found again without a model.
    again: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    found = {}
    for number in range(CLIENTS):
        _start_client(model, number, QUESTIONS, again)
        while (news := again.get(timeout=LONGEST_SILENCE_S)) is not None:
            found[news["prompt"]] = news
    for answer in answers:
        if not answer["error"]:
            assert found[answer["prompt"]]["cached"], answer
            assert found[answer["prompt"]]["text"] == answer["text"]


def _make_fault(draw: random.Random) -> str:
    """Harm the model's process or a check worker; what was done."""
    kind = draw.choice(["model", "model", "check"])
    victims = _workers() if kind == "model" else _check_workers()
    name = draw.choice(["SIGKILL", "SIGSTOP", "SIGTERM", "SIGSEGV"])
    if not victims:
        return "none"
    try:
        draw.choice(victims).send_signal(signal.Signals[name])
    except psutil.NoSuchProcess:
        return "none"
    return f"{kind} {name}"


def _workers() -> list[psutil.Process]:
    return _processes_of("jupyterlab_galactica.engine.worker")


def _check_workers() -> list[psutil.Process]:
    return _processes_of("jupyterlab_galactica.checks.worker")


def _processes_of(module: str) -> list[psutil.Process]:
    """Those of this test, by its runtime folder."""
    found = []
    for process in psutil.process_iter():
        try:
            own = process.environ().get("JUPYTER_RUNTIME_DIR") == os.environ["JUPYTER_RUNTIME_DIR"]
            if own and module in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return sorted(found, key=lambda process: process.pid)
