"""The keys by which a text cites, and what only looks like one."""

from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.checks.cited_keys import find_keys


def keys(text: str) -> list[str]:
    return [key.key for key in find_keys(lex(text)).cited]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"as in \cite{a, b} and \citep[see][p.~3]{c}", ["a", "b", "c"]),
        (r"\parencite*{a} and \textcite {b} again \cite{a}", ["a", "b", "a"]),
        (r"\cite[see {[2]}, p.~4]{a} and \citeA<see>[4]{b}", ["a", "b"]),
        (r"\cites(see)()[3]{a}[]{b,c} and \parencites{d}{e} {\bf now}", ["a", "b", "c", "d", "e"]),
        (r"\volcite{2}[p.~3]{a} and \nocite{b} and \fullcite{c} and \citeauthor{d}", list("abcd")),
        ("[@a; see @b, p. 3] and [-@c:2020] and [see @d [p. 2]]", ["a", "b", "c:2020", "d"]),
        ("[@{a+b.c}] and [@doe99.]", ["a+b.c", "doe99"]),
        ("@lee says so; -@roe2001 [p. 3], too.", ["lee", "roe2001"]),
        ("Lee {cite}`a` and {cite:p}`b, c` and {cite:t}`{see}d{p. 3}`.", list("abcd")),
        ("Lee :cite:`a` and :cite:p:`b,c` and :footcite:`d`.", list("abcd")),
        ('<cite data-cite="a">(Lee)</cite> <span data-cites="b c">x</span>', list("abc")),
        ("```{note}\nAs {cite}`a` says.\n```\n", ["a"]),
    ],
)
def test_what_cites_is_read(text: str, found: list[str]) -> None:
    assert keys(text) == found


@pytest.mark.parametrize(
    "text",
    [
        r"\citestyle{plain} \setcitestyle{round,comma} \citeindextrue \citetext{see also there}",
        r"\newcommand{\see}[1]{see \cite{#1}} \renewcommand{\citeform}[1]{x} \def\citemid{y}",
        r"\nocite{*} and \cite{} and \citation [no keys]",
        "Write `[@a]`, `` \\cite{a} `` or `@a`.\n\n```\n\\cite{a} @a\n```\n\n~~~\n[@b]\n~~~\n",
        "<!-- [@a] \\cite{b} --> and \\begin{verbatim}\\cite{a}\\end{verbatim} @fig:a"
        " \\begin{document}",
        "\\section{X} \\verb|\\cite{a}| and % \\cite{b}\nand @c and m@{x}",
        "[@doi:10.1000/a.b] [@arxiv:2001.00001] @pmid:123 [@url:https://a.org/@b] [@https://a.org]",
        "See [@fig-map; @tbl-one], @sec-two, @eq:law and \\@ref(fig:x).",
        "Write to me@example.org, or see [a link @x](https://x.org) and https://x.org/@user.",
        '---\nauthor: "@someone"\n---\n\n<cite data-cite="123/AB12CD34"></cite>',
        "\\recite{a} and \\DeclareCiteCommand{b}",
    ],
)
def test_what_does_not_cite_is_left(text: str) -> None:
    assert keys(text) == []


def test_a_key_knows_its_place() -> None:
    text = "\\section{A}\n% \\cite{no}\nAs \\cite{ a,\n  bc} shows."
    found = find_keys(lex(text)).cited
    assert [text[key.start :][: len(key.key)] for key in found] == ["a", "bc"]


def test_the_text_defines_keys_of_its_own() -> None:
    text = r"\begin{thebibliography}{9}\bibitem{a} A. \bibitem[Lee(2001)]{b} B."
    assert find_keys(lex(text)).defined == {"a", "b"}


@pytest.mark.parametrize(
    "piece", ["\\cite[", "[@", "{cite}`", "`", "@{", "\\cites{a}", "[[", "<!--"]
)
def test_endless_beginnings_are_answered(piece: str) -> None:
    find_keys(lex(piece * 20_000))
