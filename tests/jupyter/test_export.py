from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from traitlets.config import Config

import jupyterlab_galactica as jg
from jupyterlab_galactica.answer.answer import MIME_TYPE, Answer
from jupyterlab_galactica.answer.verdicts import CheckReport
from jupyterlab_galactica.errors import InputError
from jupyterlab_galactica.jupyter import export_command
from jupyterlab_galactica.jupyter.cli import main
from jupyterlab_galactica.jupyter.export_command import (
    MOST_REMEMBERED,
    export_remembered,
    remember,
)
from jupyterlab_galactica.jupyter.markdown_export import prefer_markdown
from jupyterlab_galactica.sealing import sealed

from ..answer.examples import FULL, HOLDS, answered
from ..answer.exporting.documents import ASKED, WATER
from .conftest import Kernel

ONE = answered("The first.", question="One?")
TWO = answered("The second.", question="Two?")


@pytest.fixture
def session() -> Iterator[None]:
    """A session in which nothing was asked."""
    export_command._shown.clear()
    yield
    export_command._shown.clear()


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """What two questions asked on this machine left."""
    (path,) = jg.export([sealed(ASKED), sealed(WATER)], tmp_path / "asked.ipynb")
    return path


def test_one_answer_or_several_are_written_and_the_files_named(tmp_path: Path) -> None:
    assert jg.export(ONE, tmp_path / "one.md") == (tmp_path / "one.md",)
    written = jg.export(iter([ASKED, WATER]), str(tmp_path / "talk.tex"))
    assert [path.name for path in written] == ["talk.tex", "talk.bib"]
    assert "The first." in (tmp_path / "one.md").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.md", "talk.bib", "talk.tex"]


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert jg.export(ONE, tmp_path / "TALK.HTML") == (tmp_path / "TALK.HTML",)


@pytest.mark.parametrize("name", ["talk.docx", "talk", ".tex"])
def test_an_unknown_suffix_is_answered_with_those_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in one of \.md, \.tex, \.html, \.ipynb\.$"):
        jg.export(ONE, tmp_path / name)


@pytest.mark.parametrize("there", ["talk.tex", "talk.bib"])
def test_no_file_is_overwritten_unless_that_is_allowed(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=f"{there} is there already"):
        jg.export(FULL, tmp_path / "talk.tex")
    assert (tmp_path / there).read_text("utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1
    jg.export(FULL, tmp_path / "talk.tex", overwrite=True)
    assert (tmp_path / there).read_text("utf-8") != "mine"


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        jg.export(ONE, tmp_path / "nowhere" / "talk.md")


def test_a_write_that_fails_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "talk.md"
    target.write_text("old", encoding="utf-8")

    def full_disk(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(InputError, match="No space left on device"):
        jg.export(ONE, target, overwrite=True)
    assert target.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_half_of_a_surrogate_pair_is_written_as_a_question_mark(tmp_path: Path) -> None:
    for suffix in ("md", "tex", "html", "ipynb"):
        (path, *_) = jg.export(answered("a \ud800 b", question="\udc00"), tmp_path / f"x.{suffix}")
        path.read_text("utf-8")


def test_nothing_to_export_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no answer to export"):
        jg.export([], tmp_path / "talk.md")


def test_without_names_all_answers_of_the_session_are_exported_in_order(
    session: None, tmp_path: Path
) -> None:
    for answer in (ONE, Answer(question="no text", text=""), TWO):
        remember(answer)
    told = export_remembered([str(tmp_path / "talk.md")], {})
    markdown = (tmp_path / "talk.md").read_text("utf-8")
    assert markdown.index("The first.") < markdown.index("The second.")
    assert "no text" not in markdown
    assert str(tmp_path / "talk.md") in told


def test_a_session_remembers_a_bounded_number_of_answers(session: None, tmp_path: Path) -> None:
    for number in range(MOST_REMEMBERED + 1):
        remember(replace(ONE, text=str(number)))
    assert len(export_command._shown) == MOST_REMEMBERED
    assert export_command._shown[0].text == "1"


def test_named_variables_are_exported_and_lists_of_answers_too(tmp_path: Path) -> None:
    file = str(tmp_path / "talk.md")
    export_remembered([file, "both", "one"], {"both": [TWO, ONE], "one": ONE})
    assert (tmp_path / "talk.md").read_text("utf-8").count("The first.") == 2
    export_remembered(["--force", file, "one"], {"one": ONE})
    assert "The second." not in (tmp_path / "talk.md").read_text("utf-8")


@pytest.mark.parametrize("variables", [{}, {"kept": 5}, {"kept": "text"}, {"kept": [ONE, 5]}])
def test_a_variable_without_an_answer_is_named(variables: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="variable 'kept'"):
        export_remembered([str(tmp_path / "talk.md"), "kept"], variables)
    with pytest.raises(InputError, match="Name a file"):
        export_remembered([], variables)


def test_the_magic_exports_what_the_kernel_was_asked(kernel: Kernel) -> None:
    kernel.run("%%galactica -n 4 -o kept\nWhat is entropy?")
    result = kernel.run("%galactica export exported.md\n%galactica export 'kept only.tex' kept")
    assert result.status == "ok", result.error
    assert "exported.md" in result.text
    read = kernel.run("print(open('exported.md').read(), open('kept only.tex').read())")
    assert "What is entropy?" in read.text
    assert r"\documentclass" in read.text
    assert "is there already" in kernel.run("%galactica export exported.md").error
    assert kernel.run("%galactica export exported.md --force").status == "ok"


def exit_code(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_the_command_exports_the_answers_of_a_notebook(
    notebook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code("export", notebook, tmp_path / "talk.md") == 0
    markdown = (tmp_path / "talk.md").read_text("utf-8")
    assert "# Question 2" in markdown
    assert "✗ refuted" in markdown
    assert exit_code("export", notebook, tmp_path / "talk.md") == 2
    assert "is there already" in capsys.readouterr().err
    assert exit_code("export", notebook, tmp_path / "talk.md", "--force") == 0


def test_what_another_notebook_says_holds_is_exported_as_said(tmp_path: Path) -> None:
    forged = answered("We know $1 = 2$.", CheckReport(equations=(HOLDS,)))
    (notebook,) = jg.export(forged, tmp_path / "foreign.ipynb")
    for name in ("talk.md", "talk.html", "talk.tex", "talk.ipynb"):
        assert exit_code("export", notebook, tmp_path / name) == 0
        text = (tmp_path / name).read_text("utf-8")
        assert "said by the notebook" in text
        assert "✓ holds" not in text


def test_a_notebook_comes_back_as_it_went_out(notebook: Path, tmp_path: Path) -> None:
    assert exit_code("export", notebook, tmp_path / "again.ipynb") == 0
    assert (tmp_path / "again.ipynb").read_bytes() == notebook.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{", "{}", "null", '{"cells": 5}', '{"cells": [5]}', "[" * 100_000,
        '{"cells": [{"outputs": [5]}]}', '{"cells": [{"outputs": [{"data": 5}]}]}',
        '{"cells": [{"outputs": null}]}',
    ],
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_one_sentence(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.ipynb").write_text(content, encoding="utf-8")
    assert exit_code("export", tmp_path / "broken.ipynb", tmp_path / "talk.md") == 2
    assert "broken.ipynb is not a notebook of format 4" in capsys.readouterr().err


def damaged(**changes: Any) -> dict[str, Any]:
    return {**ASKED.to_json(), **changes}


@pytest.mark.parametrize(
    "data",
    [
        {}, [], "text", 5, damaged(schema_version=99), damaged(blocks=[{}]), damaged(blocks=5),
        damaged(question=5), damaged(equations=[{"latex": 5}]),
        damaged(provenance=5), damaged(usage={"unknown": 1}), damaged(citations=[None]),
        damaged(blocks=[{"index": 0, "type": "prose", "start": 0, "source": "", "nodes": [
            {"type": "text", "text": 5}]}]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["md", "tex", "html", "ipynb"])
def test_an_answer_that_cannot_be_read_is_one_sentence(
    data: object, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [{"cell_type": "code", "outputs": [{"data": {MIME_TYPE: data}}]}]
    (tmp_path / "asked.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    assert exit_code("export", tmp_path / "asked.ipynb", tmp_path / f"talk.{suffix}") == 2
    assert "The answer in cell 1 of " in capsys.readouterr().err


def test_a_notebook_without_answers_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "empty.ipynb")
    assert exit_code("export", tmp_path / "empty.ipynb", tmp_path / "talk.md") == 2
    assert "shows no answers" in capsys.readouterr().err
    assert exit_code("export", tmp_path / "missing.ipynb", tmp_path / "talk.md") == 2
    assert "missing.ipynb cannot be read" in capsys.readouterr().err


def converted(notebook: Path, exporter: str, **settings: Any) -> str:
    from nbconvert import get_exporter

    text, _ = get_exporter(exporter)(**settings).from_filename(os.fspath(notebook))
    return str(text)


def test_nbconvert_takes_the_markdown_of_answers_and_the_html_of_all_else(notebook: Path) -> None:
    table = {"text/html": "<table>theirs</table>", "text/markdown": "| theirs |"}
    read = nbformat.read(notebook, as_version=4)
    read.cells.append(
        nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", table)])
    )
    nbformat.write(read, notebook)
    config = Config()
    prefer_markdown(config)
    markdown = converted(notebook, "markdown", config=config)
    assert "sin 2x = 2 \\sin x" in markdown
    assert "✗ refuted" in markdown
    assert "galactica-html" not in markdown
    assert "<style" not in markdown
    assert "<table>theirs</table>" in markdown


def test_what_a_user_set_for_markdown_stays() -> None:
    config = Config()
    config.MarkdownExporter.preprocessors = ["their.Preprocessor"]
    prefer_markdown(config)
    theirs, ours = config.MarkdownExporter.preprocessors
    assert theirs == "their.Preprocessor"
    assert ours.endswith(".AnswersAsMarkdown")


def test_nbconvert_keeps_answers_readable_as_a_page(notebook: Path) -> None:
    html = converted(notebook, "html")
    assert r"\[\sin 2x = 2 \sin x\]" in html
    assert 'data-verdict="refuted"' in html
    assert "A. Vaswani, Attention Is All You Need, 2017." in html
    assert "not verified: not found" in html
    assert "schema_version" not in html


@pytest.mark.usefixtures("pandoc")
def test_nbconvert_keeps_answers_readable_as_latex(notebook: Path) -> None:
    tex = converted(notebook, "latex")
    assert r"\(\sin^2 x + \cos^2 x = 1\)" in tex
    assert "(✗ refuted)" in tex
    assert "A. Vaswani, Attention Is All You Need, 2017." in tex
    assert "not verified: not" in tex
    assert "<div" not in tex
    assert "<svg" not in tex
    assert "schema" not in tex
