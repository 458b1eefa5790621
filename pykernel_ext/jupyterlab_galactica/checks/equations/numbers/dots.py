"""Sums and products with dots in them: the rule is found from what is written, and checked by it.

Every rule must give all the terms written and end at the last one; where two rules do, or none,
the dots stay unexplained.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING, Any

from ..tree import Elided, Expr, Neg, Num, Sym, free_symbols, is_constant, is_open
from ..vocabulary.letters import is_counting
from ..vocabulary.multiprecision import (
    TooLargeError,
    UndefinedError,
    UndeterminedError,
    UnsureError,
    mp,
)
from .approximate import extrapolated
from .limits import MOST_TERMS
from .patterns import pattern, running

if TYPE_CHECKING:
    from .evaluator import Evaluator

_STARTS = (1, 0, 2, 3, -1)  # first indices that sums have, the usual ones first
_SAME = mp.mpf("1e-18")
"""Difference of terms that are the same, as a share: well above rounding at thirty digits."""
_FEWEST_ENDLESS = 3
"""Terms that must be written before three dots without an end: two fit too many rules."""
_TWO = 2  # terms written that fit more rules than one
_COMPARED = 6  # terms in which two rules must differ to be two
_PLACES = (100, 400)  # a rule whose term is no smaller at the second place has no sum
_EXTRAPOLATED_TERMS = 200  # most terms that an extrapolation may ask for: each is a tree of its own
_AGREE = mp.mpf("1e-12")
"""Difference of two extrapolations: they lose about half of their twenty digits."""
_BLUR = mp.mpf("1e-11")  # what such a sum may be off, as a share of it

Rule = Callable[[int], Any]


def sum_with_dots(ev: Evaluator, node: Elided) -> Any:
    """The value at this point. Raises UndeterminedError where the rule is not clear."""
    if is_open(node):
        return _endless(ev, node)
    # Terms that stand after the last one of the progression need be none of its own.
    for ends in dict.fromkeys((1, len(node.after))):
        found = _closed(ev, node, node.after[:ends])
        if found is not None:
            extra = [ev.part(term) for term in node.after[ends:]]
            return _total([found, *extra], node.operator)
    raise UndeterminedError("the rule behind the dots is not clear")


def _closed(ev: Evaluator, node: Elided, ending: Sequence[Expr]) -> Any:
    """The value of a progression that stops at the last of `ending`; None without a clear rule."""
    shown = _by_place(ev, node, ending[-1]) if len(ending) == 1 else None
    if shown is not None:
        return shown
    first = [ev.part(term) for term in node.before]
    if len(first) > 1 and all(_same(term, first[0]) for term in first[1:]):
        raise UndeterminedError("how many equal terms the dots stand for is not said")
    last = [ev.part(term) for term in ending]
    template = _template(ev, first, ending)
    if template is not None:
        general, start, number = template
        value = _total([general(start + k) for k in range(number)], node.operator)
        if len(first) == _TWO and all(map(is_constant, node.before)):
            for rule in _steps(first):
                count = _reached(rule, len(first), last)
                if count is not None:
                    other = _total([rule(k) for k in range(count)], node.operator)
                    if not _same(value, other):
                        return None  # 1 + 2 + ... + 2^n may have all numbers in it
        return value
    found = []
    for rule in _progressions(first):
        count = _reached(rule, len(first), last)
        if count is not None:
            found.append(_total([rule(k) for k in range(count)], node.operator))
    if not found or any(not _same(value, found[0]) for value in found):
        return None
    return found[0]


def _by_place(ev: Evaluator, node: Elided, last: Expr) -> Any:
    """The value where one number runs in terms that are otherwise the same; None elsewhere."""
    found = running(node.before, last)
    if found is None:
        return None
    make, start, end = found
    stop = ev.part(end)
    if mp.im(stop) or not mp.isint(stop):
        return None
    if stop - start > MOST_TERMS:
        raise TooLargeError(f"a sum of more than {MOST_TERMS} terms")
    numbers = range(start, int(stop) + 1)
    return _total([ev.part(make(_whole(k))) for k in numbers], node.operator)


def _whole(k: int) -> Expr:
    return Num(str(k)) if k >= 0 else Neg(Num(str(-k)))


def _total(terms: Sequence[Any], operator: str) -> Any:
    return reduce(add, terms, mp.mpf(0)) if operator == "sum" else reduce(mul, terms, mp.mpf(1))


def _template(
    ev: Evaluator, first: Sequence[Any], ending: Sequence[Expr]
) -> tuple[Rule, int, int] | None:
    """The last term as a formula for all of them: rule, first index and number of terms."""
    last = ending[-1]
    names = sorted(free_symbols(last), key=lambda name: (not is_counting(name), name))
    for name in names:
        rule = _rule(ev, last, name)
        try:
            end = ev.part(Sym(name))
        except KeyError:
            continue
        if mp.im(end) or not mp.isint(end):
            continue
        for start in _STARTS:
            count = int(end) - start + 1
            if count > MOST_TERMS:
                raise TooLargeError(f"a sum of more than {MOST_TERMS} terms")
            if count < 0 or not _gives(rule, start, first):
                continue
            if all(
                _same(rule(int(end) - back), ev.part(term))
                for back, term in enumerate(reversed(ending))
            ):
                return rule, start, count
    return None


def _rule(ev: Evaluator, term: Expr, name: str) -> Rule:
    return lambda k: ev.with_values({name: mp.mpf(k)}, term)


def _gives(rule: Rule, start: int, terms: Sequence[Any]) -> bool:
    try:
        return all(_same(rule(start + k), term) for k, term in enumerate(terms))
    except (UndefinedError, ZeroDivisionError, ValueError):
        return False


def _same(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= _SAME * max(abs(a), abs(b), _SAME))


def _progressions(terms: Sequence[Any]) -> Iterator[Rule]:
    """Arithmetic, geometric and second-order rules; one over numbers in equal steps or over
    their squares, with and without changing signs."""
    if len(terms) < 2:
        return
    a, b = terms[0], terms[1]
    candidates: list[Rule] = [lambda k: a + k * (b - a)]
    if a != 0:
        candidates.append(lambda k: a * (b / a) ** k)
    if a != 0 and b != 0:
        x, y, z = 1 / a, 1 / b, -1 / b
        candidates.append(lambda k: 1 / (x + k * (y - x)))
        candidates.append(lambda k: (-1) ** k / (x + k * (z - x)))
        if not mp.im(x) and not mp.im(y) and x > 0 and y != 0:
            p, q, sign = mp.sqrt(x), mp.sqrt(abs(y)), mp.sign(y)
            candidates.append(lambda k: sign**k / (p + k * (q - p)) ** 2)
    if len(terms) >= 3:
        c = terms[2]
        candidates.append(lambda k: a + k * (b - a) + k * (k - 1) / mp.mpf(2) * (c - 2 * b + a))
    for index, rule in enumerate(candidates):
        if _gives(rule, 0, terms) and not any(
            _gives(other, 0, [rule(k) for k in range(_COMPARED)]) for other in candidates[:index]
        ):
            yield rule


def _steps(terms: Sequence[Any]) -> Iterator[Rule]:
    """Numbers in equal steps, and one over such numbers, from two terms."""
    a, b = terms
    yield lambda k: a + k * (b - a)
    if a != 0 and b != 0:
        yield lambda k: 1 / (1 / a + k * (1 / b - 1 / a))


def _reached(rule: Rule, least: int, last: Sequence[Any]) -> int | None:
    """How many terms there are up to the last one; None where the rule does not meet it."""
    previous = None
    for count in range(MOST_TERMS):
        try:
            value = rule(count)
        except ZeroDivisionError:
            return None
        if _same(value, last[-1]):
            ending = [rule(count - back) for back in range(len(last))]
            if all(_same(x, y) for x, y in zip(ending, reversed(last), strict=True)):
                return count + 1
        distance = abs(value - last[-1])
        if previous is not None and distance > previous and count > least + 3:
            return None
        previous = distance
    return None


def _endless(ev: Evaluator, node: Elided) -> Any:
    """The limit of an endless sum whose rule is certain from three terms or more."""
    if node.operator != "sum":
        raise UndeterminedError("the rule behind the dots is not clear")
    first = [ev.part(term) for term in node.before]
    general = node.after[:-1]
    if len(general) == 1:
        for name in sorted(free_symbols(general[0])):
            rule = _rule(ev, general[0], name)
            for start in _STARTS:
                if is_counting(name) and len(first) > 1 and _gives(rule, start, first):
                    return _infinite(ev, rule, start)
    if len(first) >= _FEWEST_ENDLESS and not general:
        shown = _shown(ev, node.before, first)
        if shown is not None:
            if not _falls(shown):
                raise UndefinedError("the terms do not fall")
            return _infinite(ev, shown)
        rules = [rule for rule in _progressions(first) if _falls(rule)]
        if len(rules) == 1:
            return _infinite(ev, rules[0])
    raise UndeterminedError("the rule behind the dots is not clear")


def _shown(ev: Evaluator, terms: Sequence[Expr], values: Sequence[Any]) -> Rule | None:
    """The rule that the form of the last three terms shows, if all the others obey it."""
    general = pattern(terms[-_FEWEST_ENDLESS:])
    if general is None:
        return None
    before = len(terms) - _FEWEST_ENDLESS

    def rule(k: int) -> Any:
        return ev.part(general(k - before))

    return rule if _gives(rule, 0, values) else None


def _falls(rule: Rule) -> bool:
    near, far = map(rule, _PLACES)
    return bool(abs(far) < abs(near))


def _infinite(ev: Evaluator, rule: Rule, start: int = 0) -> Any:
    found, difference = extrapolated(lambda k: rule(int(k) + start), 0, _EXTRAPOLATED_TERMS)
    if not mp.isfinite(found) or difference > _AGREE * (1 + abs(found)):
        raise UnsureError("an infinite sum that converges slowly")
    ev.error = max(ev.error, abs(found) * _BLUR)
    return found
