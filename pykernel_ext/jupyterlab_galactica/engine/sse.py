"""Reading server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def sse_lines(parts: Iterable[bytes]) -> Iterator[str]:
    """Lines of an event stream, however it was split on the way; an empty part is a comment.

    Only line feeds end a line: U+2028 and its like, where Python's `splitlines` would cut, may
    stand unescaped in JSON.
    """
    rest: list[bytes] = []
    for part in parts:
        if not part:
            yield ":"
        *complete, last = part.split(b"\n")
        for line in complete:
            rest.append(line)
            yield b"".join(rest).rstrip(b"\r").decode("utf-8", errors="replace")
            rest.clear()
        rest.append(last)
    if any(rest):
        yield b"".join(rest).decode("utf-8", errors="replace")
