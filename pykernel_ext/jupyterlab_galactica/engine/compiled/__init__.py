"""A decode engine compiled for this CPU by numba: int8 and int4 weights of OPT and LLaMA shapes.

Writing one token reads every weight once, so memory sets the pace: fewer bytes a weight, and
nothing else that is noticed.

    quantize.py   rows as int8, groups of 32 as int4 with an offset
    weights.py    the arrays of a model, filled from a checkpoint
    kept.py       these arrays in the user's cache folder, for the next load
    cells.py      keys and values of tokens, found by index lists: streams share what they share
    dots.py       the dot product, as vectors of LLVM
    arithmetic.py norms, activations, quantizing of activations, attention
    turns.py      how threads share a step: blocks are claimed, nobody waits for who holds none
    step.py       one token for each of some streams, by all threads
    team.py       the threads
    decoder.py    weights, cells and threads together
    prefixes.py   texts that were read, for the next ones that begin so
    streams.py    the texts of one request
    batch.py      tokens of all streams, met in one step
    pace.py       what a row more costs on this machine
    places.py     who may begin, and who waits
    prefill.py    many tokens at once, by torch
    cache.py      where the compiled code is kept
    loading.py    from a checkpoint to an engine, the compiler working meanwhile
    engine.py     the `Engine`

Which models it can run says `models/decoder_shape.py`.

What imports numba (dots, arithmetic, turns, step) is imported inside functions.
"""
