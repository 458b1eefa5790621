"""Shows hostile texts in a notebook: `%run hostile.py FORM`, beside `vectors.json`."""

import json
import sys
from pathlib import Path

from IPython.display import display

from jupyterlab_galactica.answer.answer import Answer
from jupyterlab_galactica.answer.lexer import lex

PLACES = (
    "V", "[x](V)", "![V](https://a.example/V)", "```V\nV\n```", r"\(V\)", r"\[V\]", "$V$",
    "| a |\n|---|\n| V |", "[START_REF] V[END_REF]", "[START_SMILES]V[END_SMILES]",
    "<work>V</work>",
)  # fmt: skip


def hostile_answer(vectors: list[str]) -> Answer:
    """Every vector at every place the model can write, and in the fields around the text."""
    texts = [place.replace("V", vector) for vector in vectors for place in PLACES]
    words = "\n".join(vectors)
    return Answer(
        question=words,
        text="",
        blocks=tuple(block for text in texts for block in lex(text)),
        error=words,
        finish_reason="error",
        provenance={"model": words, "notice": words},
    )


form = sys.argv[1]
for group in json.loads(Path("vectors.json").read_text(encoding="utf-8")).values():
    display({form: hostile_answer(group)._repr_mimebundle_()[form]}, raw=True)
print("shown", form)  # noqa: T201
