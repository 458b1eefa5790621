"""Dimensions with declared symbols: false alarms, and mutations of the same equations caught.

`rows` carry `latex` and, by symbol, `latex` and `dim` (powers of base quantities by name), as in
`pdg_physics.jsonl`. Such tables have gaps and slips of their own, so the truth is taken from a
row's `ref_ast`, the reference form of the equation in which symbols stand by their keys: a false
alarm is a row that its reference form and table make consistent, and that is called inconsistent.

    python benchmarks/dimensions.py FILE.jsonl [-v]
"""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from jupyterlab_galactica.checks.equations.evidence.dimensions.agreement import (
    Evidence,
    judge_dimensions,
)
from jupyterlab_galactica.checks.equations.reading.find import find_statements
from jupyterlab_galactica.checks.equations.reading.parse import parse_expression, parse_relation
from jupyterlab_galactica.checks.equations.reading.tokens import ParseError
from jupyterlab_galactica.checks.equations.tree import (
    Apply,
    Div,
    Expr,
    Mul,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    free_symbols,
    functions,
    mul,
    rebuild,
)
from jupyterlab_galactica.checks.equations.vocabulary.dimension import Dimension
from jupyterlab_galactica.checks.equations.vocabulary.names import canonical_name, plain_name

_BASES = ("mass", "length", "time", "electric charge", "temperature", "amount of substance",
          "luminous intensity")  # fmt: skip


@dataclass
class DimensionScore:
    """Counts over the rows that their own reference forms make consistent."""

    consistent: int = 0
    inconsistent: int = 0
    unknown: int = 0
    mutations: int = 0
    caught: int = 0
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def judged(self) -> int:
        return self.consistent + self.inconsistent + self.unknown

    @property
    def alarm_rate(self) -> float:
        return self.inconsistent / max(1, self.judged)

    @property
    def caught_rate(self) -> float:
        return self.caught / max(1, self.mutations)

    def __str__(self) -> str:
        return (
            f"dimensions: {self.judged} consistent equations with declared symbols: "
            f"{self.consistent} found consistent, {self.unknown} unknown, {self.inconsistent} "
            f"inconsistent ({self.alarm_rate:.1%}); {self.caught} of {self.mutations} "
            f"mutations of the "
            f"consistent ones caught ({self.caught_rate:.1%})"
        )


def measure_dimensions(rows: Iterable[Mapping[str, Any]]) -> DimensionScore:
    """False alarms and mutations caught over rows that carry each symbol's dimension."""
    score = DimensionScore()
    for row in rows:
        table = row.get("symbols") or {}
        if not _is_consistent(row.get("ref_ast") or "", table):
            continue
        evidence = Evidence(_declared(table.values()))
        for relation in _relations(row["latex"]):
            if relation.op != "=" or not _symbols(relation) <= set(evidence.declared):
                continue
            verdict = judge_dimensions(relation, evidence)
            setattr(score, verdict.verdict, getattr(score, verdict.verdict) + 1)
            if verdict.verdict == "inconsistent":
                score.alarms.append(f"{row['latex']}   {verdict.reason}")
            if verdict.verdict != "consistent":
                continue
            for wrong in _mutations(relation, evidence):
                score.mutations += 1
                found = judge_dimensions(wrong, evidence).verdict == "inconsistent"
                score.caught += found
                if not found:
                    score.missed.append(f"{row['latex']}   {wrong}")
    return score


def _declared(symbols: Iterable[Mapping[str, Any]]) -> dict[str, Dimension]:
    declared: dict[str, Dimension] = {}
    for symbol in symbols:
        name = _name(symbol["latex"])
        if name is not None:
            declared[name] = _dimension(symbol["dim"])
    return declared


def _dimension(powers: Mapping[str, int]) -> Dimension:
    found = [Fraction(powers.get(base, 0)) for base in _BASES]
    found[2] += found[3]  # charge is current times time
    return Dimension(tuple(found))


def _is_consistent(reference: str, table: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a reference form has like dimensions; False for what is not read here."""
    dimensions = {f"pdg{key}": _dimension(symbol["dim"]) for key, symbol in table.items()}
    try:
        tree = ast.parse(reference, mode="eval").body
        left, right = (_referred(side, dimensions) for side in _arguments(tree, "Equality"))
    except (ValueError, KeyError, SyntaxError):
        return False
    return left == right and bool(left or any(dimensions.values()))


def _arguments(node: ast.expr, name: str) -> list[ast.expr]:
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Name)
        or node.func.id != name
    ):
        raise ValueError(name)
    return node.args


def _referred(node: ast.expr, dimensions: Mapping[str, Dimension]) -> Dimension:
    """The dimension of a part of a reference form. Raises KeyError, ValueError."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise ValueError(ast.dump(node))
    name, args = node.func.id, node.args
    if name == "Symbol":
        assert isinstance(args[0], ast.Constant)
        return dimensions[str(args[0].value)]
    if name in ("Integer", "Rational", "Float"):
        return Dimension()
    if name == "Pow":
        exponent = ast.literal_eval(_arguments(args[1], "Integer")[0])
        return _referred(args[0], dimensions) ** int(exponent)
    if name == "Derivative":
        variable = _referred(_arguments(args[1], "Tuple")[0], dimensions)
        return _referred(args[0], dimensions) / variable
    parts = [_referred(arg, dimensions) for arg in args]
    if name == "Mul":
        result = Dimension()
        for part in parts:
            result *= part
        return result
    alike = len(set(parts)) == 1
    if name in ("Add", "Abs", "conjugate") and alike:
        return parts[0]
    if name in ("sin", "cos", "tan", "exp", "sinh", "cosh", "tanh", "sech") and not any(parts):
        return Dimension()
    raise ValueError(name)


def _symbols(relation: Relation) -> set[str]:
    names = free_symbols(relation) | functions(relation)
    return {plain_name(name) for name in names}


def _name(latex: str) -> str | None:
    """The name under which the parser knows a symbol of the table."""
    try:
        tree = parse_expression(latex)
    except ParseError:
        return canonical_name(latex)
    name = getattr(tree, "name", None)
    return plain_name(name) if isinstance(name, str) else canonical_name(latex)


def _relations(latex: str) -> Iterator[Relation]:
    try:
        for statement in find_statements(latex):
            yield parse_relation(statement.left, statement.op, statement.right)[0]
    except ParseError:
        return


def _mutations(relation: Relation, evidence: Evidence) -> Iterator[Relation]:
    """One factor that has a dimension dropped, or the exponent of one changed, at a time."""
    for side in ("left", "right"):
        for mutated in _changed(getattr(relation, side), evidence):
            yield replace(relation, **{side: mutated})


def _changed(node: Expr, evidence: Evidence) -> Iterator[Expr]:
    def matters(part: Expr) -> bool:
        base = part.base if isinstance(part, Pow) else part
        known = isinstance(base, (Sym, Apply)) and evidence.declared.get(plain_name(base.name))
        return bool(known)

    match node:
        case Mul(factors):
            for index, factor in enumerate(factors):
                if matters(factor):
                    yield mul(*factors[:index], *factors[index + 1 :])
        case Div(num, den):
            if matters(den):
                yield num
            if matters(num):
                yield Div(Num("1"), den)
        case Pow(_, Num(digits)) if matters(node) and digits.isdigit():
            yield replace(node, exp=Num(str(int(digits) + 1)))
    parts = children(node)
    for index, part in enumerate(parts):
        for changed in _changed(part, evidence):
            yield rebuild(node, (*parts[:index], changed, *parts[index + 1 :]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true", help="list alarms and misses")
    options = parser.parse_args()
    lines = options.file.read_text(encoding="utf-8").splitlines()
    score = measure_dimensions(json.loads(line) for line in lines)
    print(score)
    if options.verbose:
        print("\nalarms:", *score.alarms, sep="\n  ")
        print("\nmissed:", *score.missed, sep="\n  ")


if __name__ == "__main__":
    main()
