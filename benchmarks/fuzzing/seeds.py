"""Sound inputs of each kind, as users and services write them."""

from __future__ import annotations

import json

FORMULAS = (
    r"\sin 2x = 2 \sin x \cos x", r"\int_0^1 x^2 \, dx = \frac{1}{3}", r"E = mc^2",
    r"\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6}", r"\nabla \cdot \mathbf{E} = 0",
    r"\begin{align} a &= b + c \\ &= d \end{align}", r"x^2 + y^2 = r^2 \quad (r > 0)",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{pmatrix} x \\ y \end{pmatrix} = 0",
    r"\left( 1 + \frac{1}{n} \right)^n \to e", r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}",
    r"|x| = \begin{cases} x & x \ge 0 \\ -x & \text{otherwise} \end{cases}", r"\sqrt[3]{8} = 2",
    r"\frac{\partial u}{\partial t} = \alpha \nabla^2 u", r"[x, p] = i\hbar", r"9.81 \approx 10",
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1", r"a \equiv b \pmod{n}", r"F = 3\,\mathrm{N}",
)  # fmt: skip
ANSWERS = (
    "# Heat\n\nThe equation $u_t = k u_{xx}$ is **linear**. See [START_REF] Attention is all you "
    "need, Vaswani[END_REF].\n\n- one\n- two\n\n```python\nprint(1)\n```\n",
    "Water is H[START_SUB]2[END_SUB]O, [START_SMILES]CCO[END_SMILES].\n\n"
    "| a | b |\n|---|---|\n| $1$ | `x` |\n",
    "\\[ E = mc^2 \\]\n\n> quoted\n\n<work>\n1 + 1 = 2\n</work>\n\n1. a\n   $$x = 1$$\n",
    "[START_AMINO]MKV[END_AMINO] and [START_DNA]ACGT[END_DNA]\\(a\\), costs $5 and $6.\n\n---\n",
)
LATEX = (
    "\\documentclass{article}\n\\newcommand{\\R}{\\mathbb{R}}\n\\def\\be{\\begin{equation}}\n"
    "\\begin{document}\nLet $x \\in \\R$. % no\n\\be x = 1 \\label{a} \\end{equation}\n"
    "\\begin{verbatim}$\\end{verbatim} \\cite{a} \\input{b} \\verb|$| \\iffalse $y$ \\fi\n"
    "\\end{document}\n",
    "\\begin{document}\\[ a = b \\]\\begin{align}a &= b \\\\ c &= d\\end{align}\\end{document}",
)
MARKDOWN = (
    "---\nmath:\n  '\\\\RR': '\\\\mathbb{R}'\n---\n# A\n\n$x = 1$ [@key; @other] `$`\n\n"
    "```\n$\n```\n",
    "Text with $$\na = b\n$$ and \\(c\\).\n\n    code $\n\n~~~\n$\n~~~\n",
)
RESTRUCTURED = (
    "Title\n=====\n\n:math:`a = b` and ``$``\n\n.. math::\n   :label: x\n\n"
    "   c = d\n\ncode::\n\n   $\n",
)
SCRIPTS = ("# %% [markdown]\n# Let $x = 1$.\n\nx = 1\n", '"""Doc: $a = b$"""\n# comment\n')
BIBTEX = (
    '@string{nips = {NeurIPS} # " x"}\n@article{a, title={{Deep} $\\alpha$ learning}, '
    "author={Vaswani, Ashish and van der Berg, Jan}, year=2017, journal=nips,}\n",
    '@inproceedings{b,\n  title = "On \\"U and \\\'e",\n  '
    'crossref = {c},\n  month = jan # "~1"\n}\n'
    "@proceedings{c, title={P}, year={1999}} % note\n",
)
RIS = ("TY  - JOUR\nTI  - A title\nAU  - Last, First\nPY  - 1999\nDO  - 10.1/x\nER  - \n",)
CSL = (
    json.dumps([
        {"id": "a", "type": "book", "title": "T <i>x</i>", "issued": {"date-parts": [[1999, 1]]},
         "author": [{"family": "F", "given": "G"}], "DOI": "10.1/x", "volume": 3}
    ]),
    '{"items": [{"id": 1, "title": "&amp; x", "author": [{"literal": "L"}]}]}',
)  # fmt: skip
CSL_YAML = ("references:\n- id: a\n  title: T\n  issued: 1999-01-01\n  author:\n  - family: F\n",)
CITATIONS = (
    "Attention is all you need, Vaswani", "Deep learning (LeCun, Bengio, Hinton, 2015)",
    "On the \\'etude of {$\\alpha$}-decay, M{\\\"u}ller et al.", "深度学习，李",
)  # fmt: skip
SMILES = (
    "CCO",
    "c1ccccc1C(=O)O",
    "[NH4+].[Cl-]",
    "C/C=C\\C",
    "C1CC%101C%10",
    "[13CH3]O",
    "ACGTACGT",
)
COMPLETIONS = (
    json.dumps({"model": "demo", "prompt": "x", "max_tokens": 5, "temperature": 0.5, "stop": ["a"],
                "stream": True, "stream_options": {"include_usage": True}, "logprobs": 2, "n": 2}),
    json.dumps({"prompt": [1, 2, 3], "use_beam_search": True, "n": 3, "temperature": 0}),
    json.dumps({"prompt": ["a", [1]], "seed": 1, "top_p": 0.9, "echo": False, "stop": "x"}),
)  # fmt: skip
CHATS = (
    json.dumps({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": [
        {"type": "text", "text": "x"}]}], "max_completion_tokens": 5, "top_logprobs": 2}),
)  # fmt: skip
NOTEBOOKS = (
    json.dumps({"cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["$x = 1$\n", "text"]},
        {"cell_type": "raw", "metadata": {"format": "text/latex"}, "source": "\\(a\\)"},
        {"cell_type": "code", "source": "", "metadata": {}, "outputs": [
            {"output_type": "display_data", "data": {"text/markdown": "$y$"}}]},
    ], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
)  # fmt: skip
CONFIGS = ('{"model": "demo", "idle_minutes": 5, "temperature": 0.5, "lookup": "crossref"}',)
CONNECTIONS = (
    '{"url": "http://127.0.0.1:1", "token": "t", "pid": 1, "created": 1.5, "version": "1"}',
)
