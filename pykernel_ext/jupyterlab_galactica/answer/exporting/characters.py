"""Characters that not every LaTeX knows, as declarations for the preamble.

pdfLaTeX stops at a character that is not declared, XeLaTeX and LuaLaTeX leave out what their font
has not. So those of mathematics become commands; of a letter that there is no font for, the code
point is shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ..latex_commands import SYMBOLS

DECLARING = r"""
% #1 is a character, #2 its code point, #3 what it is set as where it is not known.
\ifPDFTeX
\newcommand{\galacticasymbol}[3]{%
  \expandafter\ifx\csname u8:\detokenize{#1}\endcsname\relax\DeclareUnicodeCharacter{#2}{#3}\fi}
\else
\newcommand{\galacticasymbol}[3]{%
  \begingroup\lccode`\~="#2\lowercase{\endgroup\protected\def~}{#3}\catcode"#2=\active}
\fi
\ifPDFTeX
\newcommand{\galacticaletter}[2]{\galacticasymbol{#1}{#2}{\textsf{[U+#2]}}}
\else
\newcommand{\galacticaletter}[2]{\galacticasymbol{#1}{#2}%
  {\iffontchar\font"#2\relax\char"#2\relax\else\textsf{[U+#2]}\fi}}
\fi
""".strip()

_OURS = {"✓": r"\checkmark", "✗": r"\times", "≔": r"\mathrel{:=}", "⏱": r"\circ", "⁄": "/"}
_SCRIPTS = {"super": "^", "sub": "_"}
_COMMAND = re.compile(r"\\ensuremath\{(\\([A-Za-z]+))\}")


def declarations(text: str) -> str:
    """A declaration for each of the text's characters that may need one."""
    characters = sorted({character for character in text if ord(character) >= 0xA0})
    return "\n".join(map(_declaration, characters))


def _declaration(character: str) -> str:
    code = f"{ord(character):04X}"
    if maths := _as_maths(character):
        return rf"\galacticasymbol{{{character}}}{{{code}}}{{\ensuremath{{{maths}}}}}"
    return rf"\galacticaletter{{{character}}}{{{code}}}"


def _as_maths(character: str) -> str:
    """What a character is in a formula; "" for one that is no sign of mathematics."""
    if character in _OURS:
        return _OURS[character]
    kind, _, plain = unicodedata.decomposition(character).partition("> ")
    if kind in ("<super", "<sub", "<font") and re.fullmatch("00[2-7][0-9A-F]", plain):
        letter = chr(int(plain, 16))
        script = _SCRIPTS.get(kind.removeprefix("<"))
        return f"{script}{{{letter}}}" if script else letter
    command = _COMMAND.fullmatch(_commands().get(ord(character), ""))
    return command[1] if command and command[2] in SYMBOLS else ""


@cache
def _commands() -> dict[int, str]:
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    commands: dict[int, str] = get_builtin_uni2latex_dict()
    return commands
