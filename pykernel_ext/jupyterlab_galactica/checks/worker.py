"""The process in which formulas are read and judged: JSON lines in, JSON lines out.

Started by `worker_client.py` as `python -m jupyterlab_galactica.checks.worker`; SymPy and mpmath
are imported before it says that it is ready. A request is `{"latex", "skip"}`; every finding is
answered by a line as soon as it is known, and the last line of a request is `{"done": true}`.
Formulas are hostile until proved otherwise: the memory of this process is limited, and its parent
kills it when a line is late.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from dataclasses import asdict
from typing import Any, TextIO

MEMORY = 1 << 30
"""Bytes of address space."""

ABANDONED_SECONDS = 10
"""After so long on one line the system ends the process, if no parent did."""


def main() -> None:
    replies = _protect()
    import sympy  # noqa: F401 - warmed before the first request

    from .equations.check import Finding, check_formula

    def reply(line: dict[str, Any]) -> None:
        replies.write(json.dumps(line) + "\n")
        replies.flush()

    def finding_line(finding: Finding) -> dict[str, Any]:
        check = asdict(finding.check)
        del check["build_sympy"]
        return {
            "check": check,
            "tree": finding.tree,
            "count": finding.count,
            "final": finding.final,
        }

    requests = _requests()
    reply({"ready": True})
    while (request := requests.get()) is not None:
        try:
            for finding in check_formula(**request):
                _alarm(ABANDONED_SECONDS)
                reply(finding_line(finding))
        except MemoryError:
            reply({"failed": "Judging it needs more memory than allowed."})
        except RecursionError:
            reply({"failed": "It is nested too deeply."})
        except Exception as error:  # noqa: BLE001 - one bad formula must not end the others
            reply({"failed": f"The checker failed on it ({type(error).__name__})."})
        _alarm(0)
        reply({"done": True})


def _protect() -> TextIO:
    """Limits on this process, and the stream for replies: nothing else may write to it."""
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
    main()
