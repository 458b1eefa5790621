"""LaTeX formulas as Unicode text, for terminals.

What has a common reading in characters gets it (Greek letters, scripts, fractions, roots,
operators); every other command stays as the LaTeX it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "hbar": "ℏ", "ell": "ℓ", "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "partial": "∂", "nabla": "∇", "infty": "∞", "emptyset": "∅", "varnothing": "∅",
    "sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮",
    "bigcup": "⋃", "bigcap": "⋂", "forall": "∀", "exists": "∃", "nexists": "∄", "neg": "¬",
    "lnot": "¬", "prime": "′", "dagger": "†", "degree": "°", "angle": "∠", "circ": "∘",
    "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "langle": "⟨",
    "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "vert": "|",
    "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "backslash": "\\",
    "lbrace": "{", "rbrace": "}", "{": "{", "}": "}", "|": "‖", "%": "%", "$": "$", "#": "#",
    "&": "&", "_": "_",
}  # fmt: skip

# Written with a space on both sides.
_OPERATORS = {
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆",
    "oplus": "⊕", "otimes": "⊗", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "cap": "∩",
    "cup": "∪", "setminus": "∖", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥",
    "geqslant": "≥", "ll": "≪", "gg": "≫", "ne": "≠", "neq": "≠", "equiv": "≡", "approx": "≈",
    "sim": "∼", "simeq": "≃", "cong": "≅", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋",
    "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
    "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⇒", "iff": "⇔", "mapsto": "↦",
    "longrightarrow": "⟶", "rightleftharpoons": "⇌", "perp": "⊥", "parallel": "∥", "mid": "∣",
    "coloneqq": "≔", "bmod": "mod", "models": "⊨", "vdash": "⊢",
}  # fmt: skip

_FUNCTIONS = frozenset(
    (
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh",
        "tanh", "coth", "exp", "log", "ln", "lg", "lim", "limsup", "liminf", "max", "min", "sup",
        "inf", "det", "dim", "ker", "deg", "gcd", "arg", "Pr", "hom",
    )
)  # fmt: skip

_SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "quad": "  ", "qquad": "   ", "!": ""}
_SPACES |= {"thinspace": " ", "enspace": " ", "allowbreak": "", "displaystyle": ""}
_SPACES |= {"(": "", ")": ""}  # around a formula within words
_SPACES |= {"textstyle": "", "limits": "", "nolimits": "", "nonumber": "", "notag": ""}
_SPACES |= {
    size: ""
    for name in ("big", "Big", "bigg", "Bigg")
    for size in (name, name + "l", name + "r", name + "m")
}

_PLAIN_ARGUMENT = frozenset(
    (
        "text", "textrm", "textit", "textbf", "mbox", "hbox", "mathrm", "mathit", "mathbf",
        "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak", "boldsymbol", "bm", "operatorname",
        "pmb", "boxed", "displaylines",
    )
)  # fmt: skip

_ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
    "tilde": "\u0303", "widetilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
}  # fmt: skip

_DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθϕφχ′∗*†",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵠᵡ′**†",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-=()aehijklmnoprstuvxβγρϕφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ",
        strict=True,
    )
)

_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|[{}^_&~]|\s+|'+|[^\\{}^_&~\s']", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}(?:\{[^{}]*\})?")
_ALIGNED = ("align", "equation", "gather", "multline", "eqnarray", "flalign", "split")
_NESTING_LIMIT = 60
_SPACES_TO_DROP = re.compile(r"(?<= ) +| +(?=[),.;\]}])")
_LARGE = frozenset(("sum", "prod", "int", "iint", "iiint", "oint", "bigcup", "bigcap"))

# What needs no parentheses above and below the stroke of a fraction.
_MARKS = r"′°\u0300-\u036f\u20d7¹²³\u2070-\u209c\u1d2c-\u1d6a\u1d9c-\u1dbfⱼⱽ"
_NUMERATOR = re.compile(rf"[\w.∂√{_MARKS}]+|√?\([^()]*\)")
_DENOMINATOR = re.compile(rf"[√d∂]?(?:[\d.]+|\w)[{_MARKS}]*|√?\([^()]*\)")


class _TooDeepError(Exception):
    pass


def unicode_math(latex: str) -> str:
    """The formula on one line, or one line for each of its rows."""
    try:
        text = _Reader(_ENVIRONMENT.sub(_row_marks, latex)).group(until=None)
    except _TooDeepError:
        return latex
    lines = (_SPACES_TO_DROP.sub("", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _row_marks(found: re.Match[str]) -> str:
    """An environment as what stands around its rows: matrices in brackets, cases behind a brace."""
    begins, name = found.group(1) == "begin", found.group(2).rstrip("*")
    if "matrix" in name or name in ("array", "smallmatrix"):
        return r"\rowsbegin " if begins else r"\rowsend "
    if name == "cases":
        return r"\casesbegin " if begins else r"\casesend "
    return "" if name.startswith(_ALIGNED) or name == "displaymath" else found.group()


class _Reader:
    """A recursive descent over LaTeX tokens; each is read once."""

    def __init__(self, latex: str) -> None:
        self._tokens: Iterator[str] = (found.group() for found in _TOKEN.finditer(latex))
        self._ahead: str | None = next(self._tokens, None)
        self._rows: list[str] = []
        self._depth = 0

    def _next(self) -> str:
        mark, self._ahead = self._ahead, next(self._tokens, None)
        return mark or ""

    def _skip_space(self) -> None:
        while self._ahead is not None and self._ahead.isspace():
            self._next()

    def group(self, until: str | None) -> str:
        """Everything up to a closing mark, which is read too."""
        parts: list[str] = []
        while self._ahead is not None:
            mark = self._next()
            if mark.rstrip() == until:
                break
            parts.append(self._read(mark, parts))
        return "".join(parts)

    def _argument(self) -> str:
        self._skip_space()
        if self._ahead is None:
            return ""
        mark = self._next()
        return self.group(until="}") if mark == "{" else self._read(mark, [])

    def _read(self, mark: str, before: list[str]) -> str:
        self._depth += 1
        if self._depth > _NESTING_LIMIT:
            raise _TooDeepError
        text = self._reading_of(mark, before)
        self._depth -= 1
        return text

    def _reading_of(self, mark: str, before: list[str]) -> str:
        if mark.startswith("\\"):
            return self._command(mark[1:].rstrip(), mark, before)
        if mark == "{":
            return self.group(until="}")
        if mark in "^_":
            return self._script(mark)
        if mark.isspace() or mark == "~":
            return " "
        if mark == "&":
            return ", " if self._rows[-1:] == ["}"] else " "
        if mark.startswith("'"):
            return "′" * len(mark)
        if mark in "=<>" or (mark in "+-" and _is_operand("".join(before[-2:]))):
            return f" {mark} "
        return mark

    def _command(self, name: str, mark: str, before: list[str]) -> str:
        if name in _LARGE:
            return f"{_SYMBOLS[name]}{self._scripts()} "
        if name in _SYMBOLS:
            return _SYMBOLS[name]
        if name in _OPERATORS:
            return f" {_OPERATORS[name]} "
        if name in _SPACES:
            return _SPACES[name]
        if name in _FUNCTIONS:
            return self._function(name, before)
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            over, under = self._argument(), self._argument()
            return f"{_wrapped(over, _NUMERATOR)}/{_wrapped(under, _DENOMINATOR)} "
        if name in ("binom", "dbinom", "tbinom"):
            return f"C({self._argument().strip()}, {self._argument().strip()})"
        if name == "pmod":
            return f" (mod {self._argument().strip()})"
        if name == "sqrt":
            return self._root()
        if name in _PLAIN_ARGUMENT:
            return self._argument()
        if name == "mathbb":
            letters = self._argument()
            return "".join(_DOUBLE_STRUCK.get(letter, letter) for letter in letters)
        if name in _ACCENTS:
            held = self._argument().strip()
            if len(held) != 1:
                return f"{mark.strip()}{{{held}}}"
            return unicodedata.normalize("NFC", held + _ACCENTS[name])
        if name in ("left", "right", "middle"):
            return self._delimiter()
        return self._structure(name, mark)

    def _structure(self, name: str, mark: str) -> str:
        if name == "\\":
            return "; " if self._rows else "\n"
        if name == "rowsbegin":
            self._rows.append("]")
            return f"[{self.group(until=chr(92) + 'rowsend').strip()}{self._rows.pop()}"
        if name == "casesbegin":
            self._rows.append("}")
            return f"{{{self.group(until=chr(92) + 'casesend').strip()}{self._rows.pop()}"
        if name in ("tag", "label"):
            held = self._argument()
            return f"  ({held})" if name == "tag" else ""
        kept = mark.rstrip()
        if self._ahead != "{":
            return kept + " "
        while self._ahead == "{":
            self._next()
            kept += "{" + self.group(until="}") + "}"
        return kept

    def _function(self, name: str, before: list[str]) -> str:
        text = "".join(before[-2:])
        lead = " " if text and (text[-1].isalnum() or text[-1] in ")′") else ""
        scripts = self._scripts()
        self._skip_space()
        closes = self._ahead is None or self._ahead in ("(", "[", ")", "}", r"\left")
        return f"{lead}{name}{scripts}{'' if closes else ' '}"

    def _scripts(self) -> str:
        parts = []
        while self._ahead is not None and self._ahead in ("^", "_", r"\limits"):
            mark = self._next()
            parts.append("" if mark == r"\limits" else self._script(mark))
        return "".join(parts)

    def _script(self, mark: str) -> str:
        held = self._argument().strip()
        table = _SUPERSCRIPTS if mark == "^" else _SUBSCRIPTS
        compact = held.replace(" ", "")
        if compact == "∘" and mark == "^":
            return "°"
        if compact and all(character in table for character in compact):
            return "".join(table[character] for character in compact)
        return f"{mark}{held}" if len(held) == 1 else f"{mark}({held})"

    def _root(self) -> str:
        self._skip_space()
        degree = ""
        if self._ahead == "[":
            self._next()
            degree = self.group(until="]").strip()
        sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(degree)
        if sign is None:
            raised = all(character in _SUPERSCRIPTS for character in degree)
            degree = "".join(_SUPERSCRIPTS[d] for d in degree) if raised else f"({degree})"
            sign = f"{degree}√"
        held = self._argument().strip()
        return sign + (held if len(held) == 1 or held.isdigit() else f"({held})")

    def _delimiter(self) -> str:
        self._skip_space()
        if self._ahead is None:
            return ""
        mark = self._next()
        return "" if mark == "." else self._read(mark, [])


def _is_operand(before: str) -> bool:
    """Whether a sign that follows is an operation, not the sign of what comes."""
    before = before.rstrip()
    return bool(before) and before[-1] not in "=<>+-×·(,[{^_/≤≥≠≈±"


def _wrapped(operand: str, bare: re.Pattern[str]) -> str:
    operand = operand.strip()
    return operand if bare.fullmatch(operand) else f"({operand})"
