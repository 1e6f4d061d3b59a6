"""Text to word to text, and word to text to word, for the instructions of any spec."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from specgen.machine.assembler import Assembler
from specgen.machine.codec import Codec
from specgen.machine.disassembler import Disassembler
from specgen.model.cubes import Cube, intersect
from specgen.model.isa import Field, Instruction
from specgen.model.legality import decoded_words
from specgen.source import SpecError


@lru_cache(maxsize=4)
def _words_of(codec: Codec) -> dict[str, tuple[Cube, ...]]:
    return decoded_words(codec.instructions)


def words(codec: Codec, one: Instruction, draw: random.Random, count: int) -> Iterator[int]:
    """Words of an instruction: every operand at its corners (the others at random), and ``count`` random ones.

    An instruction all of whose words others shadow has none.
    """
    cubes = _words_of(codec)[one.name]
    for f in one.operands:
        for raw in _corners(f):
            corner = Cube(f.mask, f.place(raw))
            within = [both for cube in cubes if (both := intersect(cube, corner))]
            if within:
                yield _filled(draw.choice(within), one, draw)
    for _ in range(count if cubes else 0):
        yield _filled(draw.choice(cubes), one, draw)


def check_words(
    codec: Codec, assembler: Assembler, some: Sequence[int], lengths: Sequence[int]
) -> Iterator[str]:
    """What is wrong with these words: their decoding, their text, or what the text becomes again."""
    decoded = [codec.decode(word) for word in some]
    for word, one in zip(some, decoded, strict=True):
        if one is None:
            yield f"{word:#x} does not decode"
        elif codec.encode(one.instruction.name, **one.operands) != word:
            yield f"{word:#x} ({one}) is encoded otherwise"
    texts = [str(one) for one in decoded if one]
    yield from _check_texts(assembler, texts, some, lengths)
    for shown in (Disassembler(codec), Disassembler(codec, aliases=False)):
        texts = [shown.text(one) for one in decoded if one]
        yield from _check_texts(assembler, texts, some, lengths)


def check_image(codec: Codec, assembler: Assembler, image: bytes, base: int = 0) -> Iterator[str]:
    """Whether any bytes, disassembled with labels, assemble to themselves."""
    source = Disassembler(codec).source(image, base)
    try:
        again = assembler.assemble(source, base).image
    except SpecError as error:
        yield str(error)
        return
    if again != image:
        yield f"{image.hex()} became {again.hex()} by\n{source}"


def check_instructions(codec: Codec, counts: Mapping[str, int], draw: random.Random) -> Iterator[str]:
    """What is wrong with the given instructions at their corners and at as many random operands as asked for."""
    assembler = Assembler(codec)
    some, lengths, owners = [], [], []
    for name, count in counts.items():
        coder = codec.coders[name]
        for word in words(codec, coder.instruction, draw, count):
            some.append(word)
            lengths.append(coder.length_bytes)
            owners.append(name)
    for word, name in zip(some, owners, strict=True):
        one = codec.decode(word)
        if one is None or one.instruction.name != name:
            yield f"{word:#x} of {name} is decoded as {one}"
    yield from check_words(codec, assembler, some, lengths)
    image = b"".join(w.to_bytes(n, "little") for w, n in zip(some, lengths, strict=True))
    yield from check_image(codec, assembler, image, 0x1000)


def _check_texts(
    assembler: Assembler, texts: Sequence[str], some: Sequence[int], lengths: Sequence[int]
) -> Iterator[str]:
    try:
        program = assembler.assemble("\n".join(texts))
    except SpecError as error:
        yield str(error)
        return
    at = 0
    for line, word, length in zip(program.lines, some, lengths, strict=True):
        if line.data != word.to_bytes(length, "little"):
            yield f"{word:#x} is {line.text!r}, which is {line.data.hex()}"
        at += length
    if at != len(program.image):
        yield "some text became nothing"


def _corners(f: Field) -> Iterator[int]:
    if f.enum is not None:
        yield from (raw for member in f.enum.members[:64] if (raw := f.raw(member.value)) is not None)
    top = (1 << f.width) - 1
    yield from sorted({0, min(1, top), top, top - (top > 0), top >> 1, (top >> 1) + (top > 0)})


def _filled(cube: Cube, one: Instruction, draw: random.Random) -> int:
    """A word of a cube; bits that no operand has (ignored ones) are zero, as encoders leave them."""
    free = 0
    for f in one.operands:
        free |= f.mask
    return cube.value | (draw.getrandbits(one.format.width) & free & ~cube.mask)
