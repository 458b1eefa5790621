"""Texts rich in everything an answer's lexer has to tell apart."""

from __future__ import annotations

from hypothesis import strategies as st

MARKS = [
    "\\[", "\\]", "\\(", "\\)", "$", "$$", "\\$", "`", "``", "```", "~~~", "\n```\n", "\n```py\n",
    "[START_REF]", "[END_REF]", "[START_SMILES]", "[END_SMILES]", "[START_AMINO]", "[END_AMINO]",
    "[START_SUP]", "[END_SUP]", "<work>", "</work>", "</s>", "<pad>",
    "\\begin{align}", "\\end{align}", "\\begin{equation}", "\\end{equation}", "\\begin{matrix}",
    "\\text{", "{", "}", "\\", "\\\\", "[", "<", "!", "](http://a)", "*", "**", "_", "~~",
    "\n", "\n\n", "\r\n", "# ", "- ", "1. ", "\n- ", "\n2. ", "> ", "\n> ", "\n>\n", "---\n",
    "| a |", "\n|---|\n", "  ", "\t", "a", " x", "5", ".", ",", "\ue000", "\ue0010", "\0",
]  # fmt: skip

texts = st.lists(st.sampled_from(MARKS) | st.text(max_size=3), max_size=25).map("".join)
