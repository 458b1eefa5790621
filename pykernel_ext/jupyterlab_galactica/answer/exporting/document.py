"""Several answers as one document: question, answer, findings and provenance of each.

All but the provenance is made into blocks, so that every format draws it as it draws an answer.
Ids of nodes and numbers of citations count through the whole document: a work that two answers
cite has one number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from ..answer import Answer, FinishReason
from ..blocks import Block, CitationRef, Code, Element, Math, Molecule, Node, Tag, Text, Work
from ..blocks import Sequence as Residues
from ..lexer import lex
from ..verdicts import CheckReport, Citation
from .findings import findings
from .provenance import Row, provenance_nodes, provenance_rows

# Below the headings of the document.
_DEMOTED: Mapping[Tag, Tag] = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}

_ENDINGS: Mapping[FinishReason | None, str] = {
    None: "This answer is not complete.",
    "length": "This answer stopped at the limit of new tokens.",
    "cancelled": "This answer was stopped.",
    "error": "This answer broke off.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One answer under its question: what to draw, and where it came from."""

    blocks: tuple[Block, ...]
    provenance: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Sections in order. `checks` are those of all, by the ids that nodes have in the document."""

    sections: tuple[Section, ...]
    checks: CheckReport

    @property
    def drawn(self) -> Answer:
        """All of it in the form that is drawn: as if it were one answer."""
        blocks = tuple(
            block
            for section in self.sections
            for block in (*section.blocks, *blocks_of(provenance_nodes(section.provenance)))
        )
        return Answer(question="", text="", blocks=blocks, checks=self.checks, finish_reason="stop")


def document_of(answers: Sequence[Answer]) -> Document:
    """The answers in order, each under a heading of its own."""
    counter = count()
    works: dict[Hashable, int] = {}
    sections, reports = [], []
    for number, answer in enumerate(answers, 1):
        heading = f"Question {number}" if len(answers) > 1 else "Question"
        ids = _Ids(counter)
        asked = _question(answer, _Ids(counter))
        before = (_heading("h1", heading), *asked, _heading("h2", "Answer"))
        after = (*_ending(answer), *findings(answer, counter))
        answered = (_placed(block, ids) for block in answer.blocks)
        drawn = (*blocks_of(before), *answered, *blocks_of(after))
        sections.append(Section(drawn, provenance_rows(answer)))
        reports.append(_renumbered(answer.checks, ids, works))
    return Document(tuple(sections), _joined(reports))


class _Ids:
    """The document's ids for those of one answer; one not met before gets the next number."""

    def __init__(self, counter: Iterator[int]) -> None:
        self.math, self.citations, self.molecules, self.sequences, self.code = (
            defaultdict[int, int](counter.__next__) for _ in range(5)
        )


def _question(answer: Answer, ids: _Ids) -> Iterator[Node]:
    nodes = tuple(node for block in lex(answer.question.strip()) for node in block.nodes)
    if nodes:
        yield _moved(Element("blockquote", nodes), ids)


def _ending(answer: Answer) -> Iterator[Node]:
    if answer.tail.strip():
        yield Element("p", (Text(answer.tail.strip()),))
    for note in (_ENDINGS.get(answer.finish_reason), answer.error):
        if note:
            yield Element("p", (Element("em", (Text(note),)),))


def _heading(tag: Tag, text: str) -> Element:
    return Element(tag, (Text(text),))


def blocks_of(nodes: Iterable[Node]) -> tuple[Block, ...]:
    """A block for each of these nodes."""
    return tuple(Block(-1, "prose", 0, "", (node,)) for node in nodes)


def _placed(block: Block, ids: _Ids) -> Block:
    return replace(block, nodes=tuple(_moved(node, ids) for node in block.nodes))


def _moved(node: Node, ids: _Ids) -> Node:
    match node:
        case Element(tag, children):
            inner = tuple(_moved(child, ids) for child in children)
            return replace(node, tag=_DEMOTED.get(tag, tag), children=inner)
        case Work(blocks):
            return Work(tuple(_placed(block, ids) for block in blocks))
        case Math():
            return replace(node, id=ids.math[node.id])
        case CitationRef():
            return replace(node, id=ids.citations[node.id])
        case Molecule():
            return replace(node, id=ids.molecules[node.id])
        case Residues():
            return replace(node, start=ids.sequences[node.start])
        case Code():
            return replace(node, id=ids.code[node.id])
        case Text():
            return node


def _renumbered(checks: CheckReport, ids: _Ids, works: dict[Hashable, int]) -> CheckReport:
    return CheckReport(
        equations=tuple(replace(c, math=ids.math[c.math]) for c in checks.equations),
        citations=tuple(
            replace(
                citation,
                number=works.setdefault(_work(citation), len(works) + 1),
                refs=tuple(ids.citations[ref] for ref in citation.refs),
            )
            for citation in checks.citations
        ),
        molecules=tuple(replace(c, molecule=ids.molecules[c.molecule]) for c in checks.molecules),
        sequences=tuple(replace(c, start=ids.sequences[c.start]) for c in checks.sequences),
        code=tuple(replace(c, code=ids.code[c.code]) for c in checks.code),
    )


def _work(citation: Citation) -> Hashable:
    """What tells a cited work from others: its record, or what was generated and said of it."""
    if citation.status == "found" and citation.entry:
        return citation.key, tuple(sorted(citation.entry.items()))
    cited = citation.title or citation.text
    return citation.status, cited.casefold(), citation.author.casefold(), citation.reason


def _joined(reports: Iterable[CheckReport]) -> CheckReport:
    reports = list(reports)
    return CheckReport(
        equations=tuple(check for report in reports for check in report.equations),
        citations=tuple(check for report in reports for check in report.citations),
        molecules=tuple(check for report in reports for check in report.molecules),
        sequences=tuple(check for report in reports for check in report.sequences),
        code=tuple(check for report in reports for check in report.code),
    )
