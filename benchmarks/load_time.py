"""How long loading takes: the extension in a running kernel, and the server extension.

Peers, in the same run: `import ipywidgets` in a running kernel, and jupyter_server itself.
"""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from fresh_kernels import fresh_kernel, printed

RUNS = 5
_TIMED = """
from time import perf_counter as _clock
_start = _clock()
{statement}
print(_clock() - _start)
"""
_SERVER = "import jupyter_server.serverapp"
_OURS = "import jupyterlab_galactica.jupyter.server_extension"


def in_kernel(statement: str) -> float:
    """Seconds, median over fresh kernels."""

    def once() -> float:
        with fresh_kernel() as client:
            return float(printed(client, _TIMED.format(statement=statement)))

    return median(once() for _ in range(RUNS))


def in_process(first: str, second: str) -> float:
    """Seconds that `second` takes after `first`, median over fresh processes."""
    code = first + _TIMED.format(statement=second)

    def once() -> float:
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        return float(result.stdout)

    return median(once() for _ in range(RUNS))


def main() -> None:
    ours, peer = in_kernel("%load_ext jupyterlab_galactica"), in_kernel("import ipywidgets")
    print(
        f"%load_ext jupyterlab_galactica  {ours * 1e3:6.0f} ms   (target 150 ms; "
        f"import ipywidgets {peer * 1e3:.0f} ms, ratio {ours / peer:.2f})"
    )
    ours, peer = in_process(_SERVER, _OURS), in_process("", _SERVER)
    print(
        f"server extension, on top of     {ours * 1e3:6.0f} ms   (target 80 ms; "
        f"jupyter_server itself {peer * 1e3:.0f} ms, ratio {ours / peer:.2f})"
    )


if __name__ == "__main__":
    main()
