"""Where tokens begin in the text of a completion: OpenAI's `text_offset`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...models.tokenizer import Tokenizer


def offsets(
    tokenizer: Tokenizer, echoed: str | Sequence[int], skip_special_tokens: bool
) -> Callable[[int], int]:
    """A function from the next token of a completion to the character of its text it begins at.

    The text begins with the prompt that is `echoed`, as it was written. Tokens of one character
    begin together.
    """
    if isinstance(echoed, str):
        places, length = (tokenizer.starts(echoed), len(echoed)) if echoed else ([], 0)
    else:
        places, length = _running(tokenizer.decoder(), echoed)
    waiting = iter(places)
    decode = tokenizer.decoder(skip_special_tokens=skip_special_tokens)

    def next_offset(token: int) -> int:
        nonlocal length
        place = next(waiting, None)
        if place is not None:
            return place
        begins = length
        length += len(decode(token))
        return begins

    return next_offset


def _running(decode: Callable[[int], str], ids: Sequence[int]) -> tuple[list[int], int]:
    """The length of the text before each token, and of the whole."""
    places, length = [], 0
    for token in ids:
        places.append(length)
        length += len(decode(token))
    return places, length
