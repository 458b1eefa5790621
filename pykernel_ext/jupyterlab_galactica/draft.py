"""The text of an answer as it is written: closed into blocks, each block checked at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from .answer.blocks import Block, CitationRef, Code, Math, Molecule, nodes_in
from .answer.events import (
    BlockClosed,
    CitationsChecked,
    EquationChecked,
    Event,
    StateChanged,
    TextAdded,
)
from .answer.lexer import Lexer
from .answer.verdicts import CheckReport, Citation, CodeCheck, EquationCheck, MoleculeCheck
from .checks.citations import check_citations
from .checks.pool import shared_pool
from .checks.sources import Sources


class Draft:
    """Text comes in with `add` and ends with `finish`; both yield what listeners should know.

    With `check` the equations of a closed block are judged while the next block is written, and its
    citations looked up in `sources`.
    """

    def __init__(self, *, check: bool, sources: Sources) -> None:
        self._check = check
        self.sources = sources
        self._lexer = Lexer()
        self._pieces: list[str] = []
        self._pending: deque[Future[tuple[EquationCheck, ...]]] = deque()
        self._equations: list[EquationCheck] = []
        self._references: list[CitationRef] = []
        self._citations: tuple[Citation, ...] = ()
        self.blocks: list[Block] = []
        if check:
            shared_pool().warm()

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @property
    def tail(self) -> str:
        """The text after the last closed block."""
        return self._lexer.tail

    @property
    def unjudged(self) -> int:
        """Formulas whose checks are still under way."""
        return len(self._pending)

    @property
    def report(self) -> CheckReport:
        if not self._check:
            return CheckReport()
        equations, problems = tuple(self._equations), self.sources.problems
        return report_on(self.blocks, equations, self._citations, problems)

    def add(self, text: str) -> Iterator[Event]:
        self._pieces.append(text)
        closed = self._lexer.feed(text)
        yield TextAdded(text)
        yield from self._close(closed, self._lexer.tail)
        yield from self.judged()

    def finish(self) -> Iterator[Event]:
        """Close the tail; its checks begin, and are awaited with `await_next`."""
        yield from self._close(self._lexer.finish(), "")

    def judged(self) -> Iterator[Event]:
        """The checks that are done, in the order of the text."""
        while self._pending and self._pending[0].done():
            yield from self.await_next()
        if self.sources.news() and self._references:
            yield self._cite()

    def await_next(self) -> Iterator[Event]:
        """The next check in the order of the text, waiting for it."""
        for equation in self._pending.popleft().result():
            self._equations.append(equation)
            yield EquationChecked(equation)

    def await_citations(self) -> Iterator[Event]:
        """Wait until the citations are looked up, or the services have had their time."""
        for _ in self.sources.awaited():
            yield StateChanged("checking", "citations")
        if self._references:
            yield self._cite()

    def _close(self, closed: Sequence[Block], tail: str) -> Iterator[Event]:
        for position, block in enumerate(closed):
            rest = "".join(later.source for later in closed[position + 1 :]) + tail
            self.blocks.append(block)
            yield BlockClosed(block, rest)
            if self._check:
                yield from self._start_checks(block)

    def _start_checks(self, block: Block) -> Iterator[Event]:
        for math in nodes_in([block], Math):
            self._pending.append(shared_pool().submit(math.latex, math=math.id, offset=math.start))
        references = list(nodes_in([block], CitationRef))
        if references:
            for reference in references:
                self.sources.begin(reference.text)
            self._references += references
            yield self._cite()

    def _cite(self) -> CitationsChecked:
        self._citations = check_citations(self._references, self.sources.finding)
        return CitationsChecked(self._citations)


def report_on(
    blocks: Sequence[Block],
    equations: tuple[EquationCheck, ...],
    citations: tuple[Citation, ...],
    problems: tuple[str, ...],
) -> CheckReport:
    """All checks of a text, of which those of equations and citations are done already."""
    return CheckReport(
        equations=equations,
        citations=citations,
        molecules=tuple(
            MoleculeCheck(
                smiles=molecule.smiles,
                status="unchecked",
                reason="molecules are not validated in this version",
                molecule=molecule.id,
            )
            for molecule in nodes_in(blocks, Molecule)
        ),
        code=tuple(
            CodeCheck(
                language=code.language,
                status="unchecked",
                reason="code is not validated in this version",
                code=code.id,
            )
            for code in nodes_in(blocks, Code)
        ),
        problems=problems,
    )
