"""The cases of the lexer: a text, its blocks in short, and its blocks as front ends get them.

`lexer_cases.json` is read by the tests of the lexer and by those of the Lab's renderer. A person
writes `text` and `blocks`; `python -m tests.answer.cases` writes `tree` from the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.serialize import block_to_json

_FILE = Path(__file__).with_name("lexer_cases.json")


def read_cases() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return cases


def tree_of(text: str) -> list[dict[str, Any]]:
    """The blocks of a text as they are sent to front ends."""
    tree: list[dict[str, Any]] = json.loads(json.dumps([block_to_json(b) for b in lex(text)]))
    return tree


def _write_trees() -> None:
    lines = []
    for case in read_cases():
        case["tree"] = tree_of(case["text"])
        fields = (f'  "{name}": {json.dumps(value)}' for name, value in case.items())
        lines.append(" {\n" + ",\n".join(fields) + "\n }")
    _FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    _write_trees()
