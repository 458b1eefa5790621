"""Names of symbols as users write them and as the parser does."""

from __future__ import annotations

import re
from functools import lru_cache

from .letters import GREEK
from .signs import UNICODE

_WRAPPED = re.compile(
    r"\\(?:vec|mathbf|boldsymbol|bm|mathrm|mathit|text|hat|overrightarrow|mathcal|mathsf)"
    r"\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\\?[A-Za-z]+))"
)
_NAME = re.compile(r"(\\?[A-Za-z]+|[^\W\d_])(?:_(?:\{([^{}]{1,30})\}|(\\?\w+)))?('*)\Z")
_INSTANCE = re.compile(r"_\{(?:\d{1,2}|[xyz]|[ijkn])\}")
_BLANK = re.compile(r"(?<!^\\Delta)\s")
CHANGE = "\\Delta "
"""What the name of a change begins with."""

_UNICODE = {sign: name for sign, name in UNICODE.items() if name in GREEK}


def canonical_name(written: str) -> str | None:
    r"""`rho`, `\rho` or `ρ` as `\rho`, `v_0` as `v_{0}`; None for what is no name of a symbol."""
    text = plain_name(written.strip())
    match = _NAME.match(text)
    head = _letter(match[1]) if match else None
    if match is None or head is None:
        return None
    subscript, primes = match[2] or match[3], match[4]
    if subscript is None:
        return head + primes
    return f"{head}_{{{_UNICODE.get(subscript, subscript)}}}{primes}"


def _letter(head: str) -> str | None:
    if head in _UNICODE:
        return _UNICODE[head]
    if head in GREEK or len(head) == 1:
        return head
    if "\\" + head in GREEK:
        return "\\" + head
    return None if head.startswith("\\") else rf"\mathrm{{{head}}}"


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    r"""`E` for `\vec{E}`, `\mathbf{E}` and `\mathrm{E}`; a word keeps its `\mathrm`."""

    def opened(match: re.Match[str]) -> str:
        inner: str = match[1] or match[2]
        word = len(inner) > 1 and inner.isalpha()
        return rf"\mathrm{{{inner}}}" if word and match.start() == 0 else inner

    if "\\" not in name:
        return name
    return _BLANK.sub("", _WRAPPED.sub(opened, name))


@lru_cache(maxsize=4096)
def family(name: str) -> str:
    r"""`v` for `v_{0}`, `v_{x}` and `\Delta v`, which have its dimension.

    They are one of several, a component, and a change of it.
    """
    return _INSTANCE.sub("", name.removeprefix(CHANGE))
