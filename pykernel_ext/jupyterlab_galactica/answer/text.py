"""An answer as plain text for a terminal, with Unicode formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .answer import Answer
from .blocks import CitationRef, Code, Element, Math, Molecule, Node, Sequence, Text, Work
from .chemical_formula import formula_to_unicode
from .explaining import badge, equation_details, equation_shown
from .labels import (
    checks_by_node,
    citation_line,
    citation_status,
    code_problem,
    footer,
    numbered,
)
from .substances import molecule_facts, sequence_facts
from .unicode_math import unicode_math
from .wording import in_unicode, on_one_line
from .writer import Writer, elements, prefixed

_INDENT = "    "
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f]")


def answer_to_text(answer: Answer) -> str:
    parts = list(_TextWriter(checks_by_node(answer)).blocks(answer.blocks))
    parts.append(answer.tail.strip("\n"))
    parts.append("\n".join(_accusations(answer)))
    parts.append("\n".join(_references(answer)))
    parts.append("\n".join(filter(None, (answer.status, answer.error, footer(answer)))))
    return printable("\n\n".join(part for part in parts if part.strip()))


def printable(text: str) -> str:
    """Text without the control characters that a terminal would obey."""
    return _CONTROL.sub("\ufffd", text)


def _accusations(answer: Answer) -> Iterator[str]:
    """A terminal shows nothing on hovering, so what is wrong is said below the text."""
    for check in answer.checks.accused:
        yield f"{on_one_line(equation_shown(check))}   {in_unicode(equation_details(check))}"


def _references(answer: Answer) -> Iterator[str]:
    if answer.citations:
        yield "References"
    for citation in numbered(answer.citations):
        yield f"[{citation.number}] {citation_line(citation)} ({citation_status(citation)})"


class _TextWriter(Writer):
    def block(self, node: Node) -> str | None:
        match node:
            case Element("p", children):
                return "\n\n".join(self.nodes(children))
            case Element("h1" | "h2" | "h3" | "h4" | "h5" | "h6", children):
                title = self.inlines(children).strip()
                return f"{title}\n{('═' if node.tag == 'h1' else '─') * len(title)}"
            case Element("ul" | "ol"):
                return "\n".join(self._items(node))
            case Element("blockquote", children):
                return prefixed("\n\n".join(self.nodes(children)), "│ ", "│ ")
            case Element("table"):
                return self._table(node)
            case Element("hr"):
                return "─" * 40
            case Code():
                problem = code_problem(self.checked.code.get(node.id))
                return prefixed(node.code, _INDENT, _INDENT) + (problem and f"\n[{problem}]")
            case Work(blocks):
                return prefixed("\n\n".join(self.blocks(blocks)), "┊ ", "┊ ")
            case Math(display=True):
                return prefixed(unicode_math(node.latex) + self._mark(node), _INDENT, _INDENT)
            case _:
                return None

    def inline(self, node: Node) -> str:
        match node:
            case Text(text):
                return text
            case Math():
                return " ".join(unicode_math(node.latex).split("\n")) + self._mark(node)
            case CitationRef():
                citation = self.checked.citations.get(node.id)
                return f"[{citation.number}]" if citation else f"[{node.text}]"
            case Molecule():
                return node.smiles + self._molecule_facts(node)
            case Sequence():
                sequence = self.checked.sequences.get(node.start)
                return node.letters + (f" [{sequence_facts(sequence)}]" if sequence else "")
            case Element("br"):
                return "\n"
            case Element("a", children, attrs):
                label, href = self.inlines(children), attrs.get("href", "")
                return label if label == href else f"{label} ({href})"
            case Element("code", children):
                return f"`{self.inlines(children)}`"
            case Element("sup" | "sub", children):
                sign = "^" if node.tag == "sup" else "_"
                return unicode_math(f"{sign}{{{self.inlines(children)}}}")
            case Element(_, children):
                return self.inlines(children)
            case _:
                return self.block(node) or ""

    def _mark(self, node: Math) -> str:
        checks = self.checked.equations.get(node.id)
        return f" [{badge(checks)}]" if checks else ""

    def _molecule_facts(self, node: Molecule) -> str:
        check = self.checked.molecules.get(node.id)
        facts = check and molecule_facts(check, formula_to_unicode(check.formula), str)
        return f" [{facts}]" if facts else ""

    def _items(self, parent: Element) -> Iterator[str]:
        for number, item in enumerate(elements(parent), int(parent.attrs.get("start", "1"))):
            mark = f"{number}. " if parent.tag == "ol" else "• "
            text = "\n".join(self.nodes(item.children))
            yield prefixed(text, mark, " " * len(mark))

    def _table(self, node: Element) -> str:
        rows = self.rows(node)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        lines.insert(1, "  ".join("─" * width for width in widths))
        return "\n".join(lines)
