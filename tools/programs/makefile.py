"""What a Makefile's rules call, and which of its targets need which rule.

Reads what ours holds: variables, rules with a recipe, `$(shell …)`; no includes, no patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_VARIABLE = re.compile(r"(?:export )?(\w+) *[?:]?= *(.*)")
_RULE = re.compile(r"([^\s#:=][^:=]*):(?!=)([^#]*)(## )?")
_SHELL = re.compile(r"\$\(shell ([^()]*)\)")
_OTHER_FUNCTION = re.compile(r"\$\([a-z]+ [^()]*\)")


@dataclass(frozen=True)
class Rule:
    """`script` is its recipe and what is called to find its prerequisites, as one shell script."""

    needs: tuple[str, ...]
    script: str
    public: bool


def read_rules(text: str) -> Mapping[str, Rule]:
    """The rules by target. Those that the list of targets tells of are public."""
    variables = {"CURDIR": "."}
    needs: dict[str, str] = {}
    scripts: dict[str, str] = {}
    public: set[str] = set()
    target = ""
    for line in text.replace("\\\n", " ").split("\n"):
        if line.startswith("\t"):
            scripts[target] += line.strip().lstrip("@+-") + "\n"
        elif variable := _VARIABLE.fullmatch(line):
            variables[variable[1]] = variable[2]
        elif (rule := _RULE.match(line)) and not line.startswith("."):
            for target in _expanded(rule[1], variables).split():
                needs[target], scripts[target] = rule[2], ""
                if rule[3]:
                    public.add(target)
    rules = {}
    for name, script in scripts.items():
        wanted = _expanded(needs[name], variables)
        script = _expanded(script, variables | {"@": name})
        called = "\n".join([script, *_SHELL.findall(wanted), *_SHELL.findall(script)])
        rules[name] = Rule(
            needs=tuple(_plain(wanted).replace("|", " ").split()),
            script=_plain(called).replace("\0", "$"),
            public=name in public,
        )
    return rules


def targets_needing(rules: Mapping[str, Rule], name: str) -> tuple[str, ...]:
    """The public targets that come to the rule, itself among them."""
    return tuple(
        target
        for target, rule in rules.items()
        if rule.public and name in _reached(rules, target, set())
    )


def _reached(rules: Mapping[str, Rule], name: str, seen: set[str]) -> set[str]:
    if name in rules and name not in seen:
        seen.add(name)
        for need in rules[name].needs:
            _reached(rules, need, seen)
    return seen


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    """With the values of variables; `$$` becomes a NUL, which stands for the shell's `$`."""
    text = text.replace("$$", "\0").replace("$@", "$(@)")
    while (expanded := "".join(_pieces(text, variables))) != text:
        text = expanded.replace("$$", "\0")
    return text


def _pieces(text: str, variables: Mapping[str, str]) -> Iterator[str]:
    for piece in re.split(r"(\$\([\w@]+\))", text):
        yield variables.get(piece[2:-1], "") if piece.startswith("$(") else piece


def _plain(text: str) -> str:
    """Without Make's functions, the inner ones first."""
    while (plain := _OTHER_FUNCTION.sub("", text)) != text:
        text = plain
    return text
