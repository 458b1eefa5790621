"""Equations that hang, crash or take over a careless checker."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from jupyterlab_galactica.checks.pool import EquationPool
from jupyterlab_galactica.limits import Limits

MARGIN = 1.5  # seconds: a killed worker is replaced before its verdict is given


def hostile(canary: str) -> list[str]:
    """Equations, some with a payload that would make the file `canary`."""
    touch = f"__import__('pathlib').Path('{canary}').touch()"
    return [
        r"9^{9^{9^9}} = 1",
        r"(10^9)! = (10^9 + 1)!",
        r"\binom{10^8}{10^7} = \binom{10^8}{10^7 + 1}",
        r"(x+y+z+w)^{60} = (x+y+z+w)^{61}",
        "(" * 3000 + "x" + ")" * 3000 + " = 1",
        "+".join(f"x_{{{n}}}" for n in range(3000)) + " = 1",
        r"\sum_{n=1}^{10^{12}} \frac{1}{n^n} = 1",
        r"\sqrt{" * 500 + "x" + "}" * 500 + " = x",
        rf"\text{{{touch}}} = 1",
        rf"\operatorname{{{touch}}}(x) = 1",
        rf"x_{{\text{{{touch}}}}} + 1 = 2",
        rf"\mathrm{{x\'); {touch} #}} = 1",
        "{" * 50 + "= 1",
        "}" * 50 + "= 1",
        "x" * 1_000_000 + " = 1",
        "\x00x = \x00x + 1",
        "\N{CYRILLIC SMALL LETTER A} + a = 2a",
        r"\newcommand{\a}{\a\a} \a = 1",
    ]


def print_hostile(pool: EquationPool) -> None:
    """Whether each gets a verdict other than a pass, a reason, and both within the cap."""
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder, "canary")
        late, silent, passed = 0, 0, 0
        slowest = 0.0
        equations = hostile(str(canary))
        for latex in equations:
            start = time.perf_counter()
            checks = pool.submit(latex).result()
            spent = time.perf_counter() - start
            slowest = max(slowest, spent)
            late += spent > Limits().check_seconds + MARGIN
            silent += not checks or any(not check.reason for check in checks)
            passed += any(check.verdict == "holds" for check in checks)
        executed = int(canary.exists())
    alive = pool.submit("1 + 1 = 2").result()[0].verdict == "holds"
    print(f"\nhostile: {len(equations)} equations; late {late}, without a reason {silent}, called "
          f"holds {passed}, payloads executed {executed}; slowest {slowest:.1f} s; "
          f"{'the checker works on' if alive else 'THE CHECKER IS DEAD'}")  # fmt: skip
