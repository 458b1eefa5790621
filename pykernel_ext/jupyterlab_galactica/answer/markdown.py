"""An answer as Markdown that JupyterLab and Pandoc read: formulas in `$…$` and `$$…$$`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

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
from .explaining import badge, equation_details, equation_shown
from .labels import (
    checks_by_node,
    citation_line,
    citation_status,
    code_problem,
    footer,
    numbered,
)
from .substances import molecule_facts, sequence_facts
from .typesetting import fault, page_source
from .wording import worded
from .writer import Writer, elements, prefixed

_SPECIAL = re.compile(r"\\(?![()\[\]])|[`*_\[\]~|]|&(?=#?\w+;)")
# At the beginning of a line these would be headings, lists, rules or quotes.
_LINE_START = re.compile(r"^([ \t]*)(?:([#+=-])|(\d{1,9})([.)]))", re.MULTILINE)
# MathJax typesets between whatever dollars and `\(` it finds on a page; alone in an element, or
# written as an entity, they mean themselves to it and to Pandoc.
_MATHJAX = {"$": "<span>&#36;</span>", "\\": "<span>&#92;</span>"}
_TICKS = re.compile(r"`+")
# What a reader that knows no maths would take for a tag or a link; a space changes no formula.
_TAG_OR_LINK = re.compile(r"<(?=[A-Za-z/!?])|\](?=[(\[])")
_IN_NO_LINK = re.compile(r"[\s\0()<>\"`\\]")
_BLANK_LINES = re.compile(r"\n\s*\n")

# Environments that stand alone in LaTeX, and what they are within `$$`.
_INNER_ENVIRONMENTS = {
    "align": "aligned",
    "alignat": "alignedat",
    "eqnarray": "aligned",
    "flalign": "aligned",
    "gather": "gathered",
    "multline": "gathered",
}
_ENVIRONMENT = re.compile(rf"\\(begin|end)\{{({'|'.join(_INNER_ENVIRONMENTS)})\*?\}}")


def answer_to_markdown(answer: Answer) -> str:
    parts = list(MarkdownWriter(checks_by_node(answer)).blocks(answer.blocks))
    parts.append(escaped(answer.tail.strip()))
    parts.append("\n".join(_accusations(answer)))
    parts.extend(_references(answer))
    if answer.error:
        parts.append(f"**{escaped(answer.error)}**")
    notes = (answer.status, *footer(answer).split("\n"))
    parts.extend(f"*{escaped(note)}*" for note in notes if note)
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _accusations(answer: Answer) -> Iterator[str]:
    for check in answer.checks.accused:
        yield f"- {_formula(equation_shown(check), '$')}: {_worded(equation_details(check))}"


def _worded(text: str) -> str:
    return worded(text, words=escaped, formula=lambda latex: _formula(latex, "$"))


def _references(answer: Answer) -> Iterator[str]:
    if answer.citations:
        yield "**References**"
    for citation in numbered(answer.citations):
        note = f"*({escaped(citation_status(citation))})*"
        yield f"[{citation.number}] {escaped(citation_line(citation))} {note}"


def escaped(text: str) -> str:
    """Text that means itself in Markdown, to MathJax and to Pandoc."""
    text = text.replace("\0", "\ufffd")
    text = _SPECIAL.sub(lambda found: f"\\{found.group()}", text)
    # As entities: a reader that makes links of bare addresses takes a backslash into them.
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"\$|\\(?=[()])", lambda found: _MATHJAX[found.group()], text)
    return _LINE_START.sub(
        lambda line: line[1] + (f"\\{line[2]}" if line[2] else f"{line[3]}\\{line[4]}"), text
    )


def _formula(latex: str, delimiter: str) -> str:
    """Within dollars there are no blank lines, no outer environments and no other dollars.

    What cannot be typeset is its source, with the reason.
    """
    latex = _BLANK_LINES.sub("\n", latex).strip()
    if reason := fault(latex):
        return f"{_code_span(latex)} *(cannot be typeset: {escaped(reason)})*"
    latex = _ENVIRONMENT.sub(
        lambda found: rf"\{found[1]}{{{_INNER_ENVIRONMENTS[found[2]]}}}", latex
    )
    latex = _TAG_OR_LINK.sub(r"\g<0> ", page_source(latex))
    latex = re.sub(r"(?<!\\)\$([^$]*)\$", r"\\(\1\\)", latex)
    return f"{delimiter}{latex}{delimiter}"


def _link(label: str, href: str) -> str:
    """A label with brackets stands before its address: within a link some readers unescape them."""
    if not is_safe_link(href):
        return label
    address = _IN_NO_LINK.sub(_quoted, href)
    if r"\[" in label or r"\]" in label:
        return f"{label} (<{address}>)"
    return f"[{label}](<{address}>)"


def _quoted(found: re.Match[str]) -> str:
    return quote(found.group())


def _code_span(code: str) -> str:
    code = re.sub(r"[\r\n]+", " ", code)
    longest = max((len(run) for run in _TICKS.findall(code)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


class MarkdownWriter(Writer):
    def block(self, node: Node) -> str | None:
        match node:
            case Element("p", children):
                return self.inlines(children).strip()
            case Element("h1" | "h2" | "h3" | "h4" | "h5" | "h6", children):
                title = " ".join(self.inlines(children).split())
                return f"{'#' * int(node.tag[1])} {title}"
            case Element("ul" | "ol"):
                return "\n".join(self._items(node))
            case Element("blockquote", children):
                return prefixed("\n\n".join(self.nodes(children)), "> ", "> ")
            case Element("table"):
                return self._table(node)
            case Element("hr"):
                return "---"
            case Code():
                return self._code(node)
            case Work(blocks):
                inner = "\n\n".join(self.blocks(blocks))
                return f"<details><summary>Working</summary>\n\n{inner}\n\n</details>"
            case Math(display=True):
                return _formula(node.latex, "$$") + self._mark(node, "\n\n")
            case _:
                return None

    def inline(self, node: Node) -> str:
        match node:
            case Text(text):
                return escaped(text)
            case Math():
                return _formula(node.latex, "$$" if node.display else "$") + self._mark(node, " ")
            case CitationRef():
                citation = self.checked.citations.get(node.id)
                return f"[{citation.number}]" if citation else f"[{escaped(node.text)}]"
            case Molecule():
                return _code_span(node.smiles) + self._molecule_facts(node)
            case Sequence():
                sequence = self.checked.sequences.get(node.start)
                facts = f" ({escaped(sequence_facts(sequence))})" if sequence else ""
                return _code_span(node.letters) + facts
            case Element("br"):
                return "\\\n"
            case Element("code", children):
                return _code_span("".join(c.text for c in children if isinstance(c, Text)))
            case Element("a", children, attrs):
                return _link(self.inlines(children), attrs.get("href", ""))
            case Element("strong" | "em" | "s", children):
                sign = {"strong": "**", "em": "*", "s": "~~"}[node.tag]
                return f"{sign}{self.inlines(children)}{sign}"
            case Element("sup" | "sub", children):
                return f"<{node.tag}>{self.inlines(children)}</{node.tag}>"
            case Element(_, children):
                return self.inlines(children)
            case _:
                return self.block(node) or ""

    def _mark(self, node: Math, before: str) -> str:
        checks = self.checked.equations.get(node.id)
        return f"{before}*({escaped(badge(checks))})*" if checks else ""

    def _molecule_facts(self, node: Molecule) -> str:
        check = self.checked.molecules.get(node.id)
        if check is None:
            return ""
        latex = formula_to_latex(check.formula)
        facts = molecule_facts(check, latex and f"${latex}$", escaped)
        return f" ({facts})" if facts else ""

    def _items(self, parent: Element) -> Iterator[str]:
        for number, item in enumerate(elements(parent), int(parent.attrs.get("start", "1"))):
            mark = f"{number}. " if parent.tag == "ol" else "- "
            tight = not any(child.tag == "p" for child in elements(item))
            text = ("\n" if tight else "\n\n").join(self.nodes(item.children))
            yield prefixed(text, mark, " " * len(mark))

    def _code(self, node: Code) -> str:
        longest = max((len(run) for run in _TICKS.findall(node.code)), default=0)
        fence = "`" * max(3, longest + 1)
        language = re.sub(r"[^\w+#.-]", "", node.language)
        problem = code_problem(self.checked.code.get(node.id))
        note = problem and f"\n\n*({escaped(problem)})*"
        return f"{fence}{language}\n{node.code}\n{fence}{note}"

    def _table(self, node: Element) -> str:
        if not (rows := self.rows(node)):
            return ""
        head, *body = rows
        aligns = {"left": ":--", "right": "--:", "center": ":-:"}
        first_row = next(elements(next(elements(node))))
        delimiters = [
            aligns.get(cell.attrs.get("align", ""), "---") for cell in elements(first_row)
        ]
        return "\n".join(f"| {' | '.join(row)} |" for row in (head, delimiters, *body))
