"""A LaTeX project is read from all its files, and from nothing outside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyterlab_galactica.answer.blocks import Math, nodes_in
from jupyterlab_galactica.answer.lexer import lex_parts
from jupyterlab_galactica.checks.documents import document_of, read_document


def formulas(path: Path) -> list[str]:
    document = read_document(str(path))
    return [math.latex for math in nodes_in(lex_parts(document.parts), Math)]


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / next(iter(files))


def whole(body: str, header: str = "") -> str:
    return f"\\documentclass{{article}}\n{header}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"


def test_what_lies_outside_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("$0=1$")
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper/link.tex").symlink_to(tmp_path / "secret.tex")
    root = written(
        tmp_path / "paper",
        {"main.tex": whole(f"\\input{{../secret}} \\input{{link}} \\input{{{tmp_path}/secret}}")},
    )
    assert formulas(root) == []
    assert set(read_document(str(root)).unread) == {
        "../secret: outside the project",
        "link: outside the project",
        f"{tmp_path}/secret: outside the project",
    }


def test_files_that_include_each_other_are_read_once(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        {
            "main.tex": whole("$1=1$ \\input{a} \\input{a}"),
            "a.tex": "$2=2$ \\input{b}",
            "b.tex": "$3=3$ \\input{a} \\input{main}",
        },
    )
    assert formulas(root) == ["1=1", "2=2", "3=3"]


def test_names_may_come_without_braces_and_from_macros(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        {
            "main.tex": whole("\\input parts/a \\input{\\parts/b.tex}", "\\def\\parts{parts}"),
            "parts/a.tex": "$1=1$",
            "parts/b.tex": "$2=2$",
        },
    )
    assert formulas(root) == ["1=1", "2=2"]


def test_macros_of_local_packages_and_classes_are_known(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        {
            "main.tex": "\\documentclass{own}\n\\usepackage[x]{mine, amsmath}\n"
            "\\begin{document}\\be 1=1 \\ee\\end{document}",
            "own.cls": "\\RequirePackage{deeper}",
            "deeper.sty": "\\newcommand{\\be}{\\begin{equation}}",
            "mine.sty": "\\newcommand\\ee{\\end{equation}}",
        },
    )
    assert formulas(root) == ["1=1"]


def test_a_chapter_takes_the_header_of_the_document_that_includes_it(tmp_path: Path) -> None:
    written(
        tmp_path,
        {
            "thesis.tex": whole("\\include{chapters/one}", "\\newcommand{\\half}{\\frac12}"),
            "chapters/one.tex": "$\\half=\\half$",
        },
    )
    (tmp_path / "pyproject.toml").touch()
    document = read_document(str(tmp_path / "chapters/one.tex"))
    assert r"\half" in document.macros


def test_a_text_that_is_in_no_file_reads_no_files(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a.tex").write_text("$1=1$")
    monkeypatch.chdir(tmp_path)
    document = document_of(whole("\\input{a}"))
    assert "1=1" not in document.text
    assert document.unread == ("a: the text is not in a file of its own",)


@pytest.mark.parametrize(
    "hostile",
    [
        "\\def\\a{\\a\\a$}\\a",
        "\\newcommand{\\a}[9]{$#1#9}\\a",
        "\\input{" * 500,
        "${" * 20_000,
        "$${" * 20_000,
        "\\(" * 20_000,
        "\\[" * 20_000,
        "\\begin{align}" * 5_000,
        "\\def\\b{$}" + "\\b" * 5_000,
        "\\iffalse" * 5_000,
    ],
)
def test_broken_and_hostile_texts_are_read_to_their_end(tmp_path: Path, hostile: str) -> None:
    root = written(tmp_path, {"main.tex": whole(hostile)})
    read_document(str(root))
