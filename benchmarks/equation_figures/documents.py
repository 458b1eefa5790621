"""Real documents in a folder: how many of their equations are judged, how many accused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jupyterlab_galactica.answer.verdicts import EquationCheck
from jupyterlab_galactica.assistant import check_document
from jupyterlab_galactica.checks.documents import Document, read_document
from jupyterlab_galactica.checks.documents.document import Patchwork, Source
from jupyterlab_galactica.errors import InputError

from .rows import ACCUSED, UNREAD, share

SUFFIXES = (".tex", ".md", ".ipynb", ".rst", ".qmd", ".rmd")


@dataclass(frozen=True, slots=True)
class DocumentScore:
    found: int
    unread: int
    refuted: int
    doubtful: int

    @property
    def judged(self) -> str:
        return share(self.found - self.unread, self.found)


def documents(folder: Path) -> Iterator[Document]:
    """The documents of a folder and the folders in it; what cannot be read is left out."""
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() in SUFFIXES:
            try:
                yield read_document(str(file))
            except InputError as error:
                print(f"  left out: {error}")


@dataclass(frozen=True, slots=True)
class Edited:
    """`after` in the place of the text from `start` to `end`, which are of one part."""

    start: int
    end: int
    after: str

    def within(self, document: Document) -> Document:
        """The document with the change in it."""
        text, added = document.text, len(self.after) - (self.end - self.start)
        edited = text[: self.start] + self.after + text[self.end :]
        starts = (begin if begin <= self.start else begin + added for begin in document.starts)
        patchwork = Patchwork.of(Source(edited))
        return replace(document, patchwork=patchwork, starts=tuple(starts))


def checked(document: Document, edited: Edited | None = None) -> tuple[EquationCheck, ...]:
    """The equations of a document, where `edited` is given with one place changed."""
    document = document if edited is None else edited.within(document)
    return check_document(document, references=[], lookup="off").equations


def print_documents(folder: Path, show: str | None) -> DocumentScore:
    """Whether an accusation is right must be read: `documents:refuted` lists them."""
    counts: Counter[str] = Counter()
    dimensions = 0
    for document in documents(folder):
        for check in checked(document):
            counts[check.verdict] += 1
            dimensions += check.dimensions == "inconsistent"
            if show == f"documents:{check.verdict}":
                print(f"\n{document.name}:{document.place(check.start)}  [{check.claim}]\n"
                      f"    {_around(document.text, check)}\n    {check.reason}")  # fmt: skip
    print(f"\ndocuments in {folder}: {counts.total()} equations, "
          f"{dict(counts.most_common())}; dimensions that disagree {dimensions}")  # fmt: skip
    unread = sum(counts[verdict] for verdict in UNREAD)
    return DocumentScore(counts.total(), unread, *(counts[verdict] for verdict in ACCUSED))


def _around(text: str, check: EquationCheck) -> str:
    before, after = text[max(0, check.start - 300) : check.start], text[check.end :][:100]
    return " ".join(f"{before} >>> {check.latex} <<< {after}".split())
