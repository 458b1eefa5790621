r"""An answer as a LaTeX fragment for a document with `amsmath`, `amssymb` and `hyperref`.

Scripts other than Latin need XeLaTeX or LuaLaTeX.

Formulas stand as they are where LaTeX takes them, of commands and environments that do nothing but
draw; any other is set as its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .answer import Answer
from .blocks import (
    CitationRef,
    Code,
    Element,
    Math,
    Molecule,
    Node,
    Sequence,
    Text,
    Work,
    is_safe_link,
)
from .chemical_formula import formula_to_latex
from .compiling import compiles, drawn_part
from .explaining import badge, equation_details, equation_shown
from .faces import VALIDATION_STATUSES, VERDICTS
from .labels import (
    checks_by_node,
    citation_line,
    citation_status,
    code_problem,
    footer,
    is_own_display,
    numbered,
)
from .substances import molecule_facts, sequence_facts
from .verdicts import Citation
from .wording import worded
from .writer import Writer, elements

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "*": "{*}",  # behind a row's end LaTeX would take it for its own
    "[": "{[}",  # behind \\ or \item it would begin an argument
    "]": "{]}",
}
_SPECIAL_CHARACTER = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufffd]")  # no font has them
_HEADINGS = {"h1": "section", "h2": "subsection", "h3": "subsubsection"}
_FONTS = {"strong": "textbf", "em": "emph", "code": "texttt"}
_SCRIPTS = {"sup": "textsuperscript", "sub": "textsubscript"}
_WRONG = f"{VALIDATION_STATUSES['invalid'].glyph} "


def answer_to_latex(answer: Answer) -> str:
    parts = list(LatexWriter(checks_by_node(answer)).blocks(answer.blocks))
    parts.append(escaped(answer.tail.strip()))
    parts.extend(_accusations(answer))
    parts.append("\n".join(_references(answer)))
    parts.extend(
        rf"\par\noindent{{\footnotesize {escaped(line)}}}"
        for line in (answer.status, answer.error or "", *footer(answer).split("\n"))
        if line
    )
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _accusations(answer: Answer) -> Iterator[str]:
    for check in answer.checks.accused:
        words = equation_details(check).removeprefix(f"{VERDICTS[check.verdict].glyph} ")
        formula = _formula(equation_shown(check))
        yield rf"\par\noindent{{\footnotesize {formula}: {_worded(words)}}}"


def _worded(text: str) -> str:
    return worded(text, words=escaped, formula=_formula)


def _references(answer: Answer) -> Iterator[str]:
    if not answer.citations:
        return
    yield r"\begin{thebibliography}{99}"
    for citation in numbered(answer.citations):
        note = rf"\emph{{({escaped(citation_status(citation))})}}"
        yield rf"\bibitem{{{_key(citation)}}} {escaped(citation_line(citation))} {note}"
    yield r"\end{thebibliography}"


def _key(citation: Citation) -> str:
    """The entry's key only where the entry is what was cited: a `mismatch` names it, too."""
    key = citation.key if citation.status == "found" else ""
    key = re.sub(r"[^A-Za-z0-9:._+-]", "", key or "")
    return key or f"galactica-{citation.number}"


def escaped(text: str) -> str:
    """Text that LaTeX sets as it stands."""
    text = _CONTROL.sub("", text)
    return _SPECIAL_CHARACTER.sub(lambda found: _SPECIAL[found.group()], text)


def _formula(latex: str) -> str:
    """A formula in a line of text, or its source where LaTeX would stop at it, or do more."""
    latex = drawn_part(latex)
    if compiles(latex, display=False):
        return rf"\({latex}\)"
    return _typewriter(in_one_paragraph(latex))


def in_one_paragraph(text: str) -> str:
    """Text without blank lines, at which most commands end with an error."""
    return re.sub(r"\n\s*\n", "\n", text)


class LatexWriter(Writer):
    def block(self, node: Node) -> str | None:
        match node:
            case Element("p", children):
                return "\n\n".join(self.nodes(children))
            case Element("h1" | "h2" | "h3" | "h4" | "h5" | "h6", children):
                command = _HEADINGS.get(node.tag, "paragraph")
                return rf"\{command}*{{{' '.join(self.inlines(children).split())}}}"
            case Element("ul" | "ol"):
                return self._list(node)
            case Element("blockquote", children):
                return _environment("quote", "\n\n".join(self.nodes(children)))
            case Element("table"):
                return self._table(node)
            case Element("hr"):
                return r"\par\noindent\hrulefill\par"
            case Code():
                return self._code(node)
            case Work(blocks):
                return _environment("quote", "\n\n".join(self.blocks(blocks)))
            case Math(display=True):
                latex = drawn_part(node.latex)
                return self._display(node, latex) if compiles(latex, display=True) else None
            case _:
                return None

    def inline(self, node: Node) -> str:
        match node:
            case Text(text):
                return escaped(text)
            case Math():
                sign = r"\displaystyle " if node.display else ""
                return _formula(sign + node.latex) + self.mark(node)
            case CitationRef():
                citation = self.checked.citations.get(node.id)
                if citation is None:
                    return f"{{[}}{escaped(node.text)}{{]}}"
                return rf"\cite{{{_key(citation)}}}"
            case Molecule():
                return _typewriter(node.smiles) + self._molecule_facts(node)
            case Sequence():
                sequence = self.checked.sequences.get(node.start)
                facts = escaped(sequence_facts(sequence)) if sequence else ""
                return _typewriter(node.letters) + _aside(facts)
            case Element("br"):
                return "\\\\\n"
            case Element("a", children, attrs):
                label, href = self.inlines(children), attrs.get("href", "")
                if not is_safe_link(href):
                    return label
                href = re.sub(r"[\\{}%#^]", lambda c: rf"\{c[0]}", _CONTROL.sub("", href))
                return rf"\href{{{href}}}{{{label}}}"
            case Element("strong" | "em" | "code" | "sup" | "sub", children):
                command = _FONTS.get(node.tag) or _SCRIPTS[node.tag]
                return rf"\{command}{{{self.inlines(children)}}}"
            case Element(_, children):
                return self.inlines(children)
            case _:
                return self.block(node) or ""

    def mark(self, node: Math) -> str:
        checks = self.checked.equations.get(node.id)
        if not checks:
            return ""
        words = badge(checks).split(maxsplit=1)[1]
        return rf"~{{\footnotesize({words})}}"

    def _molecule_facts(self, node: Molecule) -> str:
        check = self.checked.molecules.get(node.id)
        if check is None:
            return ""
        latex = formula_to_latex(check.formula)
        return _aside(molecule_facts(check, latex and rf"\({latex}\)", escaped))

    def _display(self, node: Math, latex: str) -> str:
        formula = latex if is_own_display(latex) else f"\\[\n{latex}\n\\]"
        mark = self.mark(node)
        return formula + (mark and rf"{chr(10)}\noindent{mark.removeprefix('~')}")

    def _list(self, node: Element) -> str:
        name = "enumerate" if node.tag == "ol" else "itemize"
        items = []
        for number, item in enumerate(elements(node), int(node.attrs.get("start", "1"))):
            label = f"[{number}.]" if node.tag == "ol" else ""
            items.append(rf"\item{label} " + "\n\n".join(self.nodes(item.children)))
        return _environment(name, "\n".join(items))

    def _code(self, node: Code) -> str:
        code = _CONTROL.sub("", node.code).replace(r"\end{verbatim}", r"\end {verbatim}")
        problem = code_problem(self.checked.code.get(node.id)).removeprefix(_WRONG)
        return _environment("verbatim", code) + (problem and f"\n\n({escaped(problem)})")

    def _table(self, node: Element) -> str:
        letters = {"left": "l", "right": "r", "center": "c"}
        if not (cells := self.rows(node)):
            return ""
        first_row = next(elements(next(elements(node))))
        columns = "".join(letters.get(c.attrs.get("align", ""), "l") for c in elements(first_row))
        head, *body = (" & ".join(row) + r" \\" for row in cells)
        rows = "\n".join((r"\hline", head, r"\hline", *body, r"\hline"))
        table = f"\\begin{{tabular}}{{{columns}}}\n{rows}\n\\end{{tabular}}"
        return _environment("center", table)


def _environment(name: str, body: str) -> str:
    return f"\\begin{{{name}}}\n{body}\n\\end{{{name}}}"


def _aside(facts: str) -> str:
    """Words in brackets, without the glyph that few fonts of a document have."""
    return f" ({facts.removeprefix(_WRONG)})" if facts else ""


def _typewriter(text: str) -> str:
    return rf"\texttt{{{escaped(text)}}}"
