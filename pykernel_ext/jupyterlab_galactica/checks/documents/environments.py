"""Environments of mathematics, each with the delimiters that the lexer of answers knows."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KEPT = ("align", "alignat", "flalign", "gather", "multline", "eqnarray")
_SAME_AS = {
    "equation": "equation", "displaymath": "equation", "dmath": "equation", "dseries": "equation",
    "IEEEeqnarray": "eqnarray", "IEEEeqnarraybox": "eqnarray", "subeqnarray": "eqnarray",
    "equationarray": "eqnarray", "xalignat": "alignat", "xxalignat": "alignat",
    "darray": "eqnarray", "empheq": "align", "numcases": "numcases", "subnumcases": "numcases",
}  # fmt: skip
_INNER = ("aligned", "gathered", "alignedat", "split", "cases", "array", "matrix", "pmatrix",
          "bmatrix", "vmatrix")  # fmt: skip
"""Environments that stand in formulas; MathJax takes them for formulas of their own."""
_ARGUMENTS = {
    "IEEEeqnarray": 1, "IEEEeqnarraybox": 1, "equationarray": 1, "empheq": 1, "numcases": 1,
    "subnumcases": 1,
}  # fmt: skip

ENVIRONMENTS: Mapping[str, str] = {
    f"{name}{star}": same
    for name, same in {
        **{name: name for name in (*_KEPT, *_INNER)}, **_SAME_AS, "math": "math"
    }.items()
    for star in ("", "*")
}  # fmt: skip
"""What each environment is read as."""

VERBATIM = (
    "verbatim|[BL]?Verbatim|lstlisting|minted|comment|filecontents|alltt|[Cc]ode|Sinput|Soutput"
    "|Schunk|CodeInput|CodeOutput|CodeChunk|verbatimtab|asydef|luacode|pycode|pyverbatim"
    "|python|pythoncode|sageblock|sagesilent|sagecommandline|tcblisting|shell|console"
)
"""Environments whose content is shown as it is written, as one alternative of a pattern."""

OPTIONS = re.compile(r"(?:\s*\[[^\]\n]{0,80}\])?")
ARGUMENT = re.compile(r"\s*\{([^{}\n]{0,80}(?:\{[^{}\n]{0,40}\}[^{}\n]{0,40}){0,8})\}")


def delimiters(name: str) -> tuple[str, str]:
    """What to write around the content of an environment of mathematics."""
    same = ENVIRONMENTS[name]
    if same == "math":
        return r"\(", r"\)"
    if same == "numcases":
        return r"\begin{equation}", r"\end{cases}\end{equation}"
    if same in _INNER:
        return rf"\[\begin{{{same}}}", rf"\end{{{same}}}\]"
    star = "*" if name.endswith("*") else ""
    return rf"\begin{{{same}{star}}}", rf"\end{{{same}{star}}}"


def content_start(text: str, at: int, name: str) -> tuple[int, str]:
    """Where the content begins behind the arguments of an environment, and what to put before it.

    `at` is the place behind `\\begin{name}`.
    """
    bare = name.rstrip("*")
    options = OPTIONS.match(text, at)
    if options and (bare in ("IEEEeqnarray", "empheq", "dmath", "dgroup", "dseries", "equation")):
        at = options.end()
    argument = ARGUMENT.match(text, at) if _ARGUMENTS.get(bare) else None
    if argument is None:
        return at, ""
    if ENVIRONMENTS[name] == "numcases":
        return argument.end(), argument[1] + r"\begin{cases}"
    return argument.end(), ""
