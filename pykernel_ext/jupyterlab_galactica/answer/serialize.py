"""Answers and events as JSON data, in the form `answer.schema.json` describes.

Keys are the fields' names; a node says what it is in `type`. Data made here may be shared between
calls: read it, do not change it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

from .answer import Answer, Usage
from .blocks import (
    Block,
    CitationRef,
    Code,
    Element,
    Math,
    Molecule,
    Node,
    Text,
    Work,
)
from .blocks import Sequence as Residues
from .events import (
    BlockClosed,
    CitationsChecked,
    CodeChecked,
    EquationChecked,
    Event,
    Finished,
    Kept,
    MoleculeChecked,
    Restarted,
    SequenceChecked,
    StateChanged,
    TextAdded,
)
from .explaining import explanation
from .schema import fault_of
from .verdicts import (
    CheckReport,
    Citation,
    CitationScore,
    CodeCheck,
    Counterexample,
    EquationCheck,
    MoleculeCheck,
    SequenceCheck,
    UndefinedName,
)
from .wording import in_unicode

SCHEMA_VERSION = 1

_NODE_TYPES: dict[str, type[Any]] = {
    "text": Text,
    "element": Element,
    "math": Math,
    "citation": CitationRef,
    "molecule": Molecule,
    "sequence": Residues,
    "code": Code,
    "work": Work,
}
_NODE_NAMES = {kind: name for name, kind in _NODE_TYPES.items()}

_EVENT_NAMES: dict[type[Any], str] = {
    StateChanged: "state",
    TextAdded: "text",
    BlockClosed: "block",
    EquationChecked: "equation",
    CitationsChecked: "citations",
    MoleculeChecked: "molecule",
    SequenceChecked: "sequence",
    CodeChecked: "code",
    Restarted: "restarted",
    Kept: "kept",
    Finished: "finished",
}

_DERIVED = ("explanation", "explanation_plain")

_T = TypeVar("_T", EquationCheck, Citation, MoleculeCheck, SequenceCheck, CodeCheck)


def answer_to_json(answer: Answer) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "question": answer.question,
        "text": answer.text,
        "blocks": [block_to_json(block) for block in answer.blocks],
        "tail": answer.tail,
        "equations": [check_to_json(check) for check in answer.equations],
        "citations": [check_to_json(citation) for citation in answer.citations],
        "molecules": [check_to_json(check) for check in answer.molecules],
        "sequences": [check_to_json(check) for check in answer.sequences],
        "code": [check_to_json(check) for check in answer.code],
        "problems": list(answer.checks.problems),
        "usage": _fields(answer.usage),
        "provenance": _plain(answer.provenance),
        "finish_reason": answer.finish_reason,
        "status": answer.status,
        "error": answer.error,
        "seal": answer.seal,
    }


def answer_from_json(data: Mapping[str, Any]) -> Answer:
    """The answer that `answer_to_json` wrote. Raises KeyError, TypeError or ValueError."""
    if data["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema_version {data['schema_version']} is not {SCHEMA_VERSION}")
    if fault := fault_of(data):
        raise ValueError(fault)
    return Answer(
        question=data["question"],
        text=data["text"],
        blocks=tuple(block_from_json(block) for block in data["blocks"]),
        tail=data["tail"],
        checks=CheckReport(
            equations=tuple(_check(EquationCheck, check) for check in data["equations"]),
            citations=tuple(_check(Citation, check) for check in data["citations"]),
            molecules=tuple(_check(MoleculeCheck, check) for check in data["molecules"]),
            sequences=tuple(_check(SequenceCheck, check) for check in data.get("sequences", ())),
            code=tuple(_check(CodeCheck, check) for check in data["code"]),
            problems=tuple(data.get("problems", ())),
        ),
        usage=Usage(**data["usage"]),
        provenance=dict(data["provenance"]),
        finish_reason=data["finish_reason"],
        status=data["status"],
        error=data["error"],
        seal=str(data.get("seal", "")),
    )


@lru_cache(maxsize=4096)
def block_to_json(block: Block) -> dict[str, Any]:
    """A block, made once: while an answer grows its closed blocks are sent again and again."""
    return {**_fields(block), "nodes": [_node_to_json(node) for node in block.nodes]}


def block_from_json(data: Mapping[str, Any]) -> Block:
    nodes = tuple(_node_from_json(node) for node in data["nodes"])
    return Block(data["index"], data["type"], data["start"], data["source"], nodes)


def check_to_json(
    check: EquationCheck | Citation | MoleculeCheck | SequenceCheck | CodeCheck,
) -> dict[str, Any]:
    """A verdict; what makes the SymPy object stays behind.

    Of an equation it says also what a reader is told, so that all front ends tell the same.
    """
    data = _fields(check)
    if isinstance(check, EquationCheck):
        told = explanation(check)
        data |= {"explanation": told, "explanation_plain": in_unicode(told)}
    if data.get("seconds", 0.0) is None:  # it was no finite number
        data["seconds"] = 0.0
    return data


def event_to_json(event: Event) -> dict[str, Any]:
    name = {"type": _EVENT_NAMES[type(event)]}
    match event:
        case BlockClosed(block, tail):
            return {**name, "block": block_to_json(block), "tail": tail}
        case (
            EquationChecked(check)
            | MoleculeChecked(check)
            | SequenceChecked(check)
            | CodeChecked(check)
        ):
            return {**name, "check": check_to_json(check)}
        case CitationsChecked(citations):
            return {**name, "citations": [check_to_json(citation) for citation in citations]}
        case Finished(answer):
            return {**name, "answer": answer_to_json(answer)}
        case _:
            return {**name, **_fields(event)}


def _node_to_json(node: Node) -> dict[str, Any]:
    name = {"type": _NODE_NAMES[type(node)]}
    match node:
        case Element(tag, children, attrs):
            inner = [_node_to_json(child) for child in children]
            return {**name, "tag": tag, "attrs": dict(attrs), "children": inner}
        case Work(blocks):
            return {**name, "blocks": [block_to_json(block) for block in blocks]}
        case _:
            return {**name, **_fields(node)}


def _node_from_json(data: Mapping[str, Any]) -> Node:
    kind = _NODE_TYPES[data["type"]]
    if kind is Element:
        children = tuple(_node_from_json(child) for child in data["children"])
        return Element(data["tag"], children, dict(data["attrs"]))
    if kind is Work:
        return Work(tuple(block_from_json(block) for block in data["blocks"]))
    node: Node = kind(**{key: value for key, value in data.items() if key != "type"})
    return node


def _check(kind: type[_T], data: Mapping[str, Any]) -> _T:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in data.items()
        if key not in _DERIVED
    }
    if values.get("counterexample") is not None:
        values["counterexample"] = Counterexample(**values["counterexample"])
    if values.get("score") is not None:
        values["score"] = CitationScore(**values["score"])
    if values.get("undefined"):
        values["undefined"] = tuple(UndefinedName(**use) for use in values["undefined"])
    return kind(**values)


def _fields(value: Any) -> dict[str, Any]:
    return {
        field.name: _plain(getattr(value, field.name))
        for field in fields(value)
        if field.compare and field.name != "nodes"
    }


def _plain(value: Any) -> Any:
    """JSON data of a value: no NaN or infinity, which JSON has not; strange objects as text."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Counterexample | CitationScore | UndefinedName):
        return _fields(value)
    return str(value)
