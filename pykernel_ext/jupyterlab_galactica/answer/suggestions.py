"""References suggested for a context, as a list that shows itself."""

from __future__ import annotations

from .faces import CITATION_STATUSES
from .labels import citation_line, citation_mark
from .markdown import escaped
from .verdicts import Citation


class Suggestions(list[Citation]):
    r"""Citations, best first; a notebook shows them as a numbered list.

    Below it stands what to copy of those that were found: `\cite{key}`, `[@key]` and BibTeX.
    """

    def __repr__(self) -> str:
        lines = [f"{c.number}. {citation_line(c)} ({_note(c)})" for c in self]
        return "\n\n".join(("\n".join(lines) or "No reference was found.", *self._copied()))

    def _repr_markdown_(self) -> str:
        lines = [f"{c.number}. {escaped(citation_line(c))} *({escaped(_note(c))})*" for c in self]
        blocks = (f"```bibtex\n{copied}\n```" for copied in self._copied())
        return "\n\n".join(("\n".join(lines) or "No reference was found.", *blocks))

    def _copied(self) -> list[str]:
        return [
            f"% {citation.number}. {citation.to_latex()} {citation.to_pandoc()}\n{bibtex}"
            for citation in self
            if (bibtex := citation.to_bibtex())
        ]


def _note(citation: Citation) -> str:
    found = f"{CITATION_STATUSES['found']} as {citation.key}" if citation.status == "found" else ""
    notes = [found, citation_mark(citation).removesuffix(".")]
    score = citation.score
    if score is not None:
        notes += [] if score.finished else ["cut off: more new tokens would finish it"]
        notes.append(
            f"log-probability {score.logprob_sum:.2f}, least likely token {score.logprob_min:.2f}"
        )
    return "; ".join(note for note in notes if note)
