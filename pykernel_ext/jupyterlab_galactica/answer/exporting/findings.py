"""What was found out about an answer, as a list to print: nobody hovers over a page of paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..answer import Answer
from ..blocks import Code, Element, Math, Node, Text, nodes_in
from ..explaining import equation_details, equation_shown
from ..faces import VALIDATION_STATUSES
from ..labels import code_problem
from ..substances import molecule_facts, sequence_facts
from ..wording import Formula, pieces


def findings(answer: Answer, ids: Iterable[int]) -> tuple[Node, ...]:
    """A heading and one item for everything checked; nothing where there was nothing to check.

    The formulas in it get their ids from `ids`, since what they are marked with stands beside them.
    """
    items = tuple(
        Element("li", inner)
        for inner in (
            *_equations(answer, ids),
            *_molecules(answer),
            *_sequences(answer),
            *_code(answer),
            *((Text(problem),) for problem in answer.checks.problems),
        )
    )
    return (Element("h2", (Text("Checks"),)), Element("ul", items)) if items else ()


def _equations(answer: Answer, ids: Iterable[int]) -> Iterator[tuple[Node, ...]]:
    for check, number in zip(answer.equations, ids, strict=False):
        formula = Math(number, equation_shown(check), False, check.start, check.end)
        yield formula, Text(" – "), *nodes_of(equation_details(check), ids)


def nodes_of(text: str, ids: Iterable[int]) -> Iterator[Node]:
    """Words with formulas in them."""
    for piece in pieces(text):
        if isinstance(piece, Formula):
            yield Math(next(iter(ids)), piece.latex, False, 0, 0)
        else:
            yield Text(piece)


def _molecules(answer: Answer) -> Iterator[tuple[Node, ...]]:
    for check in answer.molecules:
        key = check.inchikey and f"InChIKey {check.inchikey}"
        told = ", ".join(filter(None, (molecule_facts(check, check.formula, str), key)))
        yield Element("code", (Text(check.smiles),)), Text(f" – {told}")


def _sequences(answer: Answer) -> Iterator[tuple[Node, ...]]:
    for number, check in enumerate(answer.sequences, 1):
        yield (Text(f"Sequence {number} – {sequence_facts(check)}"),)


def _code(answer: Answer) -> Iterator[tuple[Node, ...]]:
    places = {code.id: place for place, code in enumerate(nodes_in(answer.blocks, Code), 1)}
    for check in answer.code:
        language = f" ({check.language})" if check.language else ""
        told = code_problem(check) or f"{VALIDATION_STATUSES[check.status]}: {check.reason}"
        yield (Text(f"Code block {places.get(check.code, check.code + 1)}{language} – {told}"),)
