"""What a law turns into by one slip, and what that slip is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any, Literal

from ...algebra.equation_form import normal_form
from ...algebra.form_shapes import mapped, negative, renamed
from ...algebra.polynomials import Atom, NoFormError
from ...algebra.radicals import Normal
from ...algebra.rational import exact
from ...tree import (
    Add,
    Apply,
    Call,
    Deriv,
    Div,
    Expr,
    Item,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Root,
    Sym,
    VectorSym,
    children,
    is_constant,
    rebuild,
)
from ...vocabulary.names import plain_name
from ...writing.latex import relation_to_latex, to_latex
from .catalogue import Entry, Law, relation_of
from .match import letter, one_glyph

Kind = Literal["sign", "factor", "exponent", "place", "exchange", "letter"]

_EXPONENTS = (Fraction(2), Fraction(3), Fraction(1, 2))
"""Those that a quantity without one gets."""

_EXPONENTS_OF_ROOTS = (Fraction(1), Fraction(2), Fraction(1, 3), Fraction(1, 4))


@dataclass(frozen=True, slots=True)
class Slip:
    """How an equation differs from a law; `of` are the parts that differ, in the law's LaTeX."""

    kind: Kind
    of: tuple[str, ...] = ()

    def in_words(self, names: Mapping[str, str]) -> str:
        """As half a sentence, in letters that are given by the law's."""
        of = [f"${names.get(_name(part), part)}$" for part in self.of]
        match self.kind:
            case "sign":
                return "here a sign is different"
            case "factor":
                return "here a numerical factor is different"
            case "exponent":
                return f"here {of[0]} has another exponent"
            case "place":
                return f"here {of[0]} stands on the other side of the fraction"
            case "exchange":
                return f"here {of[0]} and {of[1]} are exchanged"
            case "letter":
                return f"here {of[0]} stands where another quantity belongs"


def _name(latex: str) -> str:
    return one_glyph(plain_name(latex))


def in_letters(law: Law, names: Mapping[str, str]) -> str:
    """A law as LaTeX in letters that are given by its own, glyphs made one."""
    if all(theirs == one_glyph(ours) for theirs, ours in names.items()):
        return law.latex
    relation = relation_of(law)
    return relation_to_latex(
        replace(
            relation, left=_renamed(relation.left, names), right=_renamed(relation.right, names)
        )
    )


def _renamed(node: Expr, names: Mapping[str, str]) -> Expr:
    parts = tuple(_renamed(part, names) for part in children(node))
    node = rebuild(node, parts) if parts else node
    match node:
        case Sym(name) | VectorSym(name) | Apply(name) | Item(name):
            return replace(node, name=names.get(_name(name), name))
        case Deriv(_, Sym(name)):
            return replace(node, var=Sym(names.get(_name(name), name)))
    return node


def slip_of(form: Normal, entry: Entry) -> Slip | None:
    """The one slip that turns a law into an equation of this form, with glyphs made one."""
    changed = _changed_forms(entry)
    found = changed.get(form) or changed.get(negative(form))
    if found is not None:
        return found
    law = mapped(entry.form, one_glyph)
    if len(form) < 2 or len(form) != len(law) or _skeleton(form) != _skeleton(law):
        return None
    if form in (law, negative(law)):
        return None
    return Slip("sign" if _without_signs(form) == _without_signs(law) else "factor")


@lru_cache(maxsize=512)
def _changed_forms(entry: Entry) -> Mapping[Normal, Slip]:
    """The forms that a law has after one slip; those that say the same as the law left out."""
    law = relation_of(entry.law)
    found: dict[Normal, Slip] = {}
    for slip, changed in _changed_relations(law):
        try:
            form = mapped(normal_form(changed), one_glyph)
        except NoFormError:
            continue
        found.setdefault(form, slip)
    for slip, form in _exchanged(mapped(entry.form, one_glyph), entry):
        found.setdefault(form, slip)
    own = mapped(entry.form, one_glyph)
    return {form: slip for form, slip in found.items() if form not in (own, negative(own))}


def _changed_relations(law: Relation) -> Iterator[tuple[Slip, Relation]]:
    for side in ("left", "right"):
        for slip, changed in _changed(getattr(law, side)):
            left, right = (changed, law.right) if side == "left" else (law.left, changed)
            yield slip, Relation(law.op, left, right)


def _changed(node: Expr) -> Iterator[tuple[Slip, Expr]]:
    """A part with one sign, exponent or place in a fraction changed."""
    match node:
        case Add(terms):
            for index, term in enumerate(terms):
                other = Add((*terms[:index], _negative(term), *terms[index + 1 :]))
                yield Slip("sign"), other
        case Pow(base, exp) if (power := exact(exp)) is not None:
            of = (to_latex(base),)
            for other_power in {power + 1, power - 1, power * 2, power / 2} - {0, power}:
                yield Slip("exponent", of), _power(base, other_power)
            yield Slip("place", of), _power(base, -power)
        case Pow(base, exp):
            yield Slip("sign"), Pow(base, _negative(exp))
        case Call(_, (arg,)):
            yield Slip("sign"), rebuild(node, (_negative(arg),))
        case Root(arg, _):
            for power in _EXPONENTS_OF_ROOTS:
                yield Slip("exponent", (to_latex(arg),)), _power(arg, power)
        case Div(num, den) if not is_constant(num):
            yield Slip("place", (to_latex(den),)), Mul((num, den))
            yield Slip("exchange", (to_latex(num), to_latex(den))), Div(den, num)
    if _takes_exponent(node):
        for power in _EXPONENTS:
            yield Slip("exponent", (to_latex(node),)), _power(node, power)
        yield Slip("place", (to_latex(node),)), _power(node, Fraction(-1))
    yield from _changed_inside(node)


def _changed_inside(node: Expr) -> Iterator[tuple[Slip, Expr]]:
    if isinstance(node, Pow) and exact(node.exp) is not None:
        # The exponent of the base has been changed.
        inside = _changed_inside if _takes_exponent(node.base) else _changed
        yield from ((slip, replace(node, base=base)) for slip, base in inside(node.base))
        return
    parts = children(node)
    for index, part in enumerate(parts):
        for slip, changed in _changed(part):
            yield slip, rebuild(node, (*parts[:index], changed, *parts[index + 1 :]))


def _takes_exponent(node: Expr) -> bool:
    match node:
        case Sym() | Apply() | Call():
            return True
        case VectorSym(_, args, _):
            return not args
    return False


def _negative(node: Expr) -> Expr:
    return node.arg if isinstance(node, Neg) else Neg(node)


def _power(base: Expr, power: Fraction) -> Expr:
    if power == 1:
        return base
    top: Expr = Num(str(abs(power.numerator)))
    size = top if power.denominator == 1 else Div(top, Num(str(power.denominator)))
    return Pow(base, Neg(size) if power < 0 else size)


def _exchanged(form: Normal, entry: Entry) -> Iterator[tuple[Slip, Normal]]:
    """Two symbols with one letter and different subscripts, one in the place of the other."""
    symbols = sorted(map(one_glyph, entry.symbols))
    for one, other in combinations(symbols, 2):
        if letter(one) == letter(other):
            yield Slip("exchange", (one, other)), renamed(form, {one: other, other: one})


# Forms without their numbers


def _skeleton(form: Normal) -> Any:
    """A form without coefficients, numbers and signs, inside its atoms too."""
    return _numbers_changed(form, lambda _: 1, with_numbers=False)


def _without_signs(form: Normal) -> Any:
    return _numbers_changed(form, abs, with_numbers=True)


def _numbers_changed(
    form: Normal, change: Callable[[Any], Any], *, with_numbers: bool
) -> frozenset[Any]:
    return frozenset(
        (
            frozenset(
                (_atom_changed(atom, change, with_numbers=with_numbers), power)
                for atom, power in monomial
                if with_numbers or not _is_number(atom)
            ),
            change(number),
        )
        for monomial, number in form
    )


def _is_number(atom: Atom) -> bool:
    return not isinstance(atom, str) and (atom == ("const", "pi") or atom[0] == "number")


def _atom_changed(atom: Atom, change: Callable[[Any], Any], *, with_numbers: bool) -> Any:
    def part_changed(part: Any) -> Any:
        if not isinstance(part, frozenset):
            return part
        if part and isinstance(next(iter(part)), frozenset):
            return frozenset(map(part_changed, part))
        return _numbers_changed(part, change, with_numbers=with_numbers)

    return atom if isinstance(atom, str) else (atom[0], *map(part_changed, atom[1:]))
