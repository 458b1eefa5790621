"""What of a text is to be checked: one walk over its blocks sorts their nodes into kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from ..answer.blocks import Block, CitationRef, Code, Element, Math, Molecule, Node, Sequence, Work
from .macros import Macro
from .surroundings import Surroundings, Surveyor


@dataclass(frozen=True, slots=True)
class Checkable:
    """What there is to check, each kind in the order of the text; formulas with what is around."""

    formulas: tuple[tuple[Math, Surroundings], ...] = ()
    citations: tuple[CitationRef, ...] = ()
    molecules: tuple[Molecule, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    code: tuple[Code, ...] = ()


class Gatherer:
    """Gathers what is to be checked from the blocks of a text, as they come.

    `units` are those of symbols, as the user declares them; `macros` hold from the start.
    """

    def __init__(
        self, units: Mapping[str, str] | None = None, macros: Mapping[str, Macro] | None = None
    ) -> None:
        self._surveyor = Surveyor(units, macros)

    def add(self, block: Block) -> Checkable:
        """What is in the block; a formula in its last sentence may wait for the next one."""
        kinds: defaultdict[type[Node], list[Any]] = defaultdict(list)
        for node in _leaves(block.nodes):
            kinds[type(node)].append(node)
        return Checkable(
            formulas=tuple(self._surveyor.add(block, kinds[Math])),
            citations=tuple(kinds[CitationRef]),
            molecules=tuple(kinds[Molecule]),
            sequences=tuple(kinds[Sequence]),
            code=tuple(kinds[Code]),
        )

    def finish(self) -> Checkable:
        """The formulas that still waited when the text ended."""
        return Checkable(formulas=tuple(self._surveyor.finish()))


def gathered(
    blocks: Iterable[Block],
    units: Mapping[str, str] | None = None,
    macros: Mapping[str, Macro] | None = None,
) -> Checkable:
    """What is to be checked of a whole text, as `Gatherer` finds it."""
    gatherer = Gatherer(units, macros)
    parts = [*map(gatherer.add, blocks), gatherer.finish()]
    kinds = ([getattr(part, kind.name) for part in parts] for kind in fields(Checkable))
    return Checkable(*(tuple(chain.from_iterable(found)) for found in kinds))


def _leaves(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes that hold no others, in the order of the text, those of `<work>` blocks too."""
    for node in nodes:
        match node:
            case Element(children=children):
                yield from _leaves(children)
            case Work(blocks=blocks):
                for block in blocks:
                    yield from _leaves(block.nodes)
            case _:
                yield node
