"""An answer with all that one can hold: `python every_kind.py FOLDER` writes it in every page.

That is a notebook, nbconvert's page of it in light and in dark, and an exported page.
"""

import sys
from pathlib import Path

TITLE = "Attention Is All You Need"
TEXT = r"""# Trigonometry

We know \(\sin^2 x + \cos^2 x = 1\), and **so** \(\sin 2x = 2 \sin x\) and
\[e^{i \pi} + 1 = 0, \quad x^2 = 4, \quad E = mc^2\]
as in [START_REF] Attention Is All You Need, Vaswani[END_REF] and
[START_REF] On Nothing, Nobody[END_REF]. See [the page](https://example.org/a).

\[(a + b)^8 = a^8 + 8 a^7 b + 28 a^6 b^2 + 56 a^5 b^3 + 70 a^4 b^4 + 56 a^3 b^5 + 28 a^2 b^6 + 8 a b^7 + b^8\]

\[\unknown{x} = 1\]

## What follows

1. Take `x = 1`.
2. Then $\nabla \times \mathbf{E} = -\frac{\partial \mathbf{B}}{\partial t}$.

| x | value |
|--:|:-----:|
| 1 | $\frac{1}{2}$ |

```python
# doubled
def double(x): return "2" * 2
```

```python
def broken(x) return x
```

> H[START_SUB]2[END_SUB]O is [START_SMILES]O[END_SMILES], [START_SMILES]C(C[END_SMILES] is not,
> and [START_AMINO]MIRLGAPQTL[END_AMINO] is a peptide.

<work>
\(1 + 1 = 2\)
</work>
"""  # noqa: E501


def write(folder: Path) -> None:
    import nbformat.v4 as nbformat
    from nbconvert import HTMLExporter

    import jupyterlab_galactica as jg
    from jupyterlab_galactica.answer.answer import Answer
    from jupyterlab_galactica.assistant import check_again

    folder.mkdir(parents=True, exist_ok=True)
    references = folder / "my.bib"
    references.write_text(f"@misc{{vaswani, title = {{{TITLE}}}, author = {{Vaswani, Ashish}}}}")
    asked = Answer(question="Why?", text=TEXT, finish_reason="length", error="It broke off here.")
    answer = check_again(asked, references=references)
    output = nbformat.new_output("display_data", answer._repr_mimebundle_())
    notebook = nbformat.new_notebook(
        cells=[nbformat.new_code_cell("%%galactica\nWhy?", outputs=[output], execution_count=1)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    (folder / "every-kind.ipynb").write_text(nbformat.writes(notebook))
    for theme in ("light", "dark"):
        page, _ = HTMLExporter(theme=theme).from_notebook_node(notebook)
        (folder / f"nbconvert-{theme}.html").write_text(page)
    jg.export(answer, folder / "exported.html", overwrite=True)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
