"""What Galactica's tokenizer does to a text before it splits it.

The rules are those of the Galactica paper (arXiv 2211.09085, section 3.1) and its public `galai`
package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

SPECIAL_TOKENS = (
    "<s>", "<pad>", "</s>", "<unk>",
    "[START_REF]", "[END_REF]", "[IMAGE]",
    "<fragments>", "</fragments>", "<work>", "</work>",
    "[START_SUP]", "[END_SUP]", "[START_SUB]", "[END_SUB]",
    "[START_DNA]", "[END_DNA]", "[START_AMINO]", "[END_AMINO]",
    "[START_SMILES]", "[END_SMILES]", "[START_I_SMILES]", "[END_I_SMILES]",
)  # fmt: skip

SPLIT_MARKER = "SPL1T-TH1S-Pl3A5E"
"""The pre-tokenizer splits here and removes it: one character, one token."""

_SPECIAL = re.compile(f"({'|'.join(map(re.escape, SPECIAL_TOKENS))})")
_END_OF = {f"[START_{kind}]": f"[END_{kind}]" for kind in ("DNA", "AMINO", "SMILES", "I_SMILES")}
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"
_SUPERSCRIPT_TABLE = str.maketrans(_SUPERSCRIPTS, "0123456789+-=()ni")
_SUBSCRIPT_TABLE = str.maketrans(_SUBSCRIPTS, "0123456789+-=()")
_REWRITTEN = re.compile(f"([{_SUPERSCRIPTS}]+|[{_SUBSCRIPTS}]+|\r\n)")


def as_read(text: str) -> str:
    """The text that is split into tokens."""
    return "".join(read for _, read in read_pieces(text))


def read_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of a text as they are written, and as they are read.

    A sequence goes from its start token to the next special token or the end of the text, newlines
    included; the marker stands before each of its characters and before its own end token.
    """
    end = ""
    for piece in _SPECIAL.split(text):
        if piece in SPECIAL_TOKENS:
            yield piece, SPLIT_MARKER + piece if piece == end else piece
            end = _END_OF.get(piece, "")
        elif end:
            yield from _sequence(piece)
        else:
            for part in filter(None, _REWRITTEN.split(piece)):
                yield part, _rewritten(part)


def _sequence(letters: str) -> Iterator[tuple[str, str]]:
    """Letter by letter where that can be told, which it can of those in use."""
    alike = "\r" not in letters and unicodedata.is_normalized("NFKC", letters)
    for piece in letters if alike else [letters]:
        yield piece, _marked(piece.replace("\r\n", "\n"))


def _marked(letters: str) -> str:
    # A combining character would join the marker itself; it belongs to the letter before it.
    return "".join(
        letter if unicodedata.combining(letter) else SPLIT_MARKER + letter
        for letter in unicodedata.normalize("NFKC", letters)
    )


def _rewritten(part: str) -> str:
    """Unicode super- and subscripts as Galactica's tokens: NFKC would flatten them."""
    if part[:1] in _SUPERSCRIPTS:
        return f"[START_SUP]{part.translate(_SUPERSCRIPT_TABLE)}[END_SUP]"
    if part[:1] in _SUBSCRIPTS:
        return f"[START_SUB]{part.translate(_SUBSCRIPT_TABLE)}[END_SUB]"
    return "\n" if part == "\r\n" else part
