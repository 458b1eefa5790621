"""What one writes first: parse with a library, simplify the difference of both sides.

    python naive_worker.py antlr|latex2sympy2_extended

Runs in an environment of its own (`benchmarks/naive-requirements.txt`), imports nothing of ours.
A line with a JSON string in, a line with a verdict out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import sympy
from sympy.logic.boolalg import BooleanTrue


def parser(name: str) -> Callable[[str], Any]:
    if name == "antlr":
        from sympy.parsing.latex import parse_latex

        parse_latex("x")  # the first call loads the grammar
        return parse_latex
    from latex2sympy2_extended import latex2sympy

    latex2sympy("x")
    return latex2sympy


def verdict(parse: Callable[[str], Any], latex: str) -> str:
    try:
        equation = parse(latex)
        if isinstance(equation, BooleanTrue):
            return "holds"
        if not isinstance(equation, sympy.Equality):
            return "unparsed"
        return "holds" if sympy.simplify(equation.lhs - equation.rhs) == 0 else "refuted"
    except Exception:  # noqa: BLE001 - any failure is a formula not read
        return "unparsed"


def main() -> None:
    parse = parser(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        print(verdict(parse, json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
