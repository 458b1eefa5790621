"""The works that a text cites: by title as answers do, and by the keys of a bibliography."""

from __future__ import annotations

from collections.abc import Sequence

from ..answer.blocks import CitationRef
from ..answer.verdicts import Citation
from .bibliography.own import OwnBibliography
from .citations import check_citations, check_keys, not_looked_up
from .cited_keys import KeysOfText
from .finding import finding_of_own_key
from .sources import PATIENCE, Sources


def check_works(
    refs: Sequence[CitationRef],
    keys: KeysOfText,
    sources: Sources,
    own: OwnBibliography,
) -> tuple[Citation, ...]:
    """The works cited by markers and keys, as the entered `sources` know them.

    The markers' works are asked for already. Services are waited for, `PATIENCE` seconds a marker
    at most; `own` is what the text says of its bibliography.
    """
    for _ in sources.awaited(PATIENCE * max(1, len(refs))):
        pass
    cited = check_citations(refs, sources.finding)
    keys = keys.with_defined(own.keys)
    listed = finding_of_own_key if keys.defined else not_looked_up
    keyed = check_keys(
        keys.to_look_up(bare=sources.has_bibliography),
        cited,
        sources.find_key if sources.has_bibliography else listed,
    )
    return cited + keyed
