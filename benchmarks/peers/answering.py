"""What an adapter does, in a process of its own: load a model, say so, and answer prompts.

    python -m peers.NAME convert MODEL WAY FOLDER     what the peer needs of a model, once
    python -m peers.NAME serve MODEL WAY FOLDER       JSON lines: prompts in, times out

Only the standard library is imported here: peers have environments of their own.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Answered:
    """Seconds from the question to the first token and to the last, and how many there were."""

    first: float
    whole: float
    tokens: int


Answer: TypeAlias = Callable[[Sequence[int], int], Answered]
"""Write so many tokens after a prompt, greedily, whatever they are."""


@dataclass(frozen=True)
class Loaded:
    """`bytes` are the weights that a token needs, where they are known; `pid` is who holds them."""

    answer: Answer
    bytes: int | None = None
    pid: int | None = None


def timed(generate: Callable[[Sequence[int], int], Iterable[object]]) -> Answer:
    """Of a generator of tokens."""

    def answer(prompt: Sequence[int], tokens: int) -> Answered:
        started = time.perf_counter()
        times = [time.perf_counter() for _, _ in zip(range(tokens), generate(prompt, tokens))]  # noqa: B905
        return Answered(times[0] - started, times[-1] - started, len(times))

    return answer


def threads() -> int:
    return int(os.environ["OMP_NUM_THREADS"])


def run(
    load: Callable[[str, str, Path], Loaded],
    convert: Callable[[str, str, Path], None] = lambda model, way, folder: None,
) -> None:
    act, model, way, folder = sys.argv[1:]
    if act == "convert":
        convert(model, way, Path(folder))
        return
    lines = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is not for who asks
    loaded = load(model, way, Path(folder))

    def tell(fields: dict[str, Any]) -> None:
        lines.write(json.dumps(fields) + "\n")
        lines.flush()

    tell({"bytes": loaded.bytes})
    for line in sys.stdin:
        asked = json.loads(line)
        answered = loaded.answer(asked["prompt"], asked["tokens"])
        tell(asdict(answered) | {"peak": peak(loaded.pid or os.getpid())})


def peak(pid: int) -> int | None:
    """The most bytes that a process has had resident, and those that it started.

    None where the system does not tell.
    """
    place = Path(f"/proc/{pid}")
    try:
        status = (place / "status").read_text(encoding="ascii")
        started = (place / f"task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return None
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024 + sum(peak(int(child)) or 0 for child in started)
