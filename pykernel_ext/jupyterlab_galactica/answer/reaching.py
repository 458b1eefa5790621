"""LaTeX commands that a formula from a model must not use."""

from __future__ import annotations

import re

# Commands that reach out of the formula: into the page (links, styles), into other formulas
# (definitions last as long as the page) or into the files of whoever compiles an export.
_REACHES_OUT = re.compile(
    r"\\(?:href|url|class|cssId|style|data|bbox|mmlToken|require|includegraphics|html[A-Za-z]*"
    r"|[egx]?def|let|futurelet|global|(?:re)?newcommand|providecommand|(?:re)?newenvironment"
    r"|DeclareMathOperator|DeclarePairedDelimiter[A-Z]*|csname|catcode|input|include|usepackage"
    r"|openin|openout|read|write|immediate|special|directlua|verbatiminput|lstinputlisting"
    r"|loop|newread|newwrite|pdf[A-Za-z]+|every[A-Za-z]+)(?![A-Za-z])"
)


def reaches_out(latex: str) -> bool:
    """Whether a formula does more than look like something where it stands."""
    return _REACHES_OUT.search(latex) is not None
