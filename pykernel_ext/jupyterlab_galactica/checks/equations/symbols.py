"""Reading symbols: names with subscripts, accents and primes, and undefined functions.

A part of the parser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .brackets import argument_tokens, closing, outermost, skip_argument
from .notation import FUNCTION_LETTERS, GREEK
from .tokens import ParseError, UnsupportedError
from .tree import Apply, Call, Expr, Sym

if TYPE_CHECKING:
    from .parse import Parser


def accented(parser: Parser) -> Expr:
    """`\\bar{x}` is a name, `\\overline{z+w}` and `\\bar{z}` are complex conjugates."""
    accent = parser.take().text
    tokens = parser.argument()
    texts = [token.text for token in tokens]
    lone = len(tokens) == 1 and (tokens[0].kind == "letter" or texts[0] in GREEK)
    conjugate = accent in (r"\bar", r"\overline") and (not lone or texts[0] in ("z", "w"))
    if conjugate:
        if all(token.kind in ("letter", "number") for token in tokens) and len(tokens) > 1:
            raise UnsupportedError("a line over several letters: not judged yet", tokens[0].start)
        return Call("conj", (parser.inside(tokens),))
    if not lone:
        raise UnsupportedError("an accent over an expression: not judged yet", parser.place())
    name = rf"\bar{{{texts[0]}}}" if accent in (r"\bar", r"\overline") else rf"\tilde{{{texts[0]}}}"
    return Sym(name + _subscript(parser))


def symbol_name(parser: Parser) -> str:
    """A letter, Greek letter or name, with its subscript, as canonical LaTeX."""
    token = parser.take()
    if token.kind == "name":
        base = rf"\mathrm{{{token.text}}}"
    elif token.kind == "words":
        base = rf"\text{{{token.text}}}"
    elif token.kind == "letter" or token.text in GREEK or token.text in (r"\imath", r"\jmath"):
        base = token.text
    else:
        raise ParseError(f"{token.text} is not a symbol", token.start)
    return base + _subscript(parser)


def _subscript(parser: Parser) -> str:
    if parser.peek() != "_":
        return ""
    parser.take()
    place = parser.place()
    tokens = parser.argument()
    if not tokens or len(tokens) > 16:
        raise ParseError("a subscript that is not a name", place)
    words = []
    for token in tokens:
        if token.text in parser.bound:
            raise UnsupportedError("a sequence with a running index is not judged yet", place)
        if token.kind == "name":
            words.append(rf"\mathrm{{{token.text}}}")
        elif token.kind == "words":
            if not all(c.isalnum() or c in " -." for c in token.text):
                raise UnsupportedError("words inside the formula", place)
            words.append(rf"\text{{{token.text}}}")
        elif token.kind in ("letter", "number", "prime") or token.text in GREEK | {
            ",", "+", "-", "(", ")", "*", r"\infty", r"\pi", r"\perp", r"\parallel", r"\odot",
        }:  # fmt: skip
            words.append(token.text)
        else:
            raise UnsupportedError("this subscript is not judged yet", token.start)
    separated = "".join(
        word + (" " if word.startswith("\\") and word[-1].isalpha() else "") for word in words
    )
    return f"_{{{separated.rstrip()}}}"


def symbol(parser: Parser) -> Expr:
    head = parser.tokens[parser.at].text
    name = symbol_name(parser)
    primes = 0
    while parser.token() is not None and parser.tokens[parser.at].kind == "prime":
        parser.take()
        primes += 1
    raised = parser.peek() == "^" and _superscript(parser) in ("-1", "(n)")
    after = skip_argument(parser.tokens, parser.at + 1) - parser.at
    if raised and head in FUNCTION_LETTERS and parser.peek(after) == "(":
        raise UnsupportedError("inverses of undefined functions: not judged yet", parser.place())
    if parser.peek() == "(" and name not in parser.bound and _is_function(parser, head, primes):
        args = parser.arguments()
        if primes and len(args) > 1:
            raise UnsupportedError("primes on functions of several variables", parser.place())
        return Apply(name, args, primes)
    return Sym(name + "'" * primes)


def _superscript(parser: Parser) -> str:
    return "".join(t.text for t in argument_tokens(parser.tokens, parser.at + 1))


def _is_function(parser: Parser, head: str, primes: int) -> bool:
    """Whether brackets after a symbol hold its arguments rather than a factor."""
    end = closing(parser.tokens, parser.at)
    content = parser.tokens[parser.at + 1 : end]
    if primes or any(t.text in (",", ";") for t in outermost(content)):
        return True
    if any(t.kind == "relation" or t.text == "|" for t in outermost(content)):
        raise UnsupportedError("probabilities of events are not judged yet", parser.place())
    if head in FUNCTION_LETTERS:
        return head in parser.habits.functions or parser.ambiguous(f"apply {head}", True)
    if head in parser.habits.functions:
        return parser.ambiguous(f"apply {head}", True)
    return False
