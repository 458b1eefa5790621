"""What notation of vectors and fields leaves open, and the usual ways to take it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...tree import Num, Pow, is_constant
from ...tree.contents import Contents, letter_of
from ...vocabulary.letters import (
    ANGLE_LETTERS,
    PARAMETER_LETTERS,
    POSITION_LETTERS,
    SIZE_LETTERS,
    STEADY_LETTERS,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take what the notation leaves open.

    `constants` are letters whose derivatives are zero. `places` takes r for the place and its
    length; `lengths` takes `v` beside `\\vec{v}` for its length and an angle for the one between
    the two vectors; `size_letter` is the letter that counts the dimensions.
    """

    dimension: int
    constants: frozenset[str] = frozenset()
    places: bool = False
    lengths: bool = False
    size_letter: str = ""
    transposed_layout: bool = False


def readings(contents: Contents) -> Iterator[Reading]:
    """Ways to read the equation, the usual one first."""
    sizes, least = contents.literal_sizes, contents.least_dimension
    if sizes:
        dimensions = [max(*sizes, least)]
    else:
        dimensions = [3, 2] if least == 2 or (contents.is_spatial and least < 3) else [3]
        if "det" in contents.calls:  # `\det(2A) = 2^5 \det A` says itself how large A is
            dimensions += sorted(_powers_of_numbers(contents) - {*dimensions})
    letters = {name.split("_")[0] for name in contents.scalars}
    vectors = {letter_of(name) for name in contents.vectors}
    parameters = frozenset(
        name
        for name in contents.scalars - contents.differentiated
        if name.split("_")[0] in STEADY_LETTERS
    )
    differentiates = bool(contents.is_spatial or contents.derivative_variables)
    for dimension in dimensions:
        plain = Reading(dimension)
        options = [plain]
        if differentiates and parameters:
            options = [replace(plain, constants=parameters), plain]
        if contents.is_spatial and ("r" in letters or vectors & POSITION_LETTERS):
            options = [replace(option, places=True) for option in options] + options
        if vectors & contents.scalars or letters & ANGLE_LETTERS:
            options = [replace(option, lengths=True) for option in options] + options
        if contents.vector_variables:
            options += [replace(option, transposed_layout=True) for option in options]
        if contents.derivative_variables and not contents.is_spatial:
            steady = frozenset(
                name for name in contents.vectors if letter_of(name)[0] in PARAMETER_LETTERS
            )
            if steady or contents.matrices:
                options.append(replace(plain, constants=parameters | steady | contents.matrices))
        if contents.calls & {"det", "tr", "kronecker"} or contents.has_identity or contents.items:
            sized = [letter for letter in SIZE_LETTERS if letter in contents.scalars]
            options += [replace(plain, size_letter=letter) for letter in sized]
        yield from options


def _powers_of_numbers(contents: Contents) -> set[int]:
    """The small whole exponents of numbers."""
    return {
        int(part.exp.digits)
        for part in contents.parts
        if isinstance(part, Pow)
        and isinstance(part.exp, Num)
        and is_constant(part.base)
        and part.exp.digits in ("2", "3", "4", "5", "6")
    }
