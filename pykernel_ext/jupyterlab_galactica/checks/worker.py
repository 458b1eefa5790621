"""The process in which untrusted text is read and judged: JSON lines in, JSON lines out.

Started by `worker_client.py` as `python -m jupyterlab_galactica.checks.worker MODULE`. The module,
named from this folder, has a function `answer` that takes the fields of a request and yields its
replies; what is slow to import it imports at its head, before the process says that it is ready.
Each reply is a line as soon as it is known, and the last line of a request is `{"done": true}`.
What comes in is hostile until proved otherwise: the memory of this process is limited, and its
parent kills it when a line is late.
"""

from __future__ import annotations

import gc
import json
import os
import queue
import signal
import sys
import threading
from importlib import import_module
from typing import Any, TextIO

from ..outgoing import shut_process

MEMORY = 1 << 30
"""Bytes of address space. (macOS enforces no such limit: there only time bounds a check.)"""

ABANDONED_SECONDS = 10
"""After so long on one line the system ends the process, if no parent did."""


def main(module: str) -> None:
    replies = _protect()
    answer = import_module(f".{module}", __package__).answer
    gc.freeze()  # the modules stay: looking through them for garbage would halt a check

    def reply(line: dict[str, Any]) -> None:
        replies.write(json.dumps(line) + "\n")
        replies.flush()

    requests = _requests()
    reply({"ready": True})
    while (request := requests.get()) is not None:
        try:
            for line in answer(**request):
                _alarm(ABANDONED_SECONDS)
                reply(line)
        except MemoryError:
            reply({"failed": "Judging it needs more memory than allowed."})
        except RecursionError:
            reply({"failed": "It is nested too deeply."})
        except Exception as error:  # noqa: BLE001 - one bad request must not end the others
            reply({"failed": f"The checker failed on it ({type(error).__name__})."})
        _alarm(0)
        reply({"done": True})


def _protect() -> TextIO:
    """Limits on this process, and the stream for replies: nothing else may write to it."""
    shut_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a notebook's Interrupt is for the kernel
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # not every platform has limits
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr
    return replies


def _requests() -> queue.SimpleQueue[dict[str, Any] | None]:
    """Requests as they arrive. When the parent is gone this process ends, busy or not."""
    requests: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            _alarm(ABANDONED_SECONDS)
            requests.put(json.loads(line))
        os._exit(0)

    threading.Thread(target=read, name="requests", daemon=True).start()
    return requests


def _alarm(seconds: int) -> None:
    """Ask the system to end this process later, which works even where Python is stuck."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    main(sys.argv[1])
