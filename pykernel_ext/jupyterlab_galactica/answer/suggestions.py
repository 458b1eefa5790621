"""References suggested for a context, as a list that shows itself."""

from __future__ import annotations

from .labels import citation_line, citation_mark
from .markdown import escaped
from .verdicts import Citation


class Suggestions(list[Citation]):
    """Citations, best first; a notebook shows them as a numbered list."""

    def __repr__(self) -> str:
        lines = [f"{c.number}. {citation_line(c)} ({_note(c)})" for c in self]
        return "\n".join(lines) or "No reference was found."

    def _repr_markdown_(self) -> str:
        lines = [f"{c.number}. {escaped(citation_line(c))} *({escaped(_note(c))})*" for c in self]
        return "\n".join(lines) or "No reference was found."


def _note(citation: Citation) -> str:
    notes = [citation_mark(citation)]
    score = citation.score
    if score is not None:
        notes += [] if score.finished else ["cut off: more new tokens would finish it"]
        notes.append(
            f"log-probability {score.logprob_sum:.2f}, least likely token {score.logprob_min:.2f}"
        )
    return "; ".join(note for note in notes if note)
