"""`jupyter galactica …`: ask and check from a terminal, and look after the model's process."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import GalacticaError, InputError
from ..outgoing import guard_process
from . import check_command, mcp_server

if TYPE_CHECKING:
    from ..answer.answer import Answer

EXIT_OK, EXIT_REFUTED, EXIT_UNUSABLE = 0, 1, 2
EXIT_PROBLEM = 1
EXIT_PIPE_CLOSED = 141  # as shells say it


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; errors are one sentence on stderr and exit code 2."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        guard_process()
        code = command(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_PIPE_CLOSED
    except GalacticaError as error:
        sys.stderr.write(f"{error}\n")
        code = EXIT_UNUSABLE
    except Exception as error:  # Python's own exit code, 1, would say that something is refuted
        logging.exception("This is a fault of jupyterlab-galactica (%r); report it.", error)
        code = EXIT_UNUSABLE
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        code = 130
    raise SystemExit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="jupyter galactica", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Any], int], text: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
        added.set_defaults(command=run)
        return added

    ask = command("ask", _ask, "ask a question, see the checked answer")
    ask.add_argument("text")
    ask.add_argument("--model")
    ask.add_argument("--task")
    ask.add_argument("-n", type=int, help="new tokens at most")
    ask.add_argument("--temperature", type=float)
    ask.add_argument("--seed", type=int)
    ask.add_argument("--tries", type=int, default=1, help="ask until nothing is accused")
    ask.add_argument(
        "--cache",
        action=argparse.BooleanOptionalAction,
        help="answer from the answer cache what was asked before and can be repeated",
    )
    ask.add_argument("--base-url", metavar="URL", help="ask this server, such as vLLM, instead")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    _add_references(ask)

    check = command(
        "check", check_command.run, "check the equations and citations of papers and notebooks"
    )
    check_command.add_arguments(check)
    _add_references(check)

    mcp = command(
        "mcp", mcp_server.run, "check for other assistants, as a server on standard input"
    )
    mcp_server.add_arguments(mcp)

    export = command("export", _export, "write the answers of a notebook to a document")
    export.add_argument("notebook", help="an .ipynb file whose outputs show answers")
    export.add_argument("file", help="the document: .md, .tex (and .bib), .html or .ipynb")
    export.add_argument("--force", action="store_true", help="overwrite what is there")

    models = command("models", _models, "the models, their sizes, and which are on this machine")
    models.add_argument("--json", action="store_true", help="print the list as JSON")

    recover = command("recover", _recover, "make a model from LLaMA and a published weight diff")
    recover.add_argument("--base", required=True, help="the folder or hub id of the LLaMA")
    recover.add_argument("--diff", required=True, help="the folder or hub id of the weight diff")
    recover.add_argument("--out", type=Path, required=True, help="the folder to write to")
    recover.add_argument("--dtype", default="bf16", help="bf16, fp16 or fp32")

    serve = command("serve", _serve, "serve a model over OpenAI's completions protocol")
    serve.add_argument("--model", default="demo")
    serve.add_argument("--port", type=_port, default=8000, metavar="0…65535")
    serve.add_argument("--token-file", type=Path, help="the bearer token that clients must send")

    command("status", _status, "what the model's process is doing")
    command("stop", _stop, "stop the model's process")

    doctor = command("doctor", _doctor, "what is here, what is wrong with it, and what to do")
    doctor.add_argument("--json", action="store_true", help="print the findings as JSON")

    clear = command(
        "clear", _clear, "delete the caches that are kept of answers and bibliographies"
    )
    clear.add_argument(
        "--all",
        action="store_true",
        help="stop the model's process and delete settings, what is remembered, and the key that "
        "shows which verdicts are yours, too",
    )
    return parser


def _add_references(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--references",
        action="append",
        metavar="FILE",
        help="a bibliography or a folder of them; may be repeated (default: those of the project)",
    )


def _ask(options: argparse.Namespace) -> int:
    from ..assistant import stream
    from .display import TerminalDisplay

    events = stream(
        options.text,
        model=options.model,
        task=options.task,
        n=options.n,
        temperature=options.temperature,
        seed=options.seed,
        tries=options.tries,
        base_url=options.base_url,
        references=options.references,
        cache=options.cache,
    )
    display = TerminalDisplay(events, "json" if options.json else "answer")
    try:
        for event in events:
            display.show(event)
    finally:
        events.close()
        display.close()
    return _exit_code(events.answer)


def _exit_code(answer: Answer) -> int:
    if answer.error:
        sys.stderr.write(f"{answer.error}\n")
        return EXIT_UNUSABLE
    return EXIT_REFUTED if answer.checks.refuted else EXIT_OK


def _export(options: argparse.Namespace) -> int:
    from .export_command import export_notebook

    print(export_notebook(options.notebook, options.file, options.force))
    return EXIT_OK


def _models(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from ..models.allowed import known_allowed
    from .listing import models_table

    rows = known_allowed()
    as_json = json.dumps([asdict(row) for row in rows], indent=2) if options.json else ""
    print(as_json or models_table(rows))
    return EXIT_OK


def _recover(options: argparse.Namespace) -> int:
    from ..models.catalog import find_model
    from ..models.recover import recover

    with _bar("downloading base and diff") as report:
        base, diff = (
            # What is wrong with a folder, the recovery knows better.
            folder if (folder := Path(name).expanduser()).is_dir() else find_model(name, report)
            for name in (options.base, options.diff)
        )
    with _bar(f"recovering {options.out.name}") as report:
        done = recover(base, diff, options.out, options.dtype, report)
    if done.written:
        print(f"{done.folder} is recovered and verified; load it with %galactica load.")
    else:
        print(f"{done.folder} was recovered before and is complete: every checksum agrees.")
    return EXIT_OK


@contextmanager
def _bar(title: str) -> Iterator[Callable[[float], None]]:
    """A progress bar on stderr, drawn once there is something to report."""
    from tqdm import tqdm

    with tqdm(
        total=100, desc=title, unit="%", delay=0.5, leave=False,
        bar_format="{desc}: {percentage:3.0f}% |{bar}| {elapsed}<{remaining}",
    ) as bar:  # fmt: skip

        def report(fraction: float) -> None:
            bar.update(100 * fraction - bar.n)

        yield report


def _port(text: str) -> int:
    """A TCP port; 0 takes a free one."""
    port = int(text)
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"{port} is no port; write one from 0 to 65535")
    return port


def _serve(options: argparse.Namespace) -> int:
    from ..engine.worker import serve

    serve(model=options.model, port=options.port, token_file=options.token_file)
    return EXIT_OK


def _status(_: argparse.Namespace) -> int:
    from ..engine.connection import status

    print(json.dumps(status(), indent=2))
    return EXIT_OK


def _stop(_: argparse.Namespace) -> int:
    from ..engine.connection import stop

    print("Stopped." if stop() else "No model process is running.")
    return EXIT_OK


def _doctor(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from .doctor import as_text, examine

    found = examine()
    print(json.dumps(asdict(found), indent=2) if options.json else as_text(found))
    return EXIT_PROBLEM if found.problems else EXIT_OK


def _clear(options: argparse.Namespace) -> int:
    from .stored import clear, models_folder

    try:
        gone = clear(everything=options.all)
    except OSError as error:
        raise InputError(f"{error.filename} cannot be deleted ({error.strerror}).") from error
    for kind in gone:
        print(f"Deleted: {kind.what} ({', '.join(map(str, kind.paths))})")
    if not gone:
        print("There was nothing to delete.")
    print(f"Models stay in the hub's cache, {models_folder()}; `hf cache` lists and removes them.")
    return EXIT_OK


if __name__ == "__main__":
    main()
