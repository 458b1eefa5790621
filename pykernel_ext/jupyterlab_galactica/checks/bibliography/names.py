"""Names as BibTeX writes them: `First von Last`, `von Last, First`, `von Last, Jr, First`."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from .entry import Name
from .tex import tex_to_text


def parse_names(field: str) -> tuple[tuple[Name, ...], bool]:
    """The people of an `author` field as LaTeX, and whether it ends in `and others`."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    people = [person.strip() for person in split_multiple_persons_names(field)]
    names = tuple(parse_name(person) for person in people if person and person != "others")
    return names, "others" in people


_SUFFIX = re.compile(r"(?:[JS]r\.?|II|III|IV)")


@lru_cache(maxsize=65536)
def parse_name(person: str) -> Name:
    """One name as LaTeX. One that breaks BibTeX's rules is kept whole as the family name."""
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:
        parts = parse_single_name_into_parts(person)
    except InvalidNameError:
        return Name(tex_to_text(person).strip(" ,"))
    given = " ".join(parts.first)
    if _SUFFIX.fullmatch(given):  # `Sammy Davis, Jr.` lacks its second comma
        return replace(parse_name(" ".join((*parts.von, *parts.last))), suffix=tex_to_text(given))
    return Name(
        family=tex_to_text(" ".join(parts.last)),
        given=tex_to_text(given),
        particle=tex_to_text(" ".join(parts.von)),
        suffix=tex_to_text(" ".join(parts.jr)),
    )
