"""The text of an answer as it is written: closed into blocks, each block checked at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from .answer.blocks import Block, CitationRef, Code, Math, Molecule, nodes_in
from .answer.events import BlockClosed, CitationsChecked, EquationChecked, Event, TextAdded
from .answer.lexer import Lexer
from .answer.verdicts import CheckReport, CodeCheck, EquationCheck, MoleculeCheck
from .checks.citations import check_citations
from .checks.pool import shared_pool


class Draft:
    """Text comes in with `add` and ends with `finish`; both yield what listeners should know.

    With `check` the equations of a closed block are judged while the next block is written.
    """

    def __init__(self, *, check: bool) -> None:
        self._check = check
        self._lexer = Lexer()
        self._pieces: list[str] = []
        self._pending: deque[Future[tuple[EquationCheck, ...]]] = deque()
        self._equations: list[EquationCheck] = []
        self._references: list[CitationRef] = []
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
        return report_on(self.blocks, tuple(self._equations)) if self._check else CheckReport()

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

    def await_next(self) -> Iterator[Event]:
        """The next check in the order of the text, waiting for it."""
        for equation in self._pending.popleft().result():
            self._equations.append(equation)
            yield EquationChecked(equation)

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
            self._references += references
            yield CitationsChecked(check_citations(self._references))


def report_on(blocks: Sequence[Block], equations: tuple[EquationCheck, ...]) -> CheckReport:
    """All checks of a text, of which those of the equations are done already."""
    return CheckReport(
        equations=equations,
        citations=check_citations(list(nodes_in(blocks, CitationRef))),
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
    )
