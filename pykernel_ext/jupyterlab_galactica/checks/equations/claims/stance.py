"""What the words beside a formula make of it: asserted, given, to be solved, assumed, or tried.

English only; words of other languages say nothing here, and what they stand beside counts as
asserted. `$` stands for the other formulas of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ....answer.verdicts import Claim

_SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bEq)(?<!\d)[.!?][\"')*\]]*\s+")
_CLAUSE_END = re.compile(
    r"[,;:]\s|\bthen\b|\bso\b|\btherefore\b|\bthus\b|\bhence\b|\bwe (?:get|have|obtain)\b"
    r"|\b(?:this|that|which) (?:gives|means|becomes|yields|implies|simplifies)\b",
    re.IGNORECASE,
)
_WORDS = r"(?i:\b(?:{})\b)"


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(_WORDS.format("|".join(words)))


_TRIES = _any(
    "try(?:ing)?", "test(?:ing)?", "guess(?:ing)?", "whether", "check if", "check whether",
    "check that", "see if", "would (?:mean|imply|need|have)", "may be", "attempt", "candidates?",
)  # fmt: skip
_ASKS = re.compile(r"(?i)\W*(?:is|are|does|do|can|could|would|should|why|how|what|which|when)\b")
_ASSUMES = re.compile(
    r"(?i)\b(?:if|suppos(?:e|es|ing)|assum(?:e|es|ed|ing)|when|whenever|cases?|unless|let's say"
    r"|provided)\b|\b(?:for|at)\s*\Z"
)
_SUPPOSES = _any("if", "when", "whenever", "unless")
_SUPPOSES_LONG = _any("suppos(?:e|es|ing)", "assum(?:e|es|ed|ing)", "cases?", "contradiction")
_CORRECTS = re.compile(
    r"(?i)(?<!common )(?<!usual )(?<!typical )(?<!frequent )(?<!standard )(?<!relative )"
    r"\b(?:mistakes?|errors?(?! (?:function|bar|term|bound|estimate))|wrong(?!:)|incorrect(?!:)"
    r"|contradict\w*|oops|wait|actually|should (?:be|have)|instead|typo|impossible|absurd)\b"
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_GOES_ON = re.compile(r"(?i)\s*(?:so|then|thus|hence|therefore|which|that|and)\b")
_ENUMERATES = re.compile(
    r"(?i)\b(?:second|third|fourth|other|another|respectively|similarly|likewise)\b|\bor,?\s*\Z"
)
_GIVES = _any(
    "let", "let's let", "letting", "define[ds]?", "denote[ds]?", "set", "setting", "given",
    "choose", "choosing", "taking", "where", "with", "call",
)  # fmt: skip
_SEEKS = _any(
    "want", "wants", "solve", "solving", "solves", "find", "determine", "looking for", "such that",
    "so that", "satisf(?:y|ies|ying)", "need(?:s)?(?: to)?(?: have)?", "would like", "must have",
    "goal", "set up", "the equations?", "the system", "for (?:what|which)", "make[s]?",
    "require[sd]?", "condition",
)  # fmt: skip
_DERIVES = _any(
    "so", "thus", "hence", "therefore", "then", "get", "gets", "gives?", "giving", "gave",
    "yields?",
    "becomes?", "simplif(?:y|ies|ied|ying)", "obtain(?:s|ed)?", "impl(?:y|ies)", "equivalent",
    "reduces?", "rewrit(?:e|ing|ten)", "means", "follows?", "conclude", "leaves?", "results?",
    "expand(?:ing|s)?", "factor(?:ing|s)?", "comput(?:e|ing)", "evaluat(?:e|es|ing)", "calculate",
    "divid(?:e|ing)", "multiply(?:ing)?", "add(?:ing)?", "subtract(?:ing)?", "plug(?:ging)?",
    "substitut(?:e|ing)", "rearrang(?:e|ing)", "isolat(?:e|ing)", "squaring", "equals?", "finally",
    "combin(?:e|ing)", "collecting", "distribut(?:e|ing)", "cancel(?:ing|ling)?", "or",
    "we have", "i have", "we know", "we find", "turns into", "answer", "which is", "same as",
)  # fmt: skip
_DENIES = re.compile(
    r"(?i)\b(?:is|was|are|were|does|do|did|would|could|can|will|has|have)(?:n['’]t|\s+not|\s+also\s+not"
    r"|\s+never|\s+no\b)|\bcannot\b|\bcan['’]t\b|\bcontradict\w*|\bimpossible\b|\bfalse\b"
    r"|\bincorrect\w*\b(?!:)|\bwrong\b(?!:)|\babsurd\b|\buntrue\b|\bmistakes?\b|\berrors?\b|\bnonsense\b"
    r"|\bextraneous\b|\binvalid\b|\brejected?\b|\bnot (?:true|possible|valid|correct|equal)\b"
    r"|\btypo\b|\bnever\b|\bno solutions?\b"
)
_DISAGREES = re.compile(
    r"(?i)\W*(?:but |however,? |and |clearly,? )*(?:(?:this|that|it|which)\b[^.]{0,60}?|no\b|nope\b"
    r"|i (?:do not|don['’]t)|not (?:quite|true)|wait\b|oops\b|hmm\b|we (?:made|have) (?:a|an) "
    r"(?:mistake|error|contradiction))"
)
_PLAIN_NO = {"no", "nope", "oops", "hmm", "wait", "not true", "not quite"}
_REMAINDER = re.compile(r"(?i)[^.$]{0,30}\b(?:remainder|left over|leftover)\b|\s*(?:R|r)\s*\d")


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
    beside: int = 0  # formulas before it in its sentence


def stance(before: str, after: str) -> Stance:
    """What the words before and after a formula make of it."""
    sentences = _SENTENCE_END.split(before)
    sentence = sentences[-1]
    previous = sentences[-2] if len(sentences) > 1 else ""
    clauses = _CLAUSE_END.split(sentence)
    clause = clauses[-1]
    parts = _SENTENCE_END.split(" " + after, maxsplit=2)
    rest = parts[0]
    following = parts[1] if len(parts) > 1 else ""
    doubted = _is_doubted(sentence, clause, after, rest, following)
    wordless = not re.search("[A-Za-z]", sentence)  # lines of a calculation
    derived = wordless or bool(_DERIVES.search(sentence))
    remainder = bool(_REMAINDER.match(after))
    conditional = bool(_SUPPOSES.search(sentence) or _TRIES.search(sentence))
    hypothetical = bool(_SUPPOSES_LONG.search(before))
    afterwards = bool(_CORRECTS.search(after[:120]))
    amended = afterwards or bool(_CORRECTS.search(before[-220:]))
    paragraph = _PARAGRAPH.split(before)[-1]
    unbroken = paragraph if not _GOES_ON.match(paragraph) else before
    corrected = afterwards or bool(_CORRECTS.search(unbroken[-220:]))
    claim: Claim = "asserted"
    if doubted or _TRIES.search(sentence) or (_TRIES.search(previous) and "," not in previous):
        claim = "tried"
    elif _ASSUMES.search(clause):
        claim = "assumed"
    elif _GIVES.search(clause):
        claim = "given"
    elif _SEEKS.search(clause):
        claim = "to solve"
    elif derived:
        claim = "derived"
    return Stance(
        claim, derived, doubted, remainder, conditional, hypothetical, corrected,
        amended=amended,
        alternative=bool(_ENUMERATES.search(sentence)),
        listed=bool(re.search(r"(?i)\b(?:and|or),?\s*\Z", sentence)),
        beside=sentence.count("$"),
    )  # fmt: skip


def signed(found: Stance, sign: str) -> Stance:
    """The stance to a relation with `?` or `!` written over it."""
    if not sign:
        return found
    return replace(found, claim="tried" if sign == "?" else "to solve", doubted=sign == "?")


def _is_doubted(sentence: str, clause: str, after: str, rest: str, following: str) -> bool:
    if re.match(r"[\s.)\]}*]*\?", after) or (
        _ASKS.match(sentence) and "?" in after[: len(rest) + 2]
    ):
        return True
    if _DENIES.search(clause):
        return True
    tail = re.split(r"[,;]\s+(?:so|and|then|but we|thus|hence)\b|\$", rest)[0]
    if _DENIES.search(tail):
        return True
    answer = _DISAGREES.match(following)
    if answer is None:
        return False
    return bool(_DENIES.search(following[:90])) or answer.group().strip().lower() in _PLAIN_NO
