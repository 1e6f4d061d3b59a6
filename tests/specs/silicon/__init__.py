"""The same instructions on this processor and in the interpreter: random records, and what each makes of them.

A record is what one instruction sees: the writemask, the destination before, and two sources.
"""

from __future__ import annotations

import hashlib
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import specgen

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.machine import Simulator

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).with_name("avx512.c")
SPEC = ROOT / "examples" / "avx512"
COMPILERS = ("gcc", "clang")
FLAGS = ("-O2", "-std=c11", "-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512vnni", "-mavx512bf16")
NEEDED = {"avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16"}
INTEGER = ("vpdpbusd", "vpdpbusds", "vpdpwssd", "vpdpwssds")
FLOAT = ("vdpbf16ps", "vcvtneps2bf16", "vcvtne2ps2bf16")
LENGTHS = (128, 256, 512)
MASKING = ("merge", "zero")
FORMS = ("register", "whole", "broadcast")
VARIATIONS = [(name, length, how) for name in (*INTEGER, *FLOAT) for length in LENGTHS for how in MASKING]
RECORD = np.dtype([("mask", "<u8"), ("dest", "<u4", 16), ("first", "<u4", 16), ("second", "<u4", 16)])
Records = NDArray[Any]
Results = NDArray[np.uint32]


def available() -> bool:
    """Whether this processor has the instructions."""
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    return any(line.startswith("flags") and set(line.split()) >= NEEDED for line in lines)


@cache
def _program(compiler: str) -> Path:
    """The C program, built where it was not built from the same text before."""
    key = hashlib.sha256(repr(FLAGS).encode() + SOURCE.read_bytes()).hexdigest()[:12]
    path = ROOT / "build" / "silicon" / f"{compiler}-{key}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{id(path)}")
        subprocess.run([compiler, *FLAGS, SOURCE, "-o", partial], check=True)
        partial.replace(path)
    return path


def on_silicon(compiler: str, name: str, length: int, masking: str, records: Records) -> Results:
    """The destinations afterwards, shape (records, 16), by this processor."""
    command = [str(_program(compiler)), name, str(length), masking]
    done = subprocess.run(command, input=records.tobytes(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(done.stdout, "<u4").reshape(len(records), 16)


@cache
def accelerator() -> Accelerator:
    """The example."""
    return specgen.load(SPEC)


@cache
def _simulator(engine: str) -> Simulator:
    return accelerator().simulator(engine)


def simulator(engine: str) -> Simulator:
    """The one machine of that engine, at reset."""
    _simulator(engine).reset()
    return _simulator(engine)


def interpreted(
    name: str, length: int, masking: str, records: Records, engine: str = "python", form: str = "register"
) -> Results:
    """The same by an engine, in one program that goes through all records in memory; the second source is there in two forms."""
    base = 0x1000
    results = base + records.nbytes
    mnemonic = f"{name}.{length}.{masking}" if form == "register" else f"{name}.{length}.{masking}.{form}"
    second = "zmm2" if form == "register" else "136(x1)"
    sources = second if name == "vcvtneps2bf16" else f"zmm1, {second}"
    text = f"""
        li x3, {len(records)}
        li x1, {base}
        li x2, {results}
next:   ld x5, 0(x1)
        kmovq k1, x5
        vmovdqu32 zmm0, 8(x1)
        vmovdqu32 zmm1, 72(x1)
        vmovdqu32 zmm2, 136(x1)
        {mnemonic} zmm0, {sources}, k1
        vmovdqu32 0(x2), zmm0
        addi x1, x1, {RECORD.itemsize}
        addi x2, x2, 64
        addi x3, x3, -1
        bne x3, x0, next
        halt x0
    """
    sim = simulator(engine)
    sim.load(accelerator().assemble(text))
    sim.memory["ram"].write(base, records.tobytes())
    result = sim.run()
    assert result.exit_code == 0, str(result)
    return np.array(sim.memory["ram"].read(results, dtype="u32", shape=(len(records), 16)))


def as_seen(form: str, records: Records) -> Records:
    """The records as an instruction of that form sees them: one element for all where it is broadcast."""
    if form != "broadcast":
        return records
    seen = records.copy()
    seen["second"] = records["second"][:, :1]
    return seen


def random_records(name: str, count: int, dice: np.random.Generator) -> Records:
    """Records whose elements are of one of several classes each: anything, corners, near where results overflow or vanish."""
    records = np.zeros(count, RECORD)
    masks = dice.integers(0, 1 << 64, count, np.uint64)
    records["mask"] = np.where(dice.integers(0, 4, count) == 0, ~np.uint64(0), masks)
    shape = (count, 16)
    if name in INTEGER:
        for part in ("first", "second"):
            records[part] = _integers(shape, dice)
        records["dest"] = np.where(dice.random(shape) < 0.5, _words(shape, dice), _near_the_ends(shape, dice))
    elif name == "vdpbf16ps":
        records["dest"], records["first"], records["second"] = _pairs(shape, dice)
    else:
        records["dest"] = _words(shape, dice)
        for part in ("first", "second"):
            records[part] = _to_round(shape, dice)
    return records


def _words(shape: tuple[int, ...], dice: np.random.Generator) -> Results:
    return dice.integers(0, 1 << 32, shape, np.uint32)


def _integers(shape: tuple[int, ...], dice: np.random.Generator) -> Results:
    """Any bytes, or only the extreme ones of signed and unsigned bytes and words."""
    corners = dice.choice(np.array([0, 1, 0x7F, 0x80, 0xFF], np.uint8), (*shape, 4)).view("<u4")[..., 0]
    return np.where(dice.random(shape) < 0.5, _words(shape, dice), corners).astype(np.uint32)


def _near_the_ends(shape: tuple[int, ...], dice: np.random.Generator) -> Results:
    """Sums that a few products push over the ends of 32 bits."""
    return (0x7FFFFFFF + dice.integers(-(1 << 18), 1 << 18, shape)).astype(np.uint32)


def _to_round(shape: tuple[int, ...], dice: np.random.Generator) -> Results:
    """FP32 of any kind, half of them near a tie of bfloat16."""
    codes = _floats(shape, dice.choice([0, 1, 2, 126, 127, 253, 254, 255], shape), 23, dice)
    ties = codes & 0xFFFF0000 | dice.choice([0, 1, 0x7FFF, 0x8000, 0x8001, 0xFFFF], shape)
    picked = dice.integers(0, 3, shape)
    return np.choose(picked, [_words(shape, dice), codes, ties]).astype(np.uint32)


def _floats(shape: tuple[int, ...], exponents: Any, fraction: int, dice: np.random.Generator) -> NDArray[Any]:
    """Codes of these biased exponents; fractions of any bits, of none, of all, or of one."""
    most = (1 << fraction) - 1
    rest = np.choose(
        dice.integers(0, 6, shape),
        [*[dice.integers(0, most + 1, shape)] * 3, 0, most, 1 << dice.integers(0, fraction, shape)],
    )
    made: NDArray[Any] = dice.integers(0, 2, shape) << (fraction + 8) | exponents << fraction | rest
    return made


def _pairs(shape: tuple[int, ...], dice: np.random.Generator) -> tuple[Results, Results, Results]:
    """Addends and factors: any bits; infinite, NaN, subnormal; near overflow; near underflow; ordinary; 2^-126 less a little.

    The last are where flushing after rounding is neither flushing before it nor rounding to a subnormal.
    """
    kind = dice.integers(0, 6, shape)
    doubled = (*shape, 2)

    def exponents(of: tuple[int, ...], factor: bool) -> NDArray[Any]:
        spread = dice.integers(0, 24, of)
        low = 64 - spread // 2 if factor else spread % 4
        high = 190 - spread % 3 if factor else 254 - spread % 3
        picked = kind[..., None] if len(of) > len(shape) else kind
        return np.choose(
            picked,
            [
                dice.integers(0, 256, of),
                dice.choice([0, 1, 127, 254, 255], of),
                high,
                low,
                127 + dice.integers(-8, 9, of),
                52 - spread % 3 if factor else spread % 2,
            ],
        )

    halves = [_floats(doubled, exponents(doubled, True), 7, dice).astype("<u2") for _ in range(2)]
    first, second = (np.ascontiguousarray(part).view("<u4")[..., 0] for part in halves)
    return _floats(shape, exponents(shape, False), 23, dice).astype(np.uint32), first, second
