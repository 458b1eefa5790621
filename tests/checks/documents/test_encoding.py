"""Files in the encodings that people have are read; places are counted in characters."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from jupyterlab_galactica.checks.documents import read_document
from jupyterlab_galactica.errors import InputError

TEXT = "Größe: $x = 1$\n\nZwei: $y = 2$\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("latin-1"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_a_text_is_the_same_in_every_encoding(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "notes.md").write_bytes(data)
    document = read_document(str(tmp_path / "notes.md"))
    assert "Größe" in document.text
    assert [str(document.place(document.text.index(x))) for x in ("x = 1", "y = 2")] == [
        "1:9",
        "3:8",
    ]


def test_a_stray_byte_spoils_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_bytes("Größe – ".encode() + b"caf\xe9 \x93 $x = 1$")
    document = read_document(str(tmp_path / "notes.md"))
    assert document.text == "Größe – café “ $x = 1$"


def test_the_declared_encoding_is_taken(tmp_path: Path) -> None:
    source = "\\documentclass{article}\n\\usepackage[latin2]{inputenc}\n\\begin{document}Łódź"
    (tmp_path / "a.tex").write_bytes(source.encode("iso8859-2"))
    assert "Łódź" in read_document(str(tmp_path / "a.tex")).text


def test_a_notebook_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    cells = [{"cell_type": "markdown", "source": "Größe\r\n$x = 1$"}]
    content = json.dumps({"nbformat": 4, "cells": cells}, ensure_ascii=False)
    (tmp_path / "a.ipynb").write_bytes(codecs.BOM_UTF8 + content.encode())
    document = read_document(str(tmp_path / "a.ipynb"))
    assert str(document.place(document.text.index("x = 1"))) == "cell 1:2:2"


def test_binary_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(bytes(range(256)))
    with pytest.raises(InputError, match="binary"):
        read_document(str(tmp_path / "a.md"))
