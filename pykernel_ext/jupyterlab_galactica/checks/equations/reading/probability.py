"""Notation of probability put into one form: `\\mathbf{E}[X]`, `\\mathbb{V}ar X`, `A^\\complement`.

A plain `E(X)` is an expectation only where the text speaks of random quantities, and a line over an
expression an average only where it speaks of averages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..vocabulary.functions import OF_RANDOM
from .brackets import argument_tokens, closing, matched, skip_argument
from .tokens import Token, is_letter

SPOKEN_OF = "what is random"
"""Stands among the kinds of symbols where the text speaks of random quantities at all."""

AVERAGED = "what is averaged"
"""The same where it speaks of averages."""

_FONTS = (r"\mathbb", r"\mathbf", r"\boldsymbol", r"\bm", r"\mathsf")
_SPLIT_NAMES = {"V": ("ar", "Var"), "C": ("ov", "Cov")}
_SPELLED = ("Var", "Cov", "Corr", "Pr")
_LINES = (r"\overline", r"\bar")
_NEGATIONS = (r"\neg", r"\lnot")
_OPENS = ("(", "[", r"\{")
_LONG = frozenset(name for name in OF_RANDOM if len(name) > 1 and name.isalpha())
_HINTS = frozenset((*_FONTS, *_NEGATIONS, r"\complement", r"\overline", r"\bar", "E", "V", "P",
                    "C", *_LONG))  # fmt: skip


def in_one_form(
    left: Sequence[Token], right: Sequence[Token], kinds: Mapping[str, str]
) -> Sequence[Sequence[Token]]:
    """Both sides with operations on random quantities as `name(...)`."""
    if not any(token.text in _HINTS for side in (left, right) for token in side):
        return left, right
    averages = AVERAGED in kinds and (_has_lines(left) or _has_lines(right))
    sides = []
    for side in (left, right):
        found = matched(_operators(list(side), spoken=SPOKEN_OF in kinds))
        found = matched(_complements(found))
        if averages:
            found = matched(_averages(found))
        sides.append(matched(_bracketed(found)))
    return sides


def _named(text: str, first: Token, last: Token) -> Token:
    return Token("name", text, first.start, last.end, first.spaced)


def _operators(tokens: list[Token], *, spoken: bool) -> list[Token]:
    """Names of operations, each as one token."""
    texts = [token.text for token in tokens]
    varies = spoken and "E" in texts
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        text, end = _in_font(tokens, at)
        if token.kind == "letter" and not text:
            text, end = _spelled(tokens, at)
        opens = end < len(tokens) and tokens[end].text in _OPENS
        if token.kind == "letter" and not text and spoken:
            after = at + 1
            plain = token.text == "E" or (token.text == "V" and varies)
            if plain and _capital_in(tokens, after):
                text, end, opens = ("E" if token.text == "E" else "Var"), after, True
        if text and (opens or text in _LONG):
            result.append(_named(text, token, tokens[end - 1]))
            at = end
            continue
        result.append(token)
        at += 1
    return result


def _in_font(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The operation that a letter in a font names, and where it ends: `\\mathbf{E}[`."""
    if tokens[at].text not in _FONTS:
        return "", at
    inner = argument_tokens(tokens, at + 1)
    end = skip_argument(tokens, at + 1)
    letters = "".join(token.text for token in inner)
    if letters in _LONG:
        return letters, end
    if letters in _SPLIT_NAMES:
        rest, name = _SPLIT_NAMES[letters]
        following = tokens[end : end + len(rest)]
        if following and following[0].text == rest and following[0].kind == "name":
            return name, end + 1
        if "".join(token.text for token in following) == rest:
            return name, end + len(rest)
    if tokens[at].text != r"\mathbb" and letters in ("E", "P"):
        opens = end < len(tokens) and tokens[end].text in _OPENS
        square = opens and tokens[end].text == "["
        if square or (opens and letters == "P" and _event_in(tokens, end)):
            return "E" if letters == "E" else "Pr", end
    return "", at


def _spelled(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """`Var[X]` in plain letters side by side."""
    for name in _SPELLED:
        letters = tokens[at : at + len(name)]
        whole = "".join(token.text for token in letters) == name
        if whole and not any(token.spaced for token in letters[1:]):
            end = at + len(name)
            if end < len(tokens) and tokens[end].text in _OPENS:
                return name, end
    return "", at


def _capital_in(tokens: Sequence[Token], opening: int) -> bool:
    """Whether a bracket opens there that holds a capital letter."""
    if opening >= len(tokens) or tokens[opening].text not in _OPENS:
        return False
    content = tokens[opening + 1 : closing(tokens, opening)]
    return any(token.kind == "letter" and token.text.isupper() for token in content)


def _event_in(tokens: Sequence[Token], opening: int) -> bool:
    signs = {"|", r"\mid", r"\cup", r"\cap", r"\setminus", r"\complement", "c"}
    content = tokens[opening + 1 : closing(tokens, opening)]
    return any(token.text in signs or token.kind == "relation" for token in content) or (
        len(content) == 1 and content[0].kind == "letter" and content[0].text.isupper()
    )


def _complements(tokens: list[Token]) -> list[Token]:
    """`A^\\complement` and `\\neg A` as `A^c`."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == r"\complement":
            token = Token("letter", "c", token.start, token.end, token.spaced)
        elif token.text in _NEGATIONS and at + 1 < len(tokens) and is_letter(tokens[at + 1]):
            end = at + 2
            if end < len(tokens) and tokens[end].text == "_":
                end = skip_argument(tokens, end + 1)
            place = tokens[end - 1].end
            result += tokens[at + 1 : end]
            result += [Token("op", "^", place, place), Token("letter", "c", place, place)]
            at = end
            continue
        result.append(token)
        at += 1
    return result


def _has_lines(tokens: Sequence[Token]) -> bool:
    """Whether a line stands over an expression: over a letter it may only mark that."""
    lines = [at for at, token in enumerate(tokens) if token.text in _LINES]
    return any(len(argument_tokens(tokens, at + 1)) > 1 for at in lines)


def _averages(tokens: list[Token]) -> list[Token]:
    """`\\overline{x^2}` and `\\bar x` as `\\langle x^2 \\rangle`."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text not in _LINES:
            result.append(token)
            at += 1
            continue
        end = skip_argument(tokens, at + 1)
        inner = _averages(matched(argument_tokens(tokens, at + 1)))
        last = tokens[min(end, len(tokens)) - 1]
        result.append(Token("macro", r"\langle", token.start, token.end, token.spaced))
        result += inner
        result.append(Token("macro", r"\rangle", last.start, last.end))
        at = end
    return result


def _bracketed(tokens: list[Token]) -> list[Token]:
    """`\\operatorname{Var} 2X` as `\\operatorname{Var}(2X)`: letters and numbers up to a sign."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _operation_end(tokens, at)
        if end == at:
            result.append(tokens[at])
            at += 1
            continue
        result += tokens[at:end]
        at, stop = end, _argument_end(tokens, end)
        if stop == at:
            continue
        first, last = tokens[at], tokens[stop - 1]
        result.append(Token("op", "(", first.start, first.start, first.spaced))
        result += tokens[at:stop]
        result.append(Token("op", ")", last.end, last.end))
        at = stop
    return result


def _operation_end(tokens: Sequence[Token], at: int) -> int:
    """The place after the name of an operation that starts here; `at` where none does."""
    token = tokens[at]
    if token.kind == "name" and token.text in _LONG:
        return at + 1
    if token.text == r"\mathbb":
        letters = "".join(part.text for part in argument_tokens(tokens, at + 1))
        if letters in ("E", "V"):
            return skip_argument(tokens, at + 1)
    return at


def _argument_end(tokens: Sequence[Token], at: int) -> int:
    """The place after the letters and numbers here, with their subscripts and exponents."""
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "number" or is_letter(token):
            at += 1
        elif token.text in (r"\bar", r"\hat", r"\tilde"):
            at = skip_argument(tokens, at + 1)
        else:
            break
        while at < len(tokens) and tokens[at].text in ("_", "^"):
            at = skip_argument(tokens, at + 1)
    return min(at, len(tokens))
