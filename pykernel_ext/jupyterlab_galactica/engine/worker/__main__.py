"""`python -m jupyterlab_galactica.engine.worker`: the process `connection.find_or_start` starts."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import os
import sys
from pathlib import Path

from ...config import load_config
from ...errors import GalacticaError
from ...outgoing import guard_process
from .server import serve


def main() -> int:
    faulthandler.enable()  # a crash of native code says where, in the log
    parser = argparse.ArgumentParser(prog="python -m jupyterlab_galactica.engine.worker")
    parser.add_argument("--model", help="load this model at once")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--token-file", type=Path, help="read the token here, or write it here")
    parser.add_argument(
        "--idle-minutes",
        type=float,
        help="stop after so many minutes without a request; 0 never stops",
    )
    options = parser.parse_args()
    try:
        guard_process()
        idle_minutes = options.idle_minutes
        if idle_minutes is None:
            idle_minutes = load_config().idle_minutes
        serve(options.model, options.port, options.token_file, idle_minutes)
    except GalacticaError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    status = main()
    logging.shutdown()
    # At once: the lane's thread may still be importing or loading, and would crash in a dying
    # interpreter.
    os._exit(status)
