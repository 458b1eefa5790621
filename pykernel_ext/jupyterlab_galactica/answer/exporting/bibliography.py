"""The works a document cites, as a `.bib` file.

Keys are unique in the whole document. A work that was not found is `@misc` with a note that says
so, under a key that no bibliography has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..labels import citation_line, citation_mark, numbered
from ..latex import escaped
from ..verdicts import Citation

_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9:._+-]")

# An entry as this package writes it from a bibliography. Any other, which could bring TeX of its
# own into the document, is written anew.
_ENTRY = re.compile(
    r"@(?!comment|preamble|string)[a-z]+\{[^\s,{}]*,\n((?:  [a-z]+ = \{.*\},\n)+)\}"
)
_FIELD = re.compile(r"  ([a-z]+) = \{(.*)\},\n")
_VERBATIM = ("doi", "url")
_ESCAPES = re.compile(
    r"\\(?:text(?:backslash|brace(?:left|right)|ascii(?:tilde|circum))\{\}|[&%$#_])"
)


def cite_keys(citations: Iterable[Citation]) -> dict[int, str]:
    """The key of each work by its number: its own where it was found, if no other work has it.

    BibTeX takes keys that differ in case only for one.
    """
    works = numbered(citations)
    keys = {work.number: f"galactica-{work.number}" for work in works if work.status != "found"}
    taken = set(keys.values())
    for work in works:
        if work.status == "found":
            own = _NOT_IN_A_KEY.sub("", work.key or "") or f"galactica-{work.number}"
            key = own if own.casefold() not in taken else f"{own}-{work.number}"
            while key.casefold() in taken:
                key += "x"
            keys[work.number] = key
            taken.add(key.casefold())
    return keys


def bibliography(citations: Iterable[Citation], keys: Mapping[int, str]) -> str:
    """The `.bib` file, in UTF-8, one entry for each number; "" where nothing was cited."""
    return "\n".join(_entry(work, keys[work.number]) + "\n" for work in numbered(citations))


def _entry(work: Citation, key: str) -> str:
    own = work.to_bibtex()
    mark = citation_mark(work)
    if work.status != "found":
        return _misc(key, work.author, work.title or work.text, mark)
    if not _is_own_form(own):
        return _misc(key, "", citation_line(work), mark)
    renamed = re.sub(r"\{[^,]*,", lambda _: f"{{{key},", own, count=1)
    return renamed.removesuffix("}") + (f"  note = {{{_field(mark)}}},\n" if mark else "") + "}"


def _is_own_form(bibtex: str) -> bool:
    entry = _ENTRY.fullmatch(bibtex)
    return entry is not None and all(
        _is_balanced(value) and (name in _VERBATIM or _is_plain(value))
        for name, value in _FIELD.findall(entry[1])
    )


def _is_balanced(value: str) -> bool:
    depth = 0
    for brace in re.findall(r"[{}]", value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _is_plain(value: str) -> bool:
    return re.search(r"[\\&%$#_~^]", _ESCAPES.sub("", value)) is None


def _misc(key: str, author: str, title: str, note: str) -> str:
    # Doubled braces: no style changes the case of these, or takes them for several names.
    fields = {"author": f"{{{_field(author)}}}", "title": f"{{{_field(title)}}}"}
    fields["note"] = _field(note)
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value.strip("{}")]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _field(text: str) -> str:
    """Text for a field: BibTeX counts braces, escaped ones too, and reads an @ as it stands."""
    tex = escaped(" ".join(text.split()))
    return tex.replace(r"\{", r"\textbraceleft{}").replace(r"\}", r"\textbraceright{}")
