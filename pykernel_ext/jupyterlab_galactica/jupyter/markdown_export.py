"""Notebooks that nbconvert makes Markdown of: an answer in its Markdown form.

For Markdown, too, nbconvert takes the HTML of an output where there is some. That of an answer
brings a style sheet, and no reader of Markdown typesets the formulas in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbconvert.preprocessors import Preprocessor

from ..answer.answer import MIME_TYPE

if TYPE_CHECKING:
    from traitlets.config import Config


class AnswersAsMarkdown(Preprocessor):
    """Leaves out the HTML of answers. No other output is touched."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if MIME_TYPE in data and "text/markdown" in data:
                data.pop("text/html", None)
        return cell, resources


def prefer_markdown(config: Config) -> None:
    """Have the Markdown exporter of this configuration do so, beside what it does already."""
    name = f"{AnswersAsMarkdown.__module__}.{AnswersAsMarkdown.__name__}"
    config.MarkdownExporter.preprocessors.append(name)
