"""What is checked of a text: every kind, wherever it stands, whole or as it comes."""

from __future__ import annotations

from typing import Any

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.lexer import Lexer, lex
from jupyterlab_galactica.answer.report import report_to_json
from jupyterlab_galactica.answer.verdicts import CheckReport
from jupyterlab_galactica.checks.gathering import Checkable, Gatherer, gathered
from jupyterlab_galactica.checks.sources import Sources
from jupyterlab_galactica.draft import Draft

TEXT = r"""# Every kind

Let $a = 2$. Then $a + 1 = 4$; see [START_REF] On Nothing, Nobody[END_REF].

$$\sin^2 x + \cos^2 x = 1$$

A molecule [START_SMILES]CC(=O)O[END_SMILES] in a line, and one by itself:

[START_I_SMILES]C1CC[END_I_SMILES]

<work>
Here $2 + 2 = 4$ and [START_REF] Optics, Hecht[END_REF].

```python
y = 1
```

[START_AMINO]MIRLG[END_AMINO]
</work>

- an item with **[START_DNA]ACGT?[END_DNA]** and $2 + 2 = 5$

| $1 + 1 = 2$ | [START_SMILES]O[END_SMILES] |
|---|---|
| [START_REF] On Nothing, Nobody[END_REF] | [START_AMINO]MX[END_AMINO] |

```python
print(y + z)
```
"""


def test_each_kind_is_gathered_in_the_order_of_the_text() -> None:
    found = gathered(lex(TEXT))
    assert [math.latex for math, _ in found.formulas] == [
        "a = 2", "a + 1 = 4", r"\sin^2 x + \cos^2 x = 1", "2 + 2 = 4", "2 + 2 = 5", "1 + 1 = 2",
    ]  # fmt: skip
    assert [reference.text for reference in found.citations] == [
        "On Nothing, Nobody", "Optics, Hecht", "On Nothing, Nobody",
    ]  # fmt: skip
    assert [molecule.smiles for molecule in found.molecules] == ["CC(=O)O", "C1CC", "O"]
    assert [sequence.letters for sequence in found.sequences] == ["MIRLG", "ACGT?", "MX"]
    assert [code.code.strip() for code in found.code] == ["y = 1", "print(y + z)"]


def test_a_text_that_comes_letter_by_letter_is_gathered_as_the_whole_is() -> None:
    lexer, gatherer = Lexer(), Gatherer()
    blocks = [block for letter in TEXT for block in lexer.feed(letter)] + lexer.finish()
    assert _joined([*map(gatherer.add, blocks), gatherer.finish()]) == gathered(lex(TEXT))


def _joined(parts: list[Checkable]) -> Checkable:
    return Checkable(
        formulas=tuple(formula for part in parts for formula in part.formulas),
        citations=tuple(reference for part in parts for reference in part.citations),
        molecules=tuple(molecule for part in parts for molecule in part.molecules),
        sequences=tuple(sequence for part in parts for sequence in part.sequences),
        code=tuple(code for part in parts for code in part.code),
    )


def test_every_kind_is_checked_wherever_it_stands() -> None:
    report = jg.check(TEXT, references=[])
    assert [check.verdict for check in report.equations] == [
        "definition", "doubtful", "holds", "holds", "refuted", "holds",
    ]  # fmt: skip
    assert [(work.title, work.refs) for work in report.citations] == [
        ("On Nothing", (0, 2)), ("Optics", (1,)),
    ]  # fmt: skip
    assert [check.status for check in report.molecules] == ["valid", "invalid", "valid"]
    assert [check.status for check in report.sequences] == ["valid", "invalid", "valid"]
    assert [check.status for check in report.code] == ["valid", "invalid"]


def test_an_answer_is_checked_as_a_text_is() -> None:
    draft = Draft(check=True, sources=Sources())
    for letter in TEXT:
        list(draft.add(letter))
    list(draft.finish())
    while draft.unjudged:
        list(draft.await_next())
    assert _told(draft.report) == _told(jg.check(TEXT, references=[]))


def _told(report: CheckReport) -> dict[str, Any]:
    """All of a report but how long its equations took."""
    told = report_to_json(report)
    return told | {"equations": [check | {"seconds": 0} for check in told["equations"]]}
