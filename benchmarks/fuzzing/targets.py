"""What reads text from outside, each with sound inputs and the errors it may raise on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.exporting.formats import FORMATS
from jupyterlab_galactica.answer.html import answer_to_html
from jupyterlab_galactica.answer.latex import answer_to_latex
from jupyterlab_galactica.answer.lexer import Lexer, lex
from jupyterlab_galactica.answer.markdown import answer_to_markdown
from jupyterlab_galactica.answer.serialize import answer_from_json, answer_to_json
from jupyterlab_galactica.answer.text import answer_to_text
from jupyterlab_galactica.answer.unicode_math import unicode_math
from jupyterlab_galactica.checks.bibliography.bibtex import read_bibtex
from jupyterlab_galactica.checks.bibliography.csl import read_csl
from jupyterlab_galactica.checks.bibliography.csl_yaml import read_csl_yaml
from jupyterlab_galactica.checks.bibliography.entry import Entry, Name
from jupyterlab_galactica.checks.bibliography.ris import read_ris
from jupyterlab_galactica.checks.documents.latex import latex_document
from jupyterlab_galactica.checks.documents.markdown import markdown_document
from jupyterlab_galactica.checks.documents.notebook import notebook_document
from jupyterlab_galactica.checks.documents.restructured import restructured_document
from jupyterlab_galactica.checks.documents.script import script_document
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.lexer import tokenize
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.gathering import gathered
from jupyterlab_galactica.checks.macros import MacroError, expand, find_macros
from jupyterlab_galactica.checks.matching.match import match_among
from jupyterlab_galactica.checks.sequences import check_nucleotides, check_protein
from jupyterlab_galactica.checks.smiles_syntax import find_problem
from jupyterlab_galactica.config import config_path, load_config
from jupyterlab_galactica.engine import connection
from jupyterlab_galactica.engine.worker.requests import read_chat, read_completion
from jupyterlab_galactica.errors import InputError

from . import seeds

_WORKS = [
    Entry(key="a", type="article", title="Attention is all you need",
          authors=(Name("Vaswani", "Ashish"),), year=2017),
    Entry(key="b", type="article", title="Deep learning", authors=(Name("LeCun", "Yann"),)),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    seeds: Sequence[str]
    read: Callable[[str], object]
    errors: tuple[type[Exception], ...] = ()


def _json(text: str) -> Any:
    """As the worker and the server read a body."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError from error


def _sequences(text: str) -> None:
    check_nucleotides(text)
    check_protein(text)


def _in_pieces(text: str) -> None:
    lexer = Lexer()
    for at in range(0, len(text), 7):
        lexer.feed(text[at : at + 7])
    lexer.finish()


def _answer(text: str) -> Answer:
    return Answer(question="Why?", text=text, blocks=lex(text), finish_reason="stop")


def _kept(text: str) -> None:
    """Read as an export reads it; what it takes in can be shown."""
    data = _json(text)
    try:
        answer = answer_from_json(data)
    except (KeyError, TypeError, ValueError):
        return
    for render in (answer_to_html, answer_to_latex, answer_to_markdown, answer_to_text):
        render(answer)


def _documents(read: Callable[[str, str], object]) -> Callable[[str], object]:
    return lambda text: read("a", text)


def _configured(text: str) -> None:
    config_path().write_text(text, encoding="utf-8", errors="surrogatepass")
    load_config()


def _connected(text: str) -> None:
    connection.connection_file().write_text(text, encoding="utf-8", errors="surrogatepass")
    connection.read()


def _expanded(text: str) -> None:
    expand(text, {macro.name: macro for macro in find_macros(text)})


def _exported(text: str) -> None:
    for files_of in FORMATS.values():
        files_of([_answer(text)], "answer")


def targets() -> dict[str, Target]:
    texts = (*seeds.ANSWERS, *(f"We see ${formula}$." for formula in seeds.FORMULAS))
    kept = [json.dumps(answer_to_json(_answer(text))) for text in seeds.ANSWERS]
    documents = (*seeds.LATEX, *seeds.MARKDOWN)
    return {
        "lexer": Target(texts, lex),
        "lexer, in pieces": Target(texts, _in_pieces),
        "gathering": Target(texts, lambda text: gathered(lex(text), {}, None)),
        "Markdown": Target(texts, lambda text: answer_to_markdown(_answer(text))),
        "HTML": Target(texts, lambda text: answer_to_html(_answer(text))),
        "LaTeX": Target(texts, lambda text: answer_to_latex(_answer(text))),
        "plain text": Target(texts, lambda text: answer_to_text(_answer(text))),
        "export": Target(texts, _exported),
        "Unicode formulas": Target(seeds.FORMULAS, unicode_math),
        "equation tokens": Target(seeds.FORMULAS, tokenize, (ParseError,)),
        "equation statements": Target(
            seeds.FORMULAS, find_statements, (ParseError, RecursionError)
        ),
        "BibTeX": Target(seeds.BIBTEX, read_bibtex),
        "RIS": Target(seeds.RIS, read_ris),
        "CSL": Target(seeds.CSL, read_csl),
        "CSL YAML": Target(seeds.CSL_YAML, read_csl_yaml),
        "citations": Target(seeds.CITATIONS, lambda text: match_among(text, _WORKS)),
        "SMILES": Target(seeds.SMILES, find_problem),
        "sequences": Target(
            seeds.SMILES, lambda text: (check_nucleotides(text), check_protein(text))
        ),
        "macros": Target(documents, _expanded, (MacroError,)),
        "LaTeX documents": Target(documents, _documents(latex_document)),
        "Markdown documents": Target(documents, _documents(markdown_document)),
        "reStructuredText": Target(seeds.RESTRUCTURED, _documents(restructured_document)),
        "scripts": Target(seeds.SCRIPTS, _documents(script_document)),
        "notebooks": Target(seeds.NOTEBOOKS, _documents(notebook_document), (InputError,)),
        "completions": Target(
            seeds.COMPLETIONS,
            lambda text: read_completion(_json(text)),
            (InputError, ValueError),
        ),
        "chats": Target(
            seeds.CHATS, lambda text: read_chat(_json(text), None), (InputError, ValueError)
        ),
        "answers kept": Target(kept, _kept, (ValueError,)),
        "settings": Target(seeds.CONFIGS, _configured),
        "connection file": Target(seeds.CONNECTIONS, _connected),
    }
