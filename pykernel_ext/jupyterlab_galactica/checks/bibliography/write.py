r"""An entry as others want it: BibTeX, `\cite`, Pandoc's `[@key]`, one line to read."""

from __future__ import annotations

from .entry import Entry, Name
from .folding import is_small, squash, words
from .tex import text_to_tex

_VENUE_FIELD = {
    "article": "journal",
    "inproceedings": "booktitle",
    "conference": "booktitle",
    "incollection": "booktitle",
    "inbook": "booktitle",
    "book": "publisher",
    "phdthesis": "school",
    "mastersthesis": "school",
    "techreport": "institution",
}
_KEPT = ("volume", "number", "pages", "publisher", "eprint", "archiveprefix", "month", "edition")
_MANY = 3


def to_bibtex(entry: Entry) -> str:
    """A BibTeX entry in UTF-8, TeX's special characters escaped, capitals in the title kept."""
    authors = [_bibtex_name(name) for name in entry.authors] + ["others"] * entry.more_authors
    venue_field = _VENUE_FIELD.get(entry.type, "howpublished")
    values = {
        "title": "{" + text_to_tex(entry.title) + "}",
        "author": " and ".join(authors),
        venue_field: text_to_tex(entry.venue),
        "year": str(entry.year or ""),
        "doi": _verbatim(entry.doi),
        "url": _verbatim(entry.url),
    }
    for name in _KEPT:
        values.setdefault(name, text_to_tex(entry.fields.get(name, "")))
    lines = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
    return "\n".join([f"@{entry.type}{{{entry.key},", *lines, "}"])


def readable_key(entry: Entry) -> str:
    """A key to cite a work by that comes without one, such as `vaswani2017attention`."""
    author = squash(entry.authors[0].family) if entry.authors else ""
    telling = (word for word in words(entry.title) if not is_small(word))
    return f"{author}{entry.year or ''}{next(telling, '')}" or "work"


def cite_latex(entry: Entry) -> str:
    return f"\\cite{{{entry.key}}}"


def cite_pandoc(entry: Entry) -> str:
    """Pandoc's citation; a key with characters beyond its own rules is braced."""
    simple = entry.key.replace("_", "").isalnum()
    return f"[@{entry.key}]" if simple else f"[@{{{entry.key}}}]"


def reference_line(entry: Entry) -> str:
    """The work in one line: `A. Vaswani et al., Attention Is All You Need, NeurIPS 2017.`"""
    where = " ".join(part for part in (entry.venue, str(entry.year or "")) if part)
    parts = (authors_line(entry), entry.title.rstrip("."), where)
    return ", ".join(part for part in parts if part) + "."


def authors_line(entry: Entry) -> str:
    """`A. Einstein, B. Podolsky and N. Rosen`; of more than three, the first `et al.`"""
    names = [_initialled(name) for name in entry.authors]
    if len(names) > _MANY or (names and entry.more_authors):
        return f"{names[0]} et al."
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _bibtex_name(name: Name) -> str:
    if not name.given and " " in name.family:
        return "{" + text_to_tex(name.family) + "}"
    parts = (name.surname, name.suffix, name.given)
    return ", ".join(text_to_tex(part) for part in parts if part)


def _initialled(name: Name) -> str:
    initials = [
        "-".join(f"{part[0]}." for part in given.split("-") if part) for given in name.given.split()
    ]
    return " ".join((*initials, name.surname))


def _verbatim(text: str) -> str:
    """A DOI or an address, which BibTeX styles typeset as it stands; braces would break it."""
    return text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
