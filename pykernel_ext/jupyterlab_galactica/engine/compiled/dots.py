"""The dot product of a quantized row with int16 activations, written as vectors of LLVM.

LLVM makes of them what the CPU has: 16-bit multiply-adds of 512, 256 or 128 bits, on ARM too. numba
has no such types, and its loops over groups of 32 would add up lane by lane after each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_LANES = 16
_CHAINS = 4
"""Sums that do not wait for one another; of integers, whose order is free."""

_FLOAT_CHAINS = 2
"""Of floats for each stream, however many there are: its sum is the same in any company."""

_OFFSETS = 8
"""Groups whose offsets are added at once; then `_FEWEST_GROUPS`, of which `UNIT` makes the rest."""

_FEWEST_GROUPS = 2

_I8, _I16, _I32, _I64 = (ir.IntType(bits) for bits in (8, 16, 32, 64))
_F32 = ir.FloatType()
_ZERO = ir.Constant(_I32, 0)

Value: TypeAlias = Any
"""Of LLVM; llvmlite is not typed."""


@intrinsic  # type: ignore[untyped-decorator]
def dot(typing: Any, matrix: Any, layer: Any, row: Any, inputs: Any, sums: Any, stream: Any) -> Any:
    """Row `row` of a `Matrix`'s layer times the activations of one stream, a float32.

    Where the matrix is in groups, `sums` are those of the activations of each group.
    """
    return types.float32(matrix, layer, row, inputs, sums, stream), _generator(1)


@intrinsic  # type: ignore[untyped-decorator]
def dots2(
    typing: Any, matrix: Any, layer: Any, row: Any, inputs: Any, sums: Any, stream: Any
) -> Any:
    """The same for two streams from `stream` on, as a tuple: the row is read once."""
    result = types.UniTuple(types.float32, 2)
    return result(matrix, layer, row, inputs, sums, stream), _generator(2)


@intrinsic  # type: ignore[untyped-decorator]
def dots4(
    typing: Any, matrix: Any, layer: Any, row: Any, inputs: Any, sums: Any, stream: Any
) -> Any:
    """The same for four."""
    result = types.UniTuple(types.float32, 4)
    return result(matrix, layer, row, inputs, sums, stream), _generator(4)


@intrinsic  # type: ignore[untyped-decorator]
def float_of_bits(typing: Any, bits: Any) -> Any:
    """The float32 that an int32 is the bits of."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Value:
        return builder.bitcast(arguments[0], _F32)

    return types.float32(types.int32), generate


def _generator(streams: int) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Value:
        matrix, layer, row, inputs, sums, stream = arguments
        levels_type, scale_type = signature.args[0].types[:2]
        levels = make_array(levels_type)(context, builder, builder.extract_value(matrix, 0))
        scale = make_array(scale_type)(context, builder, builder.extract_value(matrix, 1))
        layer, row, stream = (
            context.cast(builder, value, kind, types.int64)
            for value, kind in zip(
                (layer, row, stream), (*signature.args[1:3], signature.args[5]), strict=True
            )
        )
        weights = _row_pointer(builder, levels, layer, row)
        scales = _row_pointer(builder, scale, layer, row)
        activations = make_array(signature.args[3])(context, builder, inputs)
        sources = _rows_from(builder, activations, stream, streams)
        if levels_type.dtype == types.uint8:
            totals = make_array(signature.args[4])(context, builder, sums)
            of_groups = _rows_from(builder, totals, stream, streams)
            groups = _dimension(builder, scale, 2)
            steps = _sum_groups(builder, weights, scales, sources, groups)
            offsets = _sum_offsets(builder, scales, of_groups, groups)
            found = [builder.fadd(*both) for both in zip(steps, offsets, strict=True)]
        else:
            whole = _sum_rows(builder, weights, sources, _dimension(builder, levels, 2))
            one_scale = builder.load(scales)
            found = [builder.fmul(value, one_scale) for value in whole]
        if streams == 1:
            return found[0]
        return context.make_tuple(builder, signature.return_type, found)

    return generate


def _sum_rows(builder: Any, weights: Value, sources: Sequence[Value], length: Value) -> list[Value]:
    """int8 rows: int32 sums, which `decoder_shape.MOST_COLUMNS` keeps from overflowing."""

    def body(offset: Value, sums: Sequence[Value]) -> list[Value]:
        wide = builder.sext(_load(builder, weights, offset, _I8), _vector(_I16))
        return [
            builder.add(total, _multiply_add(builder, wide, _load(builder, source, offset, _I16)))
            for total, source in zip(sums, sources, strict=True)
        ]

    empty = ir.Constant(ir.VectorType(_I32, _LANES), [0] * _LANES)
    chains = max(1, _CHAINS // len(sources))
    totals = _loop(builder, body, empty, builder.add, len(sources), chains, 2 * _LANES, length)
    return [_across(builder, builder.sitofp(total, _floats())) for total in totals]


def _sum_groups(
    builder: Any, weights: Value, scales: Value, sources: Sequence[Value], groups: Value
) -> list[Value]:
    """Levels of int4 in groups of 32; 32 bytes hold two groups, low half first."""

    def body(offset: Value, sums: Sequence[Value]) -> list[Value]:
        packed = _load(builder, weights, builder.lshr(offset, ir.Constant(_I64, 1)), _I8)
        both = builder.zext(packed, _vector(_I16))
        nibbles = builder.and_(both, _all(_I16, 15)), builder.lshr(both, _all(_I16, 4))
        sums = list(sums)
        for half, wide in enumerate(nibbles):
            start = builder.add(offset, ir.Constant(_I64, 2 * _LANES * half))
            group = builder.lshr(start, ir.Constant(_I64, 5))
            scale = builder.load(builder.bitcast(builder.gep(scales, [group]), _F32.as_pointer()))
            scale = _spread(builder, scale)
            for place, source in enumerate(sources):
                found = _multiply_add(builder, wide, _load(builder, source, start, _I16))
                scaled = builder.fmul(builder.sitofp(found, _floats()), scale, flags=("contract",))
                sums[place] = builder.fadd(sums[place], scaled, flags=("contract",))
        return sums

    empty = ir.Constant(_floats(), [0.0] * _LANES)
    length = builder.shl(groups, ir.Constant(_I64, 5))
    totals = _loop(
        builder, body, empty, builder.fadd, len(sources), _FLOAT_CHAINS, 4 * _LANES, length
    )
    return [_across(builder, total) for total in totals]


def _sum_offsets(
    builder: Any, scales: Value, sources: Sequence[Value], groups: Value
) -> list[Value]:
    """What the offsets of all groups add: each times the sum of the group's activations."""

    def summed(lanes: int, start: Value, stop: Value) -> list[Value]:
        floats, integers = ir.VectorType(_F32, lanes), ir.VectorType(_I32, lanes)

        def body(group: Value, sums: Sequence[Value]) -> list[Value]:
            both = _load_as(builder, scales, group, integers)
            offset = builder.shl(both, ir.Constant(integers, [16] * lanes))
            offset = builder.bitcast(offset, floats)
            return [
                builder.fadd(
                    total,
                    builder.fmul(
                        offset, _load_as(builder, source, group, floats), flags=("contract",)
                    ),
                    flags=("contract",),
                )
                for total, source in zip(sums, sources, strict=True)
            ]

        empty = ir.Constant(floats, [0.0] * lanes)
        totals = _counted(builder, body, [empty] * len(sources), start, stop, lanes)
        return [_across(builder, total) for total in totals]

    several = builder.sub(groups, builder.urem(groups, ir.Constant(_I64, _OFFSETS)))
    most = summed(_OFFSETS, ir.Constant(_I64, 0), several)
    rest = summed(_FEWEST_GROUPS, several, groups)
    return [builder.fadd(*both) for both in zip(most, rest, strict=True)]


def _loop(
    builder: Any, body: Any, empty: Value, add: Any, streams: int, unrolled: int, unit: int,
    length: Value,
) -> list[Value]:  # fmt: skip
    """Sum `body` over 0, `unit`, … below `length`: `unrolled` at a time, then one by one."""
    several = builder.sub(length, builder.urem(length, ir.Constant(_I64, unit * unrolled)))
    start = ir.Constant(_I64, 0)
    chains = [empty] * (unrolled * streams)

    def together(offset: Value, sums: Sequence[Value]) -> list[Value]:
        new: list[Value] = []
        for chain in range(unrolled):
            here = builder.add(offset, ir.Constant(_I64, unit * chain))
            new += body(here, sums[chain * streams : (chain + 1) * streams])
        return new

    chains = _counted(builder, together, chains, start, several, unit * unrolled)
    totals = chains[:streams]
    for chain in range(1, unrolled):
        others = chains[chain * streams : (chain + 1) * streams]
        totals = [add(total, other) for total, other in zip(totals, others, strict=True)]
    return _counted(builder, body, totals, several, length, unit)


def _counted(
    builder: Any, body: Any, initial: Sequence[Value], start: Value, stop: Value, by: int
) -> list[Value]:
    """`for offset in range(start, stop, by)`, with sums carried from pass to pass."""
    before = builder.block
    head = builder.append_basic_block("head")
    inside = builder.append_basic_block("inside")
    after = builder.append_basic_block("after")
    builder.branch(head)
    builder.position_at_end(head)
    offset = builder.phi(_I64)
    offset.add_incoming(start, before)
    sums = [builder.phi(value.type) for value in initial]
    for total, value in zip(sums, initial, strict=True):
        total.add_incoming(value, before)
    builder.cbranch(builder.icmp_signed("<", offset, stop), inside, after)
    builder.position_at_end(inside)
    new = body(offset, sums)
    offset.add_incoming(builder.add(offset, ir.Constant(_I64, by)), builder.block)
    for total, value in zip(sums, new, strict=True):
        total.add_incoming(value, builder.block)
    builder.branch(head)
    builder.position_at_end(after)
    return sums


def _multiply_add(builder: Any, one: Value, other: Value) -> Value:
    """Products of 32 int16 pairs, neighbours added: 16 int32. LLVM knows the pattern."""
    wide = ir.VectorType(_I32, 2 * _LANES)
    products = builder.mul(builder.sext(one, wide), builder.sext(other, wide))
    even, odd = (_shuffled(builder, products, range(first, 2 * _LANES, 2)) for first in range(2))
    return builder.add(even, odd)


def _across(builder: Any, vector: Value) -> Value:
    """The sum of all lanes."""
    lanes = vector.type.count
    while lanes > 1:
        lanes //= 2
        low = _shuffled(builder, vector, range(lanes))
        vector = builder.fadd(low, _shuffled(builder, vector, range(lanes, 2 * lanes)))
    return builder.extract_element(vector, _ZERO)


def _spread(builder: Any, value: Value) -> Value:
    one = builder.insert_element(ir.Constant(_floats(), ir.Undefined), value, _ZERO)
    return _shuffled(builder, one, [0] * _LANES)


def _shuffled(builder: Any, vector: Value, lanes: Sequence[int]) -> Value:
    mask = ir.Constant(ir.VectorType(_I32, len(lanes)), list(lanes))
    return builder.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), mask)


def _load(builder: Any, pointer: Value, offset: Value, element: Any) -> Value:
    return _load_as(builder, pointer, offset, _vector(element))


def _load_as(builder: Any, pointer: Value, offset: Value, kind: Any) -> Value:
    place = builder.bitcast(builder.gep(pointer, [offset]), kind.as_pointer())
    return builder.load(place, align=1)


def _rows_from(builder: Any, array: Value, first: Value, count: int) -> list[Value]:
    """Pointers to so many rows of a matrix."""
    columns = _dimension(builder, array, 1)
    return [
        builder.gep(
            array.data, [builder.mul(builder.add(first, ir.Constant(_I64, place)), columns)]
        )
        for place in range(count)
    ]


def _row_pointer(builder: Any, array: Value, layer: Value, row: Value) -> Value:
    rows, columns = _dimension(builder, array, 1), _dimension(builder, array, 2)
    place = builder.add(builder.mul(layer, rows), row)
    return builder.gep(array.data, [builder.mul(place, columns)])


def _dimension(builder: Any, array: Value, axis: int) -> Value:
    return builder.extract_value(array.shape, axis)


def _vector(element: Any) -> Any:
    return ir.VectorType(element, 2 * _LANES)


def _floats() -> Any:
    return ir.VectorType(_F32, _LANES)


def _all(element: Any, value: int) -> Value:
    return ir.Constant(_vector(element), [value] * (2 * _LANES))
