"""What the look-up needs to know of an online service, and what services say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..bibliography.entry import Entry
from ..matching.cited import CitedWork


class ServiceError(Exception):
    """A service could not be asked, or its answer cannot be read; the message is a clause."""


@dataclass(frozen=True, slots=True)
class OnlineWork:
    """A work a service knows; `retracted` also where it was withdrawn."""

    entry: Entry
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Service:
    """`query` gives the parameters a citation is asked with, the whole of what is sent.

    `parse` reads an answer and raises ServiceError where it has not the documented form. `pause`
    is the least number of seconds between two requests that the service asks for.
    """

    name: str
    address: str
    pause: float
    query: Callable[[CitedWork], Mapping[str, str]]
    parse: Callable[[bytes], tuple[OnlineWork, ...]]
