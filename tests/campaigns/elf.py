"""Damaged ELF files: each is loaded, or refused in words; and so at once, in little memory."""

from __future__ import annotations

import struct
from functools import cache
from random import Random

from specgen.machine import ImageError, Simulator, SimulatorError
from specgen.machine.elf import read_elf
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.elves import Named, Segment, elf
from tests.machine.simulated import spec

EDGES = (
    0,
    1,
    3,
    4,
    7,
    8,
    0x7F,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
    0x7FFFFFFFFFFFFFFF,
    (1 << 64) - 1,
)


@cache
def files() -> tuple[bytes, ...]:
    """Whole files of both classes and byte orders."""
    code = struct.pack("<IIII", 0x70101, 0x90201, 0x102, 0x202)
    names = [Named("start", 0x8000, 8), Named("data", 0x8100, 8, kind=1), Named("far", 0xFFFF_0000, 3)]
    segments = [Segment(0x8000, code), Segment(0x8100, b"abcdefgh", 64), Segment(0x9000, b"", 0x1000)]
    return tuple(
        elf(segments, names, bits=bits, order=order) for bits in (32, 64) for order in ("little", "big")
    )


def damaged(draw: Random) -> bytes:
    """A file of which a few bytes, mostly of the headers, were changed, cut or repeated."""
    data = bytearray(draw.choice(files()))
    for _ in range(draw.randint(1, 4)):
        head = draw.random() < 0.6
        at = draw.randrange(180 if head else len(data)) if data else 0
        match draw.randrange(6):
            case 0:
                data[at : at + 1] = bytes([draw.getrandbits(8)])
            case 1 | 2:
                size = draw.choice((2, 4, 8))
                at -= at % size
                value = draw.choice(EDGES) + draw.randint(-1, 1)
                data[at : at + size] = (value & (1 << 8 * size) - 1).to_bytes(
                    size, draw.choice(("little", "big"))
                )
            case 3:
                del data[at : at + draw.choice((1, 2, 4, 64, 4096))]
            case 4:
                data[at:at] = data[at : at + draw.choice((1, 4, 32, 64))]
            case _:
                data = data[:at]
    return bytes(data)


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a damaged file, read and loaded for two processors."""
    draw = chunk.random()
    machine = Simulator(*spec("elf"))
    for _ in range(len(chunk)):
        data = damaged(draw)
        for processor in ("near", "far"):
            try:
                machine.load(data, processor=processor)
                report.count("loaded")
            except (ImageError, SimulatorError) as error:
                report.count("refused")
                if "\n" in str(error) or len(str(error)) > 300:
                    report.wrong(f"a long message: {error}")
            except Exception as error:  # any other is a defect
                report.wrong(f"{type(error).__name__}: {error}: {data.hex()}")
        if not data.startswith(b"\x7fELF"):
            try:
                read_elf(data)
                report.wrong(f"no ELF file is read as one: {data.hex()}")
            except ImageError:
                report.count("no ELF")


CAMPAIGN = Campaign("damaged ELF files", check, count=200_000, sample=150, chunk=2000)
