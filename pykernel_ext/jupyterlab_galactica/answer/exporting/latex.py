r"""A document as LaTeX to compile, with the works it cites in a `.bib` file beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..blocks import Element, Molecule, Node, Sequence, Text, Work
from ..compiling import WIDEST_MATRIX
from ..labels import checks_by_node
from ..latex import LatexWriter, escaped, in_one_paragraph
from ..writer import elements
from .bibliography import bibliography, cite_keys
from .characters import DECLARING, declarations
from .document import Document, Section, blocks_of

_PREAMBLE = rf"""
% Compile with pdfLaTeX, XeLaTeX or LuaLaTeX, and BibTeX where works are cited. For scripts other
% than Latin take XeLaTeX or LuaLaTeX, with \setmainfont and a font that has them.
\documentclass{{article}}
\usepackage{{iftex}}
\ifPDFTeX
\usepackage[T1]{{fontenc}}
\IfFileExists{{lmodern.sty}}{{\usepackage{{lmodern}}}}{{}}
\else
\usepackage{{fontspec}}
\fi
\usepackage{{textcomp}}
\usepackage{{amsmath,amssymb}}
\usepackage[hidelinks]{{hyperref}}
\setcounter{{MaxMatrixCols}}{{{WIDEST_MATRIX}}}
\setlength{{\emergencystretch}}{{3em}}
\providecommand{{\bm}}[1]{{\boldsymbol{{#1}}}}
\providecommand{{\ket}}[1]{{\lvert #1\rangle}}
\providecommand{{\bra}}[1]{{\langle #1\rvert}}
\providecommand{{\abs}}[1]{{\lvert #1\rvert}}
\providecommand{{\norm}}[1]{{\lVert #1\rVert}}
\providecommand{{\mathscr}}{{\mathcal}}
\providecommand{{\mathds}}[1]{{\mathbb{{#1}}}}
\providecommand{{\mathbbm}}[1]{{\mathbb{{#1}}}}
\providecommand{{\coloneqq}}{{\mathrel{{:=}}}}
\providecommand{{\degree}}{{{{}}^{{\circ}}}}
{DECLARING}
""".strip()

_DEEPEST = 4
_WORD_PIECE = 20  # characters
_UNPRINTABLE = re.compile(r"[\x7f-\x9f]")


def document_to_latex(document: Document, bibliography_name: str) -> tuple[str, str]:
    r"""The `.tex` and the `.bib` file; the latter is "" where nothing is cited.

    `bibliography_name` is what `\bibliography` names, the name of the `.bib` file without it.
    """
    keys = cite_keys(document.checks.citations)
    works = _UNPRINTABLE.sub("", bibliography(document.checks.citations, keys))
    body = _UNPRINTABLE.sub("", "\n\n".join(_body(document, keys)))
    parts = [_PREAMBLE, declarations(body + works), r"\begin{document}", body]
    if works:
        parts += [r"\bibliographystyle{unsrt}", rf"\bibliography{{{bibliography_name}}}"]
    return "\n\n".join((*filter(None, parts), r"\end{document}")) + "\n", works


def _body(document: Document, keys: Mapping[int, str]) -> Iterator[str]:
    citations = tuple(replace(c, key=keys[c.number]) for c in document.checks.citations)
    checks = replace(document.checks, citations=citations)
    writer = _DocumentWriter(checks_by_node(replace(document, checks=checks).drawn))
    for section in document.sections:
        yield from writer.blocks(section.blocks)
        yield from _provenance(section)


def _provenance(section: Section) -> Iterator[str]:
    short = [rf"{escaped(row.name)} & {_breakable(row.value)} \\" for row in section.provenance
             if row.is_short]  # fmt: skip
    if section.provenance:
        yield r"\subsection*{Provenance}"
    if short:
        table = "\n".join((r"\begin{tabular}{@{}lp{0.6\linewidth}@{}}", *short, r"\end{tabular}"))
        yield rf"\par\noindent{{\small {table}}}"
    for row in section.provenance:
        if not row.is_short:
            lines = "\n\n".join(map(_breakable, row.value.splitlines()))
            yield rf"\par\noindent{{\small {escaped(row.name)}:}}"
            yield f"\\begin{{quote}}\\small\\ttfamily\\raggedright\n{lines}\n\\end{{quote}}"


def _breakable(text: str) -> str:
    """Text whose long words, such as a hash, may be broken anywhere."""
    return "".join(
        rf"{escaped(piece)}\allowbreak{{}}" if len(piece) == _WORD_PIECE else escaped(piece)
        for piece in re.findall(rf"\S{{1,{_WORD_PIECE}}}|\s+", text)
    )


class _DocumentWriter(LatexWriter):
    """Writes what LaTeX compiles: no empty lists, none too deep, no blank lines in commands."""

    _depth = 0

    def block(self, node: Node) -> str | None:
        match node:
            case Element("h1" | "h2" | "h3" | "h4" | "h5" | "h6", children) if self._depth:
                return rf"\textbf{{{' '.join(self.inlines(children).split())}}}"
            case Element("ul" | "ol") if not any(elements(node)):
                return ""
            case Element("ul" | "ol" | "blockquote") | Work():
                return self._nested(node)
            case _:
                return super().block(node)

    def inline(self, node: Node) -> str:
        match node:
            case Text(text):
                return super().inline(Text(in_one_paragraph(text)))
            case Molecule():
                return super().inline(replace(node, smiles=in_one_paragraph(node.smiles)))
            case Sequence():
                return super().inline(replace(node, letters=in_one_paragraph(node.letters)))
            case Element("br"):
                return r"\leavevmode\newline{}"
            case _:
                return super().inline(node)

    def _nested(self, node: Element | Work) -> str | None:
        """A list or a quote; LaTeX has them four deep, and what is deeper stands in the fourth."""
        if self._depth == _DEEPEST:
            inner = node.blocks if isinstance(node, Work) else blocks_of(_content(node))
            return "\n\n".join(self.blocks(inner))
        self._depth += 1
        try:
            return super().block(node)
        finally:
            self._depth -= 1


def _content(node: Element) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Element) and child.tag == "li":
            yield from child.children
        else:
            yield child
