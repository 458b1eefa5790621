from __future__ import annotations

import pytest

from jupyterlab_galactica.answer.answer import Answer

from .examples import FULL, answered, expected


def test_a_full_answer_as_markdown() -> None:
    assert FULL.to_markdown() == expected("full.md")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        # Pandoc takes no blank lines, outer environments or further dollars between dollars.
        ("\\[\na\n\n= b\n\\]", "$$a\n= b$$\n"),
        (r"\begin{align*}a &= b\end{align*}", "$$\\begin{aligned}a &= b\\end{aligned}$$\n"),
        (r"\(x \text{ if $y$}\)", "$x \\text{ if \\(y\\)}$\n"),
        (r"\( x \)", "$x$\n"),
        (
            r"\(x^a^b\)",
            "`x^a^b` *(cannot be typeset: of two scripts side by side it is unclear what "
            "they belong to)*\n",
        ),
        ("$5% x$", "$5\\% x$\n"),
        # What Markdown would take for something else.
        ("a \\* b \\_ c", "a \\* b \\_ c\n"),
        ("1\\. no list", "1\\. no list\n"),
        ("\\# no heading", "\\# no heading\n"),
        ("<b>x</b> &lt;i&gt;", "&lt;b&gt;x&lt;/b&gt; &lt;i&gt;\n"),
        (r"an unclosed \(x", "an unclosed <span>&#92;</span>(x\n"),
        ("`` a`b ``", "``a`b``\n"),
        ("````\n```\n````", "````\n```\n````\n"),
        ("[a](https://x.org/b_(c))", "[a](<https://x.org/b_%28c%29>)\n"),
        ("[a [1]](https://x.org)", "a \\[1\\] (<https://x.org>)\n"),
        ("- one\n\n  more\n- two", "- one\n\n  more\n- two\n"),
        ("[START_SMILES]C#C[END_SMILES]", "`C#C`\n"),
        ("a  \nb", "a\\\nb\n"),
    ],
)
def test_texts_keep_their_meaning_as_markdown(text: str, markdown: str) -> None:
    assert answered(text).to_markdown() == markdown


def test_the_tail_is_escaped() -> None:
    growing = Answer(question="", text="<b> *a", tail="<b> *a")
    assert growing.to_markdown() == "&lt;b&gt; \\*a\n"
