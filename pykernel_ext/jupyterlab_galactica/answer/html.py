"""An answer as one piece of HTML that needs nothing around it.

It is what VS Code, nbviewer, nbconvert and JupyterLab without the extension show. Everything from
the model is escaped. Of the whole answer MathJax may touch the formulas only: "$5 and $6" is no
formula, hence the classes that switch MathJax 2 (`tex2jax_*`) and 3 (`mathjax_*`) off and on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import TypeAlias

from .answer import Answer
from .blocks import (
    TAGS,
    Block,
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
from .chemical_formula import formula_to_html
from .drawings import harmless_drawing
from .explaining import badge, equation_details, equation_shown, formula_details
from .faces import VERDICTS, Tone, worst
from .highlighting import highlighted
from .labels import (
    Checked,
    checks_by_node,
    citation_line,
    citation_mark,
    citation_status,
    code_problem,
    footer,
    is_own_display,
    numbered,
)
from .substances import KIND_NAMES, molecule_details, molecule_facts, sequence_facts
from .typesetting import fault, page_source
from .verdicts import (
    Citation,
    CodeCheck,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
    ValidationStatus,
)
from .wording import worded


def _signal(colour: str) -> str:
    """A colour that can be read on light and dark pages alike, as it takes from the page's ink."""
    return f"color:{colour};color:color-mix(in srgb,{colour} 60%,currentColor)"


_GOOD, _BAD = _signal("#1a8f4c"), _signal("#d64541")

# Only what light and dark pages bear alike: the page's own colours, thinned, and three signals.
_STYLE = """
.galactica-html{max-width:52em;line-height:1.5;overflow-wrap:anywhere}
.galactica-html a{text-decoration:underline!important}
.galactica-html .g-display{display:block;margin:.6em 0;overflow-x:auto;text-align:center}
.galactica-html .g-formula{contain:paint;display:inline-block;margin:-.2em;padding:.2em}
.galactica-html .g-badge{display:inline-block;font-size:.75em;padding:0 .4em;border-radius:.6em;
border:1px solid currentColor;opacity:.75;margin-left:.3em;white-space:nowrap;cursor:help}
.galactica-html pre{padding:.6em;border:1px solid rgba(128,128,128,.4);overflow-x:auto;
text-align:left;white-space:pre}
.galactica-html .g-code-comment{opacity:.75;font-style:italic}
.galactica-html .g-chip,.galactica-html .g-cite,.galactica-html code{unicode-bidi:isolate}
.galactica-html .g-chip{font-family:monospace;font-size:.9em;padding:0 .3em;border-radius:.3em;
border:1px solid rgba(128,128,128,.5);word-break:break-all}
.galactica-html .g-drawing{display:block;margin:.4em 0}
.galactica-html .g-drawing svg{max-width:100%;height:auto}
.galactica-html details{border-left:3px solid rgba(128,128,128,.5);padding-left:.8em;margin:.6em 0}
.galactica-html table{border-collapse:collapse;display:block;margin:.6em 0;max-width:100%;
overflow-x:auto}
.galactica-html th,.galactica-html td{border:1px solid rgba(128,128,128,.4);padding:.2em .6em}
.galactica-html ul,.galactica-html ol{margin:.2em 0}
.galactica-html .g-tail{white-space:pre-wrap}
.galactica-html .g-note{font-size:.85em;opacity:.75}
.galactica-html .g-accused{font-size:.9em;padding-left:1.4em}
.galactica-html .g-references{font-size:.9em;margin-top:1em}
""".strip()
_CODE = {"keyword": "#9a5fd0", "name": "#2f7fd6", "number": "#b5742a", "string": "#1a8f4c"}
_SIGNALS = "\n".join(
    (
        *(f".galactica-html .g-code-{kind}{{{_signal(colour)}}}" for kind, colour in _CODE.items()),
        f".galactica-html .g-error,.galactica-html .g-wrong{{{_BAD};opacity:1}}",
    )
)
_TONES: Mapping[Tone, str] = {
    "good": f"{_GOOD};opacity:1",
    "bad": f"{_BAD};opacity:1;font-weight:bold",
    "doubt": "border-color:#d08a2c;background:rgba(224,150,40,.22);opacity:1;font-weight:bold",
}
_VERDICT_STYLE = "\n".join(
    f".galactica-html [data-verdict={verdict}]>.g-badge{{{_TONES[face.tone]}}}"
    for verdict, face in VERDICTS.items()
    if face.tone in _TONES
)

# Each of these is read in the direction of its own text.
_DIRECTED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "th", "td"))

_Slot: TypeAlias = "Math | CitationRef | Molecule | Sequence | Code"


def answer_to_html(answer: Answer) -> str:
    """The answer as a `<div>`; ids in it begin with a hash of question and text."""
    checked = checks_by_node(answer)
    key = hashlib.sha256(f"{answer.question}\0{answer.text}".encode("utf-8", "replace"))
    anchor = f"galactica-{key.hexdigest()[:10]}-"
    parts = [_drawn(answer.blocks, checked, anchor)]
    if answer.tail.strip():
        parts.append(f'<div class="g-tail" dir="auto">{_text(answer.tail)}</div>')
    parts.extend(_accusations(answer))
    if answer.citations:
        parts.extend(_references(answer, anchor))
    if answer.status:
        parts.append(f'<div class="g-note" role="status">{_text(answer.status)}</div>')
    if answer.error:
        parts.append(f'<div class="g-error" role="alert">{_text(answer.error)}</div>')
    if note := footer(answer):
        parts.append(f'<div class="g-note">{_text(note).replace(chr(10), "<br>")}</div>')
    return _page("".join(parts))


def blocks_to_html(blocks: Iterable[Block], checked: Checked) -> str:
    """Blocks that cite nothing, as a `<div>` of their own."""
    return _page(_drawn(blocks, checked, anchor=""))


def _drawn(blocks: Iterable[Block], checked: Checked, anchor: str) -> str:
    return "".join(
        piece if isinstance(piece, str) else _fill(piece, checked, anchor)
        for block in blocks
        for piece in _pieces(block)
    )


def _page(content: str) -> str:
    style = f"<style>{_STYLE}\n{_SIGNALS}\n{_VERDICT_STYLE}</style>"
    return f'<div class="galactica-html mathjax_ignore tex2jax_ignore">{style}{content}</div>'


def _text(text: str) -> str:
    return escape(text, quote=True)


@lru_cache(maxsize=4096)
def _pieces(block: Block) -> tuple[str | _Slot, ...]:
    """A block's HTML, with the nodes left in it that checks still have a word about."""
    pieces: list[str | _Slot] = []
    run: list[str] = []
    for piece in _block(block):
        if isinstance(piece, str):
            run.append(piece)
        else:
            pieces.extend(("".join(run), piece))
            run = []
    return (*pieces, "".join(run))


def _block(block: Block) -> Iterator[str | _Slot]:
    for node in block.nodes:
        if isinstance(node, (Molecule, Sequence)):
            yield from ("<p>", *_node(node), "</p>")
        else:
            yield from _node(node)


def _node(node: Node) -> Iterator[str | _Slot]:
    match node:
        case Text(text):
            yield _text(text)
        case Element(tag, children, attrs) if tag in TAGS:
            direction = ' dir="auto"' if tag in _DIRECTED else ""
            yield f"<{tag}{direction}{_attributes(attrs)}>"
            for child in children:
                yield from _node(child)
            if tag not in ("br", "hr"):
                yield f"</{tag}>"
        case Element(_, children):
            for child in children:
                yield from _node(child)
        case Work(blocks):
            yield '<details class="g-work"><summary>Working</summary>'
            for block in blocks:
                yield from _pieces(block)
            yield "</details>"
        case _:
            yield node


def _attributes(attrs: Mapping[str, str]) -> str:
    """The attributes a node may have, their values checked: blocks can come from a notebook too."""
    written = []
    if is_safe_link(attrs.get("href", "")):
        href = _text(attrs["href"])
        written.append(f' href="{href}" rel="noopener noreferrer nofollow" target="_blank"')
    if attrs.get("start", "").isdecimal():
        written.append(f' start="{attrs["start"]}"')
    if attrs.get("align") in ("left", "right", "center"):
        written.append(f' style="text-align:{attrs["align"]}"')
    return "".join(written)


def _fill(node: _Slot, checked: Checked, anchor: str) -> str:
    match node:
        case Math():
            return _math(node, checked)
        case CitationRef():
            return _citation(node, checked.citations.get(node.id), anchor)
        case Molecule():
            return _molecule(node, checked.molecules.get(node.id))
        case Sequence():
            return _sequence(node, checked.sequences.get(node.start))
        case Code():
            return _code(node, checked.code.get(node.id))


def _math(node: Math, checked: Checked) -> str:
    checks = checked.equations.get(node.id, ())
    formula = _formula(node.latex, node.display)
    kind = "g-display" if node.display else "g-inline"
    if not checks:
        return f'<span class="g-math {kind}">{formula}</span>'
    verdict = worst(checks).verdict
    return (
        f'<span class="g-math {kind}" data-verdict="{verdict}">{formula}'
        f'<span class="g-badge" title="{_text(formula_details(checks))}">'
        f"{_badge(checks)}</span></span>"
    )


def _badge(checks: Iterable[EquationCheck]) -> str:
    """A screen reader says the word; of "!" or "≔" it would say more than they mean."""
    glyph, word = badge(checks).split(maxsplit=1)
    return f'<span aria-hidden="true">{_text(glyph)}</span> {_text(word)}'


@lru_cache(maxsize=4096)
def _formula(latex: str, display: bool) -> str:
    if reason := fault(latex):
        note = f'<span class="g-note g-wrong"> cannot be typeset: {_text(reason)}</span>'
        return f"<code>{_text(latex)}</code>{note}"
    opening, closing = (r"\[", r"\]") if display else (r"\(", r"\)")
    if is_own_display(latex):
        opening = closing = ""
    source = _text(page_source(latex))
    return (
        f'<span class="g-formula mathjax_process tex2jax_process">{opening}{source}{closing}</span>'
    )


def _citation(node: CitationRef, citation: Citation | None, anchor: str) -> str:
    if citation is None:
        return f'<span class="g-cite" data-citation-status="unchecked">[{_text(node.text)}]</span>'
    mark = citation_status(citation)
    title = "\n".join(filter(None, (citation_line(citation), mark, citation.reason)))
    return (
        f'<a class="g-cite" href="#{anchor}ref-{citation.number}"'
        f' data-citation-status="{citation.status}" title="{_text(title)}">[{citation.number}]</a>'
    )


def _molecule(node: Molecule, check: MoleculeCheck | None) -> str:
    if check is None:
        return _chip("SMILES", node.smiles)
    facts = molecule_facts(check, formula_to_html(check.formula), _text)
    drawing = harmless_drawing(check.svg)
    return (
        _chip(f"SMILES, {check.status}: {molecule_details(check)}", node.smiles)
        + _facts(check.status, facts)
        + (drawing and f'<span class="g-drawing">{drawing}</span>')
    )


def _sequence(node: Sequence, check: SequenceCheck | None) -> str:
    if check is None:
        return _chip("DNA" if node.alphabet == "dna" else "protein", node.letters)
    title = f"{KIND_NAMES[check.kind]}, {check.status}: {check.reason}"
    return _chip(title, node.letters) + _facts(check.status, _text(sequence_facts(check)))


def _chip(title: str, text: str) -> str:
    return f'<code class="g-chip" title="{_text(title)}">{_text(text)}</code>'


def _facts(status: ValidationStatus, facts: str) -> str:
    wrong = " g-wrong" if status == "invalid" else ""
    return f' <span class="g-note{wrong}">{facts}</span>' if facts else ""


def _code(node: Code, check: CodeCheck | None) -> str:
    language = node.language and f' data-language="{_text(node.language)}"'
    title = "" if check is None else f' title="{_text(f"{check.status}: {check.reason}")}"'
    problem = code_problem(check)
    note = problem and f'<div class="g-note g-wrong">{_text(problem)}</div>'
    code = highlighted(node.code, node.language)
    return f'<pre dir="ltr" tabindex="0"{title}><code{language}>{code}</code></pre>{note}'


def _accusations(answer: Answer) -> Iterator[str]:
    """What is wrong, below the text: not everybody can hover."""
    if not answer.checks.accused:
        return
    yield '<ul class="g-accused">'
    for check in answer.checks.accused:
        formula = _formula(equation_shown(check), False)
        yield f"<li>{formula} – {_worded(equation_details(check))}</li>"
    yield "</ul>"


def _worded(text: str) -> str:
    return worded(text, words=_text, formula=lambda latex: _formula(latex, False))


def _references(answer: Answer, anchor: str) -> Iterator[str]:
    yield '<div class="g-references"><strong>References</strong><ol>'
    for citation in numbered(answer.citations):
        kind = "g-wrong" if citation_mark(citation) else "g-note"
        note = f' <span class="{kind}">({_text(citation_status(citation))})</span>'
        yield (
            f'<li dir="auto" id="{anchor}ref-{citation.number}" value="{citation.number}"'
            f' data-citation-status="{citation.status}">'
            f"{_text(citation_line(citation))}{note}</li>"
        )
    yield "</ol></div>"
