"""List the programs used from outside .venv and node_modules: by what, why, and which are here.

Fails where the sources call one that tools/programs/known.py does not know, or no longer call one
that it does.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from programs.environment import commands
from programs.known import BROUGHT, NEEDED, OPTIONAL, UNREADABLE, Program
from programs.makefile import read_rules
from programs.sources import Use, uses
from programs.targets import targets_of

ROOT = Path(__file__).parents[1]


def outside_uses(root: Path) -> list[Use]:
    """The calls of programs that neither the environment brings nor the sources are."""
    brought = commands(root)
    found = (
        Use(program, use.file, use.place)
        for use in uses(root)
        for program in (
            [use.program] if use.program else UNREADABLE.get((use.file, use.place), ("",))
        )
    )
    return sorted({use for use in found if not _is_brought(use.program, brought, root)})


def _is_brought(program: str, brought: frozenset[str], root: Path) -> bool:
    if "/" in program:
        return program.startswith("./.venv/") or (root / program).is_file()
    return program in brought


def differences(found: Iterable[Use]) -> Iterator[str]:
    """What the table lacks and what it has too much, each in a sentence that says what to do."""
    known = {name for program in (*NEEDED, *OPTIONAL, *BROUGHT) for name in program.names}
    used = {use.program for use in found}
    for use in found:
        where = f"{use.file} ({use.place})" if use.place else use.file
        if not use.program:
            yield (
                f"{where} calls a program that reading does not tell: say in UNREADABLE of "
                "tools/programs/known.py which one, or write its name where it is called."
            )
        elif use.program not in known:
            yield (
                f"{where} calls {use.program}, which nothing brings: have pyproject.toml or "
                "package.json bring it, or give it a row in tools/programs/known.py and name it "
                "in README.md."
            )
    for name in sorted(known - used):
        yield f"Nothing calls {name} any more: take it out of tools/programs/known.py."


def main() -> None:
    found = outside_uses(ROOT)
    for title, programs in (
        ("Needed", NEEDED),
        ("Used where it is there", OPTIONAL),
        ("Brought by the environment, not as a command", BROUGHT),
    ):
        print(f"\n{title}\n")
        for program in programs:
            _show(program, [use for use in found if use.program in program.names])
    if wrong := list(differences(found)):
        sys.exit("\n" + "\n".join(wrong))


def _show(program: Program, found: list[Use]) -> None:
    rules = read_rules((ROOT / "Makefile").read_text(encoding="utf-8"))
    used_by = {use: targets_of(use, rules) for use in found}
    targets = [name for name in rules if any(name in names for names in used_by.values())]
    print(f"  {', '.join(program.names)}: {program.why}")
    print(f"    here     {', '.join(_place(name) or f'no {name}' for name in program.names)}")
    print(f"    without  {program.without}")
    if targets:
        print(f"    targets  {' '.join(targets)}")
    print(f"    files    {' '.join(sorted({use.file for use in found}))}")


def _place(name: str) -> str | None:
    """Where a program is, apart from what the environment has of that name."""
    folders = os.environ["PATH"].split(os.pathsep)
    own = str(Path(sys.prefix) / "bin")
    return shutil.which(name, path=os.pathsep.join(path for path in folders if path != own))


if __name__ == "__main__":
    main()
