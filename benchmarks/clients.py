"""Eight clients that ask one worker without pause: errors, memory, and whether each gets its share.

    python benchmarks/clients.py --seconds 600

Each client draws its requests with a seed of its own: short and long answers, streams that are
read to the end and streams that are left, scored prompts, chats. The worker's memory is that which
its own `/metrics` tells, read once a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

CLIENTS = 8
WARM_S = 60.0
MEMORY_TARGET = 0.05
SHARE_TARGET = 0.7
PROMPTS = ("Entropy is", "What is Bayes' theorem?", "Write out Maxwell's equations.", "x " * 300)


@dataclass
class Tally:
    answers: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600.0)
    seconds = options.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab_galactica.jupyter.cli", "serve", "--port", "0"],
            env=os.environ | {f"JUPYTER_{kind}_DIR": folder for kind in ("RUNTIME", "CONFIG")},
            stderr=log,
        )
        try:
            report(*measure(connect(Path(folder), server), seconds))
        finally:
            server.terminate()
            server.wait()


def connect(folder: Path, server: subprocess.Popen[bytes]) -> httpx.Client:
    """A client of the server, once that has loaded its model."""
    while not (files := list(folder.glob("galactica-worker-*.json"))):
        if server.poll() is not None:
            raise SystemExit("The server ended before it served; see what `serve` says.")
        time.sleep(0.1)
    connection = json.loads(files[0].read_text("utf-8"))
    client = httpx.Client(
        base_url=connection["url"],
        headers={"Authorization": f"Bearer {connection['token']}"},
        timeout=120,
        limits=httpx.Limits(max_connections=None),
        trust_env=False,
    )
    client.post("/v1/completions", json={"prompt": "x", "max_tokens": 1}).raise_for_status()
    return client


def measure(client: httpx.Client, seconds: float) -> tuple[list[Tally], list[tuple[float, float]]]:
    """What each client got, and the worker's memory in MB by the second."""
    tallies = [Tally() for _ in range(CLIENTS)]
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=ask, args=(client, tally, seed, end))
        for seed, tally in enumerate(tallies)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    memory = []
    while time.monotonic() < end:
        memory.append((time.monotonic() - began, resident_mb(client)))
        time.sleep(1)
    for thread in threads:
        thread.join()
    return tallies, memory


def ask(client: httpx.Client, tally: Tally, seed: int, end: float) -> None:
    choose = random.Random(seed)
    while time.monotonic() < end:
        kind = choose.choice(("whole", "stream", "left", "scored", "chat"))
        body = {"max_tokens": choose.choice((1, 16, 60)), "seed": choose.randrange(1000)}
        prompt = choose.choice(PROMPTS)
        try:
            request(client, kind, prompt, body)
            tally.answers[kind] += 1
        except (httpx.HTTPError, ValueError) as error:
            tally.errors.append(f"{kind}: {type(error).__name__}: {error}")


def request(client: httpx.Client, kind: str, prompt: str, body: dict[str, object]) -> None:
    """One request of a kind. Raises httpx.HTTPError, or ValueError for a stream that broke off."""
    if kind == "chat":
        messages = [{"role": "user", "content": prompt}]
        client.post("/v1/chat/completions", json=body | {"messages": messages}).raise_for_status()
    elif kind in ("whole", "scored"):
        extra = {"echo": True, "logprobs": 1} if kind == "scored" else {}
        client.post("/v1/completions", json=body | extra | {"prompt": prompt}).raise_for_status()
    else:
        streamed = body | {"prompt": prompt, "stream": True}
        with client.stream("POST", "/v1/completions", json=streamed) as answer:
            answer.raise_for_status()
            lines = answer.iter_lines()
            if kind == "left":
                next(lines)
            elif "data: [DONE]" not in lines:
                raise ValueError("a stream broke off")


def resident_mb(client: httpx.Client) -> float:
    for line in client.get("/metrics").text.splitlines():
        if line.startswith("process_resident_memory_bytes "):
            return float(line.split()[1]) / 1e6
    raise SystemExit("The worker tells no memory; is psutil installed?")


def report(tallies: list[Tally], memory: list[tuple[float, float]]) -> None:
    counts = [sum(tally.answers.values()) for tally in tallies]
    errors = [error for tally in tallies for error in tally.errors]
    mean = sum(counts) / len(counts)
    share = min(counts) / mean
    print(f"answers   {sum(counts)} to {len(counts)} clients in {memory[-1][0]:.0f} s: {counts}")
    print(f"errors    {len(errors)} (target 0)  {Counter(errors).most_common(3) or ''}")
    print(f"slowest   {share:.2f} of the mean (target {SHARE_TARGET})")
    later = [mb for at, mb in memory if at >= WARM_S]
    if later:
        first = later[0]
        grown = max(later) / first - 1
        print(
            f"memory    {first:.0f} MB after {WARM_S:.0f} s, {max(later):.0f} MB at most, "
            f"{later[-1]:.0f} MB at the end: {grown:+.1%} (target {MEMORY_TARGET:.0%})"
        )


if __name__ == "__main__":
    main()
