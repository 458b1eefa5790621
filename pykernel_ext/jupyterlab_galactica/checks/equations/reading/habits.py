"""How letters are used in one equation: what `f(x)`, `i` and `e` mean follows from all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..vocabulary.letters import (
    COMPLEX_LETTERS,
    COUNTING_LETTERS,
    FUNCTION_LETTERS,
    PARAMETER_LETTERS,
    SIGN_LETTERS,
)
from .applied import (
    applied_letters,
    indexed_letters,
    labelled_letters,
    letters_at_zero,
    letters_of_values,
    numbered_letters,
    surely_applied,
)
from .brackets import argument_tokens, closing, in_brackets, past_script, skip_argument
from .commuting import superscript
from .letter_kinds import Kinds
from .raised import raised_indices
from .tokens import Token, is_letter


@dataclass(frozen=True, slots=True)
class Habits:
    """How letters are used in the whole equation."""

    functions: frozenset[str]  # letters applied to a lone symbol or number somewhere
    indices: frozenset[str]  # letters that count in a sum or product, or stand as an index
    sequences: frozenset[str]  # letters whose subscript runs (`a_i` in a sum over i, `a_{n+1}`)
    imaginary: bool  # complex numbers are surely meant by i
    euler: bool  # the base of natural logarithms is surely meant by e
    differentials: bool  # d stands for differentials somewhere, and nowhere for a quantity
    special: bool  # the gamma or zeta function, or a limit or sum, stands somewhere
    primed: bool  # letters for functions stand without their variable, `(fg)'`
    whole_parts: bool = False  # square brackets take the integer part
    variable: str = "x"  # what they are functions of
    raised: frozenset[str] = frozenset()  # letters that are indices where they are raised
    derived: frozenset[str] = frozenset()  # letters that carry primes somewhere
    powered: frozenset[str] = frozenset()  # letters with an exponent that has no brackets
    named: frozenset[str] = frozenset()  # i, e and π where the text takes them for a quantity
    electrical: bool = False  # j is the imaginary unit
    arrays: frozenset[str] = frozenset()  # letters whose index stands in square brackets
    kinds: Kinds | None = None  # vectors and matrices by name, where there are such things
    applied: frozenset[str] = frozenset()  # letters with brackets behind them wherever they are
    surely_applied: frozenset[str] = frozenset()  # those of them that are no factors
    in_brackets: frozenset[str] = frozenset()  # letters with an index in square brackets
    labelled: frozenset[str] = frozenset()  # letters that are raised to 0 or 1 alone
    surely_labelled: frozenset[str] = frozenset()  # those of them that are two things by it
    plain: bool = False  # arrows and bold type are but marks of names
    axes: frozenset[str] = frozenset()  # i, j, k where they are unit vectors
    pi_before_brackets: bool = False  # a side is π with brackets behind it, and the other has none
    pseudo_inverse: bool = False  # what is transposed is marked otherwise than by a dagger


_COMPLEX = COMPLEX_LETTERS | {"Re", "Im", r"\Re", r"\Im", r"\arg", r"\overline", "arg"}
_RUNNING = {r"\sum", r"\prod", r"\Sigma", r"\lim", r"\max", r"\min", r"\bigcup", r"\bigcap",
            r"\sup", r"\inf"}  # fmt: skip
_TRANSPOSED = {"T", r"\top", r"\intercal", "H", r"\mathsf{T}"}
_CONJUGATED = {r"\overline", r"\bar", "*", r"\ast"}
"""What says that a dagger beside a transpose is the adjoint, `A^\\dagger = (A^*)^T`."""
AFTER_D = {"(", r"\mathbf", r"\vec", r"\boldsymbol", r"\bm", r"\hat", r"\bar"}
"""What may follow the d of a differential, beside a letter or an exponent."""
_SPECIAL = {r"\Gamma", r"\zeta", r"\lim", r"\sum", "Ei", "Ci", "Si"}


def _complex_form(tokens: Sequence[Token]) -> bool:
    r"""`a + bi`, `\pi i`, or i in an exponent of e."""
    texts = [token.text for token in tokens]
    for index, text in enumerate(texts):
        after_sign = index >= 2 and texts[index - 2] in ("+", "-")
        if text == "i" and after_sign and tokens[index - 1].kind in ("letter", "number"):
            return True
        if text == "i" and index and texts[index - 1] == r"\pi":
            return True
        if text == "e":
            at = index + 1 if texts[index + 1 : index + 2] != ["}"] else index + 2
            exponent = argument_tokens(tokens, at + 1) if texts[at : at + 1] == ["^"] else ()
            if any(t.text == "i" for t in exponent):
                return True
    return False


def habits_of(tokens: Sequence[Token], sides: Sequence[Sequence[Token]] = ()) -> Habits:
    functions: set[str] = set()
    indices: set[str] = set()
    for index, token in enumerate(tokens):
        if token.text == "_" and (not index or tokens[index - 1].text != r"\lim"):
            indices.update(t.text for t in argument_tokens(tokens, index + 1))
        if token.kind in ("number", "op", "relation", "prime"):
            continue
        following = [t.text for t in tokens[index + 1 : index + 4]]
        applied = token.kind in ("letter", "macro") and following[::2] == ["(", ")"]
        lone = applied and (tokens[index + 2].kind == "number" or is_letter(tokens[index + 2]))
        number = lone and tokens[index + 2].kind == "number"
        if number and _is_raised(tokens, index + 4) and token.text in PARAMETER_LETTERS:
            continue  # `C(1)^2` puts 1 in for x in C x^2
        if lone or (token.text in FUNCTION_LETTERS and following[:1] == ["'"]):
            functions.add(token.text)
    functions |= letters_of_values(sides) | letters_at_zero(tokens)
    texts = {token.text for token in tokens}
    letters = {t.text for t in tokens if is_letter(t)} - SIGN_LETTERS
    alone = any([token.text for token in side] == ["i"] for side in sides)
    with_brackets = applied_letters(tokens)
    labelled, surely_labelled = labelled_letters(tokens)
    imaginary = bool(texts & _COMPLEX) or _complex_form(tokens) or not (letters or alone)
    raised = {superscript(tokens, at) for at, t in enumerate(tokens) if t.text == "^"}
    return Habits(
        frozenset(functions),
        frozenset(indices),
        _sequences(tokens),
        imaginary,
        euler=bool(texts & {r"\lim", r"\sum", r"\ln"}),
        differentials=_differentials(tokens),
        special=bool(texts & _SPECIAL),
        primed=_primed(tokens),
        variable=_variable(tokens),
        raised=raised_indices(tokens),
        derived=frozenset(a.text for a, b in pairwise(tokens) if b.kind == "prime"),
        powered=_powered(tokens),
        applied=with_brackets,
        surely_applied=frozenset(head for head in with_brackets if surely_applied(head, tokens)),
        arrays=_arrays(tokens),
        in_brackets=indexed_letters(tokens) | numbered_letters(tokens),
        labelled=labelled,
        surely_labelled=surely_labelled,
        pi_before_brackets=_pi_before_brackets(sides),
        pseudo_inverse=bool(raised & _TRANSPOSED) and not texts & _CONJUGATED,
    )


def _pi_before_brackets(sides: Sequence[Sequence[Token]]) -> bool:
    r"""Whether a side is `\pi(10)` and the other has no π, so that it may be a function."""
    texts = [[token.text for token in side] for side in sides]
    return sum(r"\pi" in side for side in texts) == 1 and any(
        side[:2] == [r"\pi", "("] and closing(tokens, 1) == len(tokens) - 1
        for side, tokens in zip(texts, sides, strict=True)
    )


def _is_raised(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text == "^"


def _primed(tokens: Sequence[Token]) -> bool:
    """`(fg)'`, or `d/dx (fg)` beside `f'`."""
    texts = [token.text for token in tokens]
    bare: set[str] = set()
    for place, token in enumerate(tokens):
        if token.kind != "prime" or not place:
            continue
        if texts[place - 1] in (")", "]"):
            return True
        if texts[place + 1 : place + 2] not in (["("], ["'"]):
            bare.add(texts[place - 1])
    operator = [r"\frac", "{", "d", "}", "{", "d"]
    differentiates = any(texts[at : at + 6] == operator for at in range(len(texts)))
    return differentiates and not FUNCTION_LETTERS.isdisjoint(bare)


def _variable(tokens: Sequence[Token]) -> str:
    """What primes differentiate by where nothing says it: x, or what stands in its place."""
    texts = {token.text for token in tokens}
    return next((name for name in ("x", "t", "r", "s", "z", r"\theta") if name in texts), "x")


def _powered(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        before.text
        for at, (before, token) in enumerate(pairwise(tokens))
        if token.text == "^" and is_letter(before)
        if not in_brackets(argument_tokens(tokens, at + 2))
    )


def _running(tokens: Sequence[Token]) -> set[str]:
    """Letters below a sum, product or limit."""
    return {
        letter.text
        for index, token in enumerate(tokens)
        if token.text in _RUNNING
        for letter in _below(tokens, index)
        if is_letter(letter)
    }


def _arrays(tokens: Sequence[Token]) -> frozenset[str]:
    r"""Letters such as the d of `\sum_i d[i]`: with a running index in square brackets."""
    if not any(token.text == "[" for token in tokens):
        return frozenset()
    running = _running(tokens)
    return frozenset(
        before.text
        for at, (before, token) in enumerate(pairwise(tokens))
        if is_letter(before) and before.text not in running and token.text == "["
        if [t.text for t in tokens[at + 3 : at + 4]] == ["]"] and tokens[at + 2].text in running
    )


def _sequences(tokens: Sequence[Token]) -> frozenset[str]:
    running = _running(tokens)
    found: set[str] = set()
    for index, token in enumerate(tokens):
        if token.text != "_" or not index:
            continue
        subscript = argument_tokens(tokens, index + 1)
        names = {t.text for t in subscript}
        if any(t.kind in ("words", "name") for t in subscript):
            continue
        shifted = names & COUNTING_LETTERS and names & {"+", "-"} and len(subscript) > 2
        after = skip_argument(tokens, index + 1)
        applied = after < len(tokens) and tokens[after].text == "("
        multiple = [t.kind for t in subscript] == ["number", "letter"] or applied
        shifted = shifted or (multiple and names & COUNTING_LETTERS)
        head = _head(tokens, index)
        if head is not None and (shifted or names & running):
            found.add(head)
    return frozenset(found)


def _head(tokens: Sequence[Token], at: int) -> str | None:
    """The letter that the subscript at `at` belongs to, past an exponent, accent or braces."""
    before = tokens[at - 1]
    if is_letter(before):
        raised = at >= 3 and tokens[at - 2].text == "^"
        return tokens[at - 3].text if raised else before.text
    if before.text == "}" and at >= 3 and tokens[at - 3].text == "{":
        accent = tokens[at - 4].text if at >= 4 else ""
        if accent.startswith("\\") and accent[1:].isalpha():
            return rf"{accent}{{{tokens[at - 2].text}}}"
        if accent == "^":
            return tokens[at - 5].text if at >= 5 else None
        return tokens[at - 2].text
    return None


def _below(tokens: Sequence[Token], operator: int) -> list[Token]:
    """What stands below the operator."""
    at = past_script(tokens, operator + 1, "^")
    written = at < len(tokens) and tokens[at].text == "_"
    return argument_tokens(tokens, at + 1) if written else []


def _differentials(tokens: Sequence[Token]) -> bool:
    """Whether `d` before a letter is a differential: never a letter of its own elsewhere."""
    lone = False
    found = False
    for index, token in enumerate(tokens):
        if token.text != "d" or token.kind not in ("letter", "name"):
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        before = tokens[index - 1] if index else None
        raised = following is not None and following.text == "^"
        after = skip_argument(tokens, index + 2) if raised else index + 1
        symbol = after < len(tokens) and (
            is_letter(tokens[after]) or tokens[after].text in AFTER_D | {"{"}
        )
        begins = before is None or token.spaced or before.kind != "letter"
        if token.kind == "name":
            found = True
        elif following is None or not symbol or (raised and tokens[after].spaced):
            lone = True
        else:
            found = found or begins
    return found and not lone
