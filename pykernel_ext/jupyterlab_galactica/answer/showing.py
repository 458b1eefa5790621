"""What a notebook shows of checks that stand alone: those of a text, or of one equation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from .answer import Answer
from .blocks import Block, Element, Math, Node, Text
from .explaining import equation_details, equation_shown, explanation
from .exporting.document import blocks_of
from .exporting.findings import findings, nodes_of
from .html import blocks_to_html
from .labels import Checked, citation_line, citation_mark, numbered, summary
from .markdown import MarkdownWriter
from .report import report_to_text
from .verdicts import CheckReport, EquationCheck
from .wording import in_unicode, on_one_line

_MOST = 100
"""Equations of a report that are shown; no page bears thousands."""


def check_to_mime_bundle(check: EquationCheck) -> dict[str, Any]:
    """One equation with its verdict and what is told of it."""
    blocks = blocks_of([Element("p", tuple(_equation(0, check, count(1))))])
    plain = f"{on_one_line(equation_shown(check))}   {in_unicode(equation_details(check))}"
    return _bundle(blocks, Checked({0: (check,)}), plain)


def report_to_mime_bundle(report: CheckReport) -> dict[str, Any]:
    """A summary and an item for each thing checked; of very many equations the accused first."""
    shown, told = report.equations, f"{summary(report)}."
    if len(shown) > _MOST:
        shown = tuple(sorted(shown, key=_is_accused, reverse=True)[:_MOST])
        told += f" Shown are {_MOST} equations, the accused ones first."
    ids = count(len(shown))
    items = [
        Element("li", tuple(_equation(number, check, ids))) for number, check in enumerate(shown)
    ]
    nodes = [Element("p", (Text(told[0].upper() + told[1:]),)), *_list(items), *_others(report)]
    checked = Checked({number: (check,) for number, check in enumerate(shown)})
    plain = f"{report_to_text(replace(report, equations=shown))}\n{told}"
    return _bundle(blocks_of(nodes), checked, plain)


def _is_accused(check: EquationCheck) -> bool:
    return check.verdict in ("refuted", "doubtful")


def _equation(number: int, check: EquationCheck, ids: Iterator[int]) -> Iterator[Node]:
    yield Math(number, equation_shown(check), False, check.start, check.end)
    yield Text(" ")
    yield from nodes_of(explanation(check), ids)


def _others(report: CheckReport) -> Iterator[Node]:
    works = [
        Element("li", (Text(" – ".join(filter(None, (citation_line(c), citation_mark(c))))),))
        for c in numbered(report.citations)
    ]
    yield from _list(works)
    rest = Answer(question="", text="", checks=replace(report, equations=()))
    yield from findings(rest, count())[1:]  # without its heading


def _list(items: list[Element]) -> Iterator[Node]:
    if items:
        yield Element("ul", tuple(items))


def _bundle(blocks: tuple[Block, ...], checked: Checked, plain: str) -> dict[str, Any]:
    return {
        "text/html": blocks_to_html(blocks, checked),
        "text/markdown": "\n\n".join(MarkdownWriter(checked).blocks(blocks)),
        "text/plain": plain,
    }
