"""What the words beside a formula make of it: asserted, given, to be solved, assumed, or tried.

English, and the denials of a few other languages; else what words of those stand beside counts as
asserted. `$` stands for the other formulas of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ....answer.verdicts import Claim
from ...surroundings import FORMULA
from ..vocabulary.phrases import any_of, phrases, said
from .restating import Restated, restated

_SENTENCE_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bEq)(?:(?<!\d)|(?=[.!?][\"')*\]]*\s+[A-Z]))"
    r"[.!?][\"')*\]]*\s+"
)
_CLAUSE_END = re.compile(
    rf"(?i)[,;:]\s(?!(?:dass|daß|that)\b)|\b{any_of('concludes', 'begins a clause')}\b"
)
_NEXT_CLAUSE = re.compile(rf"[,;]\s+{any_of('concludes after a comma')}\b|\$")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_GOES_ON = re.compile(rf"(?i)\s*{any_of('concludes', 'goes on')}\b")

_TRIES = said("tries")
_ASKS = re.compile(rf"(?i)\W*{any_of('asks')}\b")
_ASKS_FOR = re.compile(rf"(?i)\W*{any_of('asks for something')}\b")
_ASSUMES = re.compile(
    rf"(?i)\b{any_of('supposes', 'supposes for longer', 'assumes')}\b"
    rf"|\b{any_of('assumes right before')}\s*\Z"
)
_SUPPOSES = said("supposes")
_SUPPOSES_LONG = said("supposes for longer", "reasons by contradiction")
_NOT_USUAL = "".join(f"(?<!{word} )" for word in phrases("makes a mistake usual"))
_CORRECTS = re.compile(rf"(?i){_NOT_USUAL}\b{any_of('corrects')}\b")
_ENUMERATES = re.compile(rf"(?i)\b{any_of('enumerates')}\b|\bor,?\s*\Z")
_LISTS = re.compile(rf"(?i)\b{any_of('lists')},?\s*\Z")
_DEFINES = said("defines")
_GIVES = said("gives", "defines")
_SETS_EQUATION = said("sets an equation")
_SEEKS = said("seeks")
_FOR_ALL_BEFORE = re.compile(rf"(?i)\b{any_of('generalises')}\b[^.;]{{0,60}}\Z")
_FOR_ALL_AFTER = re.compile(rf"(?i)[\s,(]*{any_of('generalises')}\b")
_JOINED_BEFORE = re.compile(r"[\w)\]$]\s*[/×·÷^]\s*\Z|\$\.?\Z")
_TOUCHING = re.compile(r"(?<![\\A-Za-z])[A-Za-z]+\Z")
_WORD_BEHIND = re.compile(r"\s*([A-Za-zµÅ]+)(?![A-Za-z])")
_JOINED_AFTER = re.compile(r"\s*[/×·÷^]\s*[\w($]|\.?\$")
_LETTER = re.compile(r"[^\W\d_]")
_SO = said("concludes")
_CONCLUDES = said("concludes", "derives")
_DERIVES = said("concludes", "derives", "states")
_DENIES = said("denies")
_DISAGREES = re.compile(
    rf"(?i)\W*(?:{any_of('links an objection')} )*(?:{any_of('points back')}\b[^.]{{0,60}}?"
    rf"|{any_of('says no')}\b|{any_of('says not quite', 'disagrees')})"
)
_PLAIN_NO = re.compile(any_of("says no", "says not quite"))
_REMAINDER = re.compile(rf"(?i)[^.$]{{0,30}}\b{any_of('names a remainder')}\b|\s*R\s*\d")


@dataclass(frozen=True, slots=True)
class Stance:
    """How the text stands to a formula.

    `derived`: words such as "so" or "simplifies to" say that it follows from what stands before.
    `doubted`: the text asks it, or says that it is wrong. `remainder`: a quotient stated with one.
    """

    claim: Claim
    derived: bool = False
    doubted: bool = False
    remainder: bool = False
    conditional: bool = False  # its sentence supposes something
    hypothetical: bool = False  # a sentence shortly before it supposes something
    corrected: bool = False  # mistakes are spoken of right after it, or just before
    amended: bool = False  # the same, or shortly before: earlier equations may be withdrawn
    alternative: bool = False  # one of several, as after "or" or "the second"
    listed: bool = False  # joined to the formula before it by "and" or "or"
    part: bool = False  # an operator between formulas or words joins it to what stands beside it
    touched: bool = False  # no space parts it from the word before it
    word_behind: str = ""  # the word right behind it, as a unit is
    beside: int = 0  # formulas before it in its sentence
    general: bool = False  # its sentence says it of all values
    concluded: bool = False  # words or their absence say that it follows, not only that it is so
    defined: bool = False  # its clause speaks of defining
    said_to_follow: bool = False  # by words such as "hence", or as a line of a calculation
    wordless: bool = False  # it stands in a calculation
    posed: bool = False  # what its sentence supposes is what a question is asked of
    supposed: bool = False  # what its sentence supposes is to last
    restated: Restated = ""  # words say that it is the formula right before it, worked out


def sentence_around(before: str, after: str) -> str:
    """The words of a formula's sentence, with `$` in its place."""
    start, end = _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(" " + after, maxsplit=1)[0]
    return f"{start} $ {end}"


def stance(before: str, after: str) -> Stance:
    """What the words before and after a formula make of it."""
    *_, previous, sentence = "", *_SENTENCE_END.split(before)
    clause = _CLAUSE_END.split(sentence)[-1]
    rest, following, *_ = *_SENTENCE_END.split(" " + after, maxsplit=2), ""
    doubted = _is_doubted(sentence, clause, after, rest, following)
    # Lines of a calculation; one that stands behind a full stop is a new one.
    wordless = not _LETTER.search(sentence) and (FORMULA in sentence or not _LETTER.search(before))
    derived = wordless or bool(_DERIVES.search(sentence))
    remainder = bool(_REMAINDER.match(after))
    conditional = bool(_SUPPOSES.search(sentence) or _TRIES.search(sentence))
    hypothetical = bool(_SUPPOSES_LONG.search(before))
    afterwards = bool(_CORRECTS.search(after[:120]))
    amended = afterwards or bool(_CORRECTS.search(before[-220:]))
    paragraph = _PARAGRAPH.split(before)[-1]
    unbroken = paragraph if not _GOES_ON.match(paragraph) else before
    corrected = afterwards or bool(_CORRECTS.search(unbroken[-220:]))
    asks = "?" in after[: len(rest) + 2]
    as_before = restated(before.rpartition(FORMULA)[2]) if FORMULA in before else ""
    tries = _TRIES.search(previous) and "," not in previous and not as_before
    claim: Claim = "asserted"
    if doubted or _TRIES.search(sentence) or tries:
        claim = "tried"
    elif _ASSUMES.search(clause):
        claim = "assumed"
    elif _GIVES.search(clause) or _SETS_EQUATION.search(sentence):
        claim = "given"
    elif _SEEKS.search(clause) or (asks and _ASKS_FOR.match(sentence)):
        claim = "to solve"
    elif derived:
        claim = "derived"
    return Stance(
        claim, derived, doubted, remainder, conditional, hypothetical, corrected,
        amended=amended,
        alternative=bool(_ENUMERATES.search(sentence)),
        listed=bool(_LISTS.search(sentence)),
        part=bool(_JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after)),
        touched=bool(_TOUCHING.search(before)),
        word_behind=behind[1] if (behind := _WORD_BEHIND.match(after)) else "",
        beside=sentence.count("$"),
        general=not (conditional or _SEEKS.search(sentence)) and _is_general(sentence, rest),
        wordless=wordless,
        defined=bool(_DEFINES.search(clause)),
        said_to_follow=wordless or bool(_SO.search(sentence.rpartition(FORMULA)[2])),
        concluded=wordless or bool(_CONCLUDES.search(sentence)),
        posed=conditional and (asks or bool(_SEEKS.search(rest))),
        supposed=bool(_SUPPOSES_LONG.search(sentence)),
        restated=as_before,
    )  # fmt: skip


def _is_general(sentence: str, rest: str) -> bool:
    return bool(_FOR_ALL_BEFORE.search(sentence) or _FOR_ALL_AFTER.match(rest))


def signed(found: Stance, sign: str) -> Stance:
    """The stance to a relation with `?` or `!` written over it."""
    if not sign:
        return found
    return replace(found, claim="tried" if sign == "?" else "to solve", doubted=sign == "?")


def _is_doubted(sentence: str, clause: str, after: str, rest: str, following: str) -> bool:
    rest = _PARAGRAPH.split(rest)[0]  # a heading is no part of the sentence before it
    asked = _ASKS.match(sentence) and "?" in after[: len(rest) + 2]
    if (asked or re.match(r"[\s.)\]}*]*\?", after)) and not _ASKS_FOR.match(sentence):
        return True
    if _DENIES.search(clause) or _DENIES.search(_NEXT_CLAUSE.split(rest)[0]):
        return True
    answer = _DISAGREES.match(following)
    if answer is None:
        return False
    said_no = _PLAIN_NO.fullmatch(answer.group().strip().lower())
    return bool(said_no or _DENIES.search(following[:90]))
