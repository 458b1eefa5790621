"""What an answer costs that is lexed and shown token by token, against once as a whole.

Counted is processor time of this package: lexing and making the forms of an answer (JSON, HTML,
Markdown, plain text). Not counted: checks, the network, and drawing in the browser, which draws
each block once. Encoding the forms as the JSON of messages, which is Jupyter's, is told apart.

`cell` is a notebook's output: the text is lexed as it comes, the output is updated as the display's
own pace has it, with tokens that arrive at the speed given, and ends with all forms. `sidebar` is
the events of the server: each token, each closed block, and the finished answer.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TypeVar

from jupyterlab_galactica.answer import highlighting, html, serialize
from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.blocks import Block
from jupyterlab_galactica.answer.events import BlockClosed, Event, Finished, TextAdded
from jupyterlab_galactica.answer.lexer import Lexer, lex
from jupyterlab_galactica.answer.serialize import event_to_json
from jupyterlab_galactica.jupyter.display import Pace, bundle, growing_bundle, shortened

LENGTHS = (500, 1000, 2000, 4000)
TOKENS_PER_SECOND = 50
ROUNDS = 7
HUGE = 10_000_000

T = TypeVar("T")

TEXT = r"""The double angle formula follows from the addition theorem. We know that
$\sin^2 x + \cos^2 x = 1$ [START_REF] Introductio in Analysin Infinitorum, Euler[END_REF], so that
\[ \sin 2x = 2 \sin x \cos x, \]
and for all $n \ge 1$ the **sum** \(\sum_{k=1}^n k = \frac{n(n+1)}{2}\) holds.

- The first item has $a_i$, the price of $5 and a [link](https://example.org).
- The second has `code`, *emphasis* and [START_SMILES]CCO[END_SMILES].

| quantity | value |
|---|---|
| mass | $m = 1.5$ |

```python
def double(x):
    return 2 * x  # a comment
```

"""


class Clock:
    """Adds up the seconds of making, and apart from them those of encoding."""

    def __init__(self) -> None:
        self.making = self.encoding = 0.0

    def make(self, run: Callable[[], T]) -> T:
        begun = time.perf_counter()
        made = run()
        self.making += time.perf_counter() - begun
        return made

    def encode(self, data: object) -> None:
        begun = time.perf_counter()
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        self.encoding += time.perf_counter() - begun

    @property
    def total(self) -> float:
        return self.making + self.encoding


@dataclass(frozen=True)
class Updates:
    number: int
    longest_pause: float


def tokens(count: int) -> list[str]:
    """Pieces such as a tokenizer makes: words with the space before them, marks one by one."""
    return list(islice(cycle(re.findall(r" ?\w+|\s|[^\w\s]", TEXT)), count))


def answer_of(text: str, blocks: tuple[Block, ...], tail: str = "") -> Answer:
    return Answer(question="q", text=text, blocks=blocks, tail=tail)


def whole(pieces: list[str], clock: Clock) -> None:
    text = "".join(pieces)
    clock.encode(clock.make(lambda: bundle(answer_of(text, lex(text)))))


def lexed(pieces: list[str], clock: Clock) -> None:
    lexer = Lexer()
    for piece in pieces:
        clock.make(lambda piece=piece: lexer.feed(piece))
    clock.make(lexer.finish)


def cell(pieces: list[str], clock: Clock) -> Updates:
    """Tokens come at their speed on a clock of their own; what is done about them is timed."""
    lexer, pace, text, blocks = Lexer(), Pace(), "", []
    last = longest = 0.0
    updates = 0
    for number, piece in enumerate(pieces):
        now = number / TOKENS_PER_SECOND
        text += piece
        blocks += clock.make(lambda piece=piece: lexer.feed(piece))
        if pace.is_due(now):
            before = clock.total
            growing = answer_of(text, tuple(blocks), lexer.tail)
            clock.encode(clock.make(lambda growing=growing: growing_bundle(growing)))
            pace.shown(now, clock.total - before)
            last, longest, updates = now, max(longest, now - last), updates + 1
    blocks += clock.make(lexer.finish)
    clock.encode(clock.make(lambda: bundle(answer_of(text, tuple(blocks)))))
    return Updates(updates, longest)


def sidebar(pieces: list[str], clock: Clock) -> None:
    lexer, blocks = Lexer(), []

    def send(event: Event) -> None:
        clock.encode(clock.make(lambda: event_to_json(event)))

    for piece in pieces:
        closed = clock.make(lambda piece=piece: lexer.feed(piece))
        send(TextAdded(piece))
        for block in closed:
            send(BlockClosed(block, lexer.tail))
        blocks += closed
    blocks += clock.make(lexer.finish)
    send(Finished(answer_of("".join(pieces), tuple(blocks))))


def timed(run: Callable[[list[str], Clock], T], pieces: list[str]) -> tuple[Clock, T]:
    """The best of some rounds, none of which finds what another has left in the caches."""
    rounds = []
    for _ in range(ROUNDS):
        html._pieces.cache_clear()
        html._formula.cache_clear()
        serialize.block_to_json.cache_clear()
        highlighting.highlighted.cache_clear()
        clock = Clock()
        result = run(pieces, clock)
        rounds.append((clock, result))
    return min(rounds, key=lambda one: one[0].making)


def main() -> None:
    print(__doc__)
    print(f"tokens at {TOKENS_PER_SECOND}/s; milliseconds, best of {ROUNDS}")
    print("target: streamed at most 3.0 x the whole, and as much for each token at every length\n")
    print(
        "tokens  whole  lexed by token |  cell   ratio  us/token  updates  longest pause"
        "  with encoding | sidebar   ratio"
    )
    timed(whole, tokens(LENGTHS[0]))
    for length in LENGTHS:
        pieces = tokens(length)
        once, _ = timed(whole, pieces)
        lexing, _ = timed(lexed, pieces)
        in_cell, updates = timed(cell, pieces)
        events, _ = timed(sidebar, pieces)
        print(
            f"{length:6d} {once.making * 1e3:6.1f} {lexing.making * 1e3:15.1f} |"
            f"{in_cell.making * 1e3:6.1f} {in_cell.making / once.making:6.2f} x "
            f"{in_cell.making / length * 1e6:8.1f}  {updates.number:7d} "
            f"{updates.longest_pause:12.2f} s {in_cell.total / once.total:13.2f} x |"
            f" {events.making * 1e3:7.1f} {events.making / once.making:6.2f} x"
        )
    huge = TEXT * (HUGE // len(TEXT))
    begun = time.perf_counter()
    answer = answer_of(huge, lex(huge))
    read = time.perf_counter()
    shown = len(json.dumps(bundle(shortened(answer)), ensure_ascii=False))
    print(
        f"\n{HUGE:,} characters are lexed in {read - begun:.1f} s; the output of a cell holds "
        f"{shown:,} characters in all its forms, made in {time.perf_counter() - read:.1f} s"
    )


if __name__ == "__main__":
    main()
