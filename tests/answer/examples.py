"""Answers with checks on them, for the tests of what is made from answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyterlab_galactica.answer.answer import Answer, Usage
from jupyterlab_galactica.answer.lexer import lex
from jupyterlab_galactica.answer.verdicts import (
    CheckReport,
    Citation,
    CodeCheck,
    Counterexample,
    EquationCheck,
    MoleculeCheck,
)


def answered(text: str, report: CheckReport | None = None, **fields: Any) -> Answer:
    """A finished answer of this text."""
    return Answer(
        question=fields.pop("question", "A question?"),
        text=text,
        blocks=lex(text),
        checks=report or CheckReport(),
        finish_reason=fields.pop("finish_reason", "stop"),
        **fields,
    )


def expected(name: str) -> str:
    """What `FULL` looks like in another form, as a person has read and approved it."""
    return Path(__file__).with_name("expected").joinpath(name).read_text(encoding="utf-8")


HOLDS = EquationCheck(
    latex=r"\sin^2 x + \cos^2 x = 1",
    kind="identity",
    verdict="holds",
    reason="An identity.",
    evidence="symbolic",
    math=0,
)
REFUTED = EquationCheck(
    latex=r"\sin 2x = 2 \sin x",
    kind="identity",
    verdict="refuted",
    reason="Not an identity.",
    evidence="numeric",
    points=3,
    counterexample=Counterexample({"x": "1"}, "0.909", "1.683"),
    math=1,
)
FOUND = Citation(
    number=1,
    text="Attention Is All You Need, Vaswani",
    title="Attention Is All You Need",
    author="Vaswani",
    status="found",
    reason="",
    refs=(0,),
    key="vaswani2017attention",
    entry={
        "reference_line": "A. Vaswani, Attention Is All You Need, 2017.",
        "bibtex": "@misc{vaswani2017attention,\n  title = {{Attention Is All You Need}},\n}",
        "latex": r"\cite{vaswani2017attention}",
        "pandoc": "[@vaswani2017attention]",
    },
)
NOT_FOUND = Citation(
    number=2,
    text="On Nothing, Nobody",
    title="On Nothing",
    author="Nobody",
    status="not-found",
    reason="No entry has this title.",
    refs=(1,),
)

TEXT = r"""# Trigonometry

We know $\sin^2 x + \cos^2 x = 1$, but **never** believe
\[\sin 2x = 2 \sin x\]
as in [START_REF] Attention Is All You Need, Vaswani[END_REF] and
[START_REF] On Nothing, Nobody[END_REF]. It costs $5 and $6.

1. Take `x = 1`.
2. See [the page](https://example.org/a_b).

| x | value |
|--:|:-----:|
| 1 | $\frac{1}{2}$ |

```python
print("$x$")
```

> H[START_SUB]2[END_SUB]O is [START_SMILES]O[END_SMILES].

<work>
\(1 + 1 = 2\)
</work>
"""

FULL = answered(
    TEXT,
    CheckReport(
        equations=(HOLDS, REFUTED),
        citations=(FOUND, NOT_FOUND),
        molecules=(
            MoleculeCheck(smiles="O", status="invalid", reason="No such atom.", molecule=0),
        ),
        code=(
            CodeCheck(
                language="python", status="invalid", reason="A name is missing.", line=1, code=0
            ),
        ),
    ),
    usage=Usage(prompt_tokens=9, completion_tokens=120, ttft_s=0.1, tokens_per_s=31.25),
    provenance={"model": "demo", "seed": 0, "notice": "A demonstration."},
    finish_reason="length",
)
