"""Code in the colours of its language, for pages without a highlighter of their own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape

# Colours help nobody to read more than this.
_LENGTH_LIMIT = 20_000


@lru_cache(maxsize=256)
def highlighted(code: str, language: str) -> str:
    """The code as HTML; `<span class="g-code-…">` around keywords, strings, comments and names.

    Without colours where the language is unknown, or where they would change a character.
    """
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    plain = escape(code, quote=True)
    if not language or len(code) > _LENGTH_LIMIT:
        return plain
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return plain
    pieces = list(lexer.get_tokens(code))
    if "".join(text for _, text in pieces) != code:
        return plain
    return "".join(_coloured(pieces))


def _coloured(pieces: list[tuple[object, str]]) -> Iterator[str]:
    from pygments.token import Comment, Keyword, Name, Number, String

    kinds = {
        Comment: "comment",
        Keyword: "keyword",
        Name.Class: "name",
        Name.Function: "name",
        Number: "number",
        String: "string",
    }
    for kind, text in pieces:
        name = next((name for of, name in kinds.items() if kind in of), "")
        html = escape(text, quote=True)
        yield f'<span class="g-code-{name}">{html}</span>' if name else html
