"""Execute notebooks/quickstart.ipynb without a browser; print questions, answers and verdicts."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from tqdm import tqdm

from jupyterlab_galactica.answer.answer import MIME_TYPE

NOTEBOOK = Path("notebooks/quickstart.ipynb")
RESULT = Path("build/quickstart.html")


def main() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    started = time.monotonic()
    first_answer: float | None = None
    with tqdm(total=len(notebook.cells), unit="cell", desc=NOTEBOOK.name) as progress:

        def done(cell: Any, **_: Any) -> None:
            nonlocal first_answer
            if first_answer is None and any(_answers(cell)):
                first_answer = time.monotonic() - started
            progress.update()

        client = NotebookClient(
            notebook,
            timeout=300,
            resources={"metadata": {"path": str(NOTEBOOK.parent)}},
            on_cell_executed=done,
        )
        try:
            client.execute()
        except CellExecutionError as error:
            raise SystemExit(f"A cell failed: {error.ename}: {error.evalue}") from None
    for cell in notebook.cells:
        for answer in _answers(cell):
            _show(answer)
    RESULT.parent.mkdir(exist_ok=True)
    html, _ = HTMLExporter().from_notebook_node(notebook)
    RESULT.write_text(html, encoding="utf-8")
    print(f"First checked answer after {first_answer:.1f} s, the kernel's start included.")
    print(f"The executed notebook: {RESULT}")


def _answers(cell: Any) -> Iterator[dict[str, Any]]:
    for output in cell.get("outputs", []):
        answer = output.get("data", {}).get(MIME_TYPE)
        if answer:
            yield answer | {"plain": output["data"]["text/plain"]}


def _show(answer: dict[str, Any]) -> None:
    print(f"\n{'─' * 78}\nQuestion: {answer['question'].strip()}\n")
    print(answer["plain"])
    for equation in answer["equations"]:
        print(f"  [{equation['verdict']}] {equation['latex'].strip()} — {equation['reason']}")
    if answer["finish_reason"] not in ("stop", "length"):
        sys.exit(f"The answer ended with {answer['finish_reason']}: {answer['error']}")


if __name__ == "__main__":
    main()
