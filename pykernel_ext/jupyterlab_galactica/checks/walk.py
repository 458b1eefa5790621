"""One walk through a document: each block is looked at as it is read, and then let go."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace

from ..answer.blocks import CitationRef, Code, Math
from ..answer.lexer import lex_parts
from ..answer.verdicts import CodeCheck, MoleculeCheck, SequenceCheck
from .cited_keys import KeyFinder, KeysOfText
from .code import Namespace, PythonReading, judge_code, submit_code
from .documents import Document
from .gathering import Checkable, Gatherer
from .molecules import submit_molecule
from .sequences import check_sequences
from .surroundings import Surroundings

_AHEAD = 16
"""Code blocks that wait for their worker; the texts of more are not held."""


class Walk:
    """What a document holds, but for its equations: complete once `formulas` has ended.

    `cited` is told the text of each citation; `units` are those of symbols, as declared.
    """

    def __init__(
        self, document: Document, units: Mapping[str, str], cited: Callable[[str], object]
    ) -> None:
        self._document = document
        self._units = units
        self._cited = cited
        self._molecules: list[Future[MoleculeCheck]] = []
        self._waiting: deque[tuple[Code, Future[PythonReading]]] = deque()
        self._namespace = Namespace()
        self._code: list[CodeCheck] = []
        self.keys = KeysOfText()
        self.citations: list[CitationRef] = []
        self.sequences: list[SequenceCheck] = []
        self.formula_count = 0

    def formulas(self) -> Iterator[tuple[Math, Surroundings]]:
        """The formulas in their order; the document is read on as they are taken."""
        gatherer = Gatherer(self._units, self._document.macros)
        keys = KeyFinder()
        for block in lex_parts(self._document.parts):
            keys.add(block)
            yield from self._seen(gatherer.add(block))
        yield from self._seen(gatherer.finish())
        self.keys = keys.finish()

    def molecules(self) -> tuple[MoleculeCheck, ...]:
        return tuple(future.result() for future in self._molecules)

    def code(self) -> tuple[CodeCheck, ...]:
        self._judge_code(0)
        return tuple(self._code)

    def _seen(self, found: Checkable) -> tuple[tuple[Math, Surroundings], ...]:
        for reference in found.citations:
            self._cited(reference.text)
        self.citations += found.citations
        self.sequences += check_sequences(found.sequences)
        self._molecules += [
            submit_molecule(molecule.smiles, molecule=molecule.id) for molecule in found.molecules
        ]
        for code in found.code:
            self._waiting.append((replace(code, code=""), submit_code(code)))
            self._judge_code(_AHEAD)
        self.formula_count += len(found.formulas)
        return found.formulas

    def _judge_code(self, left: int) -> None:
        """Take what is known of code blocks, in their order, until so many wait."""
        while len(self._waiting) > left:
            block, reading = self._waiting.popleft()
            check, self._namespace = judge_code(block, reading.result(), self._namespace)
            self._code.append(check)
