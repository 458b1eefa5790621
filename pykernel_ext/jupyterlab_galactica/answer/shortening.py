"""What a notebook shows of an answer: the whole of it, unless no page could bear that."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile
from typing import Any

from .answer import MIME_TYPE, Answer
from .blocks import CitationRef, Code, Molecule, nodes_in
from .verdicts import CheckReport

# No model's window holds as many characters, and no page bears many more.
LENGTH_LIMIT = 500_000


def answer_to_mime_bundle(answer: Answer) -> dict[str, Any]:
    """The answer in every form a front end may choose from, shortened where it is too long."""
    shown = shortened(answer)
    return {
        MIME_TYPE: shown.to_json(),
        "text/html": shown.to_html(),
        "text/markdown": shown.to_markdown(),
        "text/plain": shown.to_text(),
    }


def shortened(answer: Answer) -> Answer:
    """The blocks among the first `LENGTH_LIMIT` characters, and a notice that says so."""
    if len(answer.text) <= LENGTH_LIMIT:
        return answer
    blocks = tuple(
        takewhile(lambda block: block.start + len(block.source) <= LENGTH_LIMIT, answer.blocks)
    )
    end = sum(len(block.source) for block in blocks)
    citations = {node.id for node in nodes_in(blocks, CitationRef)}
    molecules = {node.id for node in nodes_in(blocks, Molecule)}
    code = {node.id for node in nodes_in(blocks, Code)}
    checks = answer.checks
    notice = (
        f"Shown are the first {LENGTH_LIMIT:,} of {len(answer.text):,} characters; ask with"
        " -o NAME to have the whole text in NAME.text."
    )
    return replace(
        answer,
        text=answer.text[:LENGTH_LIMIT],
        blocks=blocks,
        tail=answer.text[end:LENGTH_LIMIT],
        checks=CheckReport(
            equations=tuple(check for check in checks.equations if check.start < end),
            citations=tuple(check for check in checks.citations if citations & {*check.refs}),
            molecules=tuple(check for check in checks.molecules if check.molecule in molecules),
            sequences=tuple(check for check in checks.sequences if check.start < end),
            code=tuple(check for check in checks.code if check.code in code),
            problems=checks.problems,
        ),
        provenance={**answer.provenance, "notice": notice},
    )
