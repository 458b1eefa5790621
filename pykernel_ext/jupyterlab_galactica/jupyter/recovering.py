"""An answer whose server ended: what was kept of its text becomes an answer that broke off."""

from __future__ import annotations

from contextlib import suppress

from ..conversations.records import Turn
from ..conversations.store import Store
from ..errors import StoreError

_BROKE_OFF = "The Jupyter server ended while this was written; continue it, or ask again."
_NOTHING = "The Jupyter server ended before an answer came; ask again."


def with_end(store: Store, turn: Turn) -> Turn:
    """The turn with an answer or a sentence, if nobody writes it any more; stored, if that can be.

    Its verdicts were not kept, so the text is checked again.
    """
    if turn.state != "interrupted":
        return turn
    with suppress(StoreError):  # one that can only be read
        if turn.text.strip():
            store.finish(turn.id, _recovered(turn))
        else:
            store.fail(turn.id, _NOTHING)
    return store.turn(turn.id)


def _recovered(turn: Turn) -> dict[str, object]:
    from ..answer.answer import Answer
    from ..assistant import check_again

    model = turn.options.get("model")
    answer = Answer(
        question=turn.question,
        text=turn.text,
        provenance={"model": model} if model else {},
        finish_reason="error",
        error=_BROKE_OFF,
    )
    return check_again(answer).to_json()
