"""The text of an answer as it is written: closed into blocks, each block checked at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

from .answer.blocks import Block, CitationRef, Code, Math
from .answer.events import (
    BlockClosed,
    CitationsChecked,
    CodeChecked,
    EquationChecked,
    Event,
    MoleculeChecked,
    SequenceChecked,
    StateChanged,
    TextAdded,
)
from .answer.lexer import Lexer
from .answer.verdicts import (
    CheckReport,
    Citation,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
)
from .checks.citations import check_citations
from .checks.code import Namespace, PythonReading, judge_code, submit_code
from .checks.gathering import Gatherer
from .checks.molecules import obstacles, submit_molecule
from .checks.pool import shared_pool
from .checks.sequences import check_sequences
from .checks.sources import Sources
from .checks.surroundings import Surroundings

# The citations are told all at once: told at each new one, a thousand would cost a million lines.
_GROWTH = 1.1


@dataclass(frozen=True, slots=True)
class _Pending:
    """A check under way, and what takes its result."""

    future: Future[Any]
    take: Callable[[Any], Iterator[Event]]

    def events(self) -> Iterator[Event]:
        """What there is to tell of it, waiting for its result."""
        return self.take(self.future.result())


class Draft:
    """Text comes in with `add` and ends with `finish`; both yield what listeners should know.

    With `check` the equations, molecules and code of a closed block are judged while the next block
    is written, and its citations looked up in `sources`. `units` are those of symbols, as declared.
    """

    def __init__(
        self, *, check: bool, sources: Sources, units: Mapping[str, str] | None = None
    ) -> None:
        self._check = check
        self.sources = sources
        self._lexer = Lexer()
        self._gatherer = Gatherer(units)
        self._pieces: list[str] = []
        self._pending: dict[str, deque[_Pending]] = {
            noun: deque() for noun in ("formula", "molecule", "code block")
        }
        self._equations: list[EquationCheck] = []
        self._molecules: list[MoleculeCheck] = []
        self._sequences: list[SequenceCheck] = []
        self._code: list[CodeCheck] = []
        self._namespace = Namespace()
        self._references: list[CitationRef] = []
        self._cited = 0
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
    def unjudged(self) -> str:
        """What is still being checked, such as "2 formulas, 1 molecule"; "" where nothing is."""
        counts = ((noun, len(pending)) for noun, pending in self._pending.items() if pending)
        return ", ".join(f"{n} {noun}{'' if n == 1 else 's'}" for noun, n in counts)

    @property
    def report(self) -> CheckReport:
        if not self._check:
            return CheckReport()
        return CheckReport(
            equations=tuple(self._equations),
            citations=self._citations,
            molecules=tuple(self._molecules),
            sequences=tuple(self._sequences),
            code=tuple(self._code),
            problems=(*self.sources.problems, *obstacles(self._molecules)),
        )

    def add(self, text: str) -> Iterator[Event]:
        self._pieces.append(text)
        closed = self._lexer.feed(text)
        yield TextAdded(text)
        yield from self._close(closed)
        yield from self.judged()

    def finish(self) -> Iterator[Event]:
        """Close the tail; its checks begin, and are awaited with `await_next`."""
        yield from self._close(self._lexer.finish())
        if self._check:
            self._judge(self._gatherer.finish().formulas)
        if len(self._references) > self._cited:
            yield self._cite()

    def judged(self) -> Iterator[Event]:
        """The checks that are done, those of one kind in the order of the text."""
        for pending in self._pending.values():
            while pending and pending[0].future.done():
                yield from pending.popleft().events()
        if self.sources.news() and self._references:
            yield self._cite()

    def await_next(self) -> Iterator[Event]:
        """The next check, waiting for it."""
        pending = next(pending for pending in self._pending.values() if pending)
        yield from pending.popleft().events()
        yield from self.judged()

    def await_citations(self) -> Iterator[Event]:
        """Wait until the citations are looked up, or the services have had their time."""
        for _ in self.sources.awaited():
            yield StateChanged("checking", "citations")
        if self._references:
            yield self._cite()

    def _close(self, closed: Sequence[Block]) -> Iterator[Event]:
        rest = "".join(block.source for block in closed) + self.tail
        for block in closed:
            rest = rest[len(block.source) :]
            self.blocks.append(block)
            yield BlockClosed(block, rest)
            if self._check:
                yield from self._start_checks(block)

    def _start_checks(self, block: Block) -> Iterator[Event]:
        found = self._gatherer.add(block)
        self._judge(found.formulas)
        for molecule in found.molecules:
            drawing = submit_molecule(molecule.smiles, molecule=molecule.id)
            self._pending["molecule"].append(_Pending(drawing, self._take_molecule))
        for code in found.code:
            self._pending["code block"].append(
                _Pending(submit_code(code), partial(self._take_code, code))
            )
        for sequence in check_sequences(found.sequences):
            self._sequences.append(sequence)
            yield SequenceChecked(sequence)
        if found.citations:
            for reference in found.citations:
                self.sources.begin(reference.text)
            self._references += found.citations
            if len(self._references) > _GROWTH * self._cited:
                yield self._cite()

    def _take_equations(self, equations: tuple[EquationCheck, ...]) -> Iterator[Event]:
        self._equations += equations
        yield from map(EquationChecked, equations)

    def _take_molecule(self, molecule: MoleculeCheck) -> Iterator[Event]:
        self._molecules.append(molecule)
        yield MoleculeChecked(molecule)

    def _take_code(self, code: Code, reading: PythonReading) -> Iterator[Event]:
        check, self._namespace = judge_code(code, reading, self._namespace)
        self._code.append(check)
        yield CodeChecked(check)

    def _judge(self, formulas: Iterable[tuple[Math, Surroundings]]) -> None:
        for math, around in formulas:
            judging = shared_pool().submit(
                math.latex, math=math.id, offset=math.start, surroundings=around
            )
            self._pending["formula"].append(_Pending(judging, self._take_equations))

    def _cite(self) -> CitationsChecked:
        self._cited = len(self._references)
        self._citations = check_citations(self._references, self.sources.finding)
        return CitationsChecked(self._citations)
