"""A small architecture with one of everything that pages show."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from specgen.model.architecture import Architecture, Parameter, Variant
from specgen.model.execution import (
    Barrier,
    Engine,
    Fault,
    Function,
    Instances,
    Processor,
    Semaphore,
    State,
    Table,
)
from specgen.model.isa import Enum, EnumMember, Extension, Field, Instruction, TileOperand, Timing
from specgen.model.item import Requirement
from specgen.model.layouts import ordered
from specgen.model.memory import Memory
from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.model.types import PREDEFINED_FLOATS, FloatType, IntegerType
from tests.hand import ORIGIN, architecture, constraint, field, form, processor, registers

U8, U32, U64 = (IntegerType(width, signed=False) for width in (8, 32, 64))
F32 = PREDEFINED_FLOATS["f32"]
E4M3 = FloatType(
    name="e4m3",
    summary="OCP 8-bit E4M3.",
    exponent=4,
    mantissa=3,
    bias=7,
    infinities=False,
    nans="all_ones",
    overflow="nan",
    origin=ORIGIN,
)
CLOCK = Quantity(Fraction(10**9), Dimension.FREQUENCY, "1 GHz", "Design target.", Confidence.ASSUMED)
HBM = Quantity(
    Fraction(10**11),
    Dimension.BANDWIDTH,
    "100 GB/s",
    "Data sheet.",
    Confidence.DATASHEET,
    Fraction(9 * 10**10),
    Fraction(10**11),
)
WIDE = Quantity(Fraction(64), Dimension.BYTES_PER_CYCLE, "64 B/cycle", None, Confidence.ESTIMATED)

DESCRIPTION = """
Each sum runs in ascending order; see `sram` and `e4m3`.

* one point
* another *point*

```yaml
name: <b>not bold</b>
```
"""


def small(**words: Any) -> Architecture:
    """The architecture; ``words`` replace texts of the instruction ``matmul``."""
    base = architecture(processor(), [])
    parts = _parts(base.processors["control"])
    instructions = _instructions(parts, base.processors["control"], words)
    formats = {one.format.name: one.format for one in instructions.values()}
    return replace(base, **parts, formats=formats, instructions=instructions)


def _parts(on: Processor) -> dict[str, Any]:
    out = Fault(name="out_of_range", code=5, value=U64, summary="An access outside a memory.", origin=ORIGIN)
    engine = Engine(name="matrix", queue=8, clock=CLOCK, summary="Multiplies.", origin=ORIGIN)
    sram = Memory(
        name="sram",
        summary="Operands of the tile.",
        size=256 << 10,
        address=U32,
        out_of_range=out,
        width=512,
        banks=16,
        bandwidth=WIDE,
        clock=CLOCK,
        reachable_by=("matrix",),
        origin=ORIGIN,
    )
    hbm = Memory(
        name="hbm",
        size=16 << 30,
        address=U64,
        out_of_range=out,
        shared=True,
        kind="dram",
        bandwidth=HBM,
        origin=ORIGIN,
    )
    acc = State(
        name="acc",
        type=F32,
        shape=(4, 8, 8),
        aliases={},
        constant={},
        engine=engine,
        summary="Sums.",
        origin=ORIGIN,
    )
    kinds = Enum(
        name="kinds",
        summary="What is multiplied.",
        members=(
            EnumMember(name="e4m3", value=0, type=E4M3, origin=ORIGIN),
            EnumMember(name="f32", value=1, type=F32, summary="Wide.", origin=ORIGIN),
        ),
        origin=ORIGIN,
    )
    size = Parameter("LANES", "Elements of a vector.", "integer", 8, (4, 8), 8, ORIGIN)
    clock = Parameter("CLOCK", "The clock.", "frequency", CLOCK, (), CLOCK, ORIGIN)
    variants = {
        "small": Variant("small", "For tests.", "", {"LANES": 8}, ORIGIN),
        "large": Variant("large", "The product.", "", {"LANES": 4}, ORIGIN),
    }
    x = replace(registers("x", 16, sp=2), constant={0: 0}, summary="Scalar registers.")
    return {
        "name": "hand",
        "summary": "A small accelerator.",
        "description": DESCRIPTION,
        "variant": "small",
        "parameters": {"LANES": size, "CLOCK": clock},
        "variants": variants,
        "types": {"e4m3": E4M3, "f32": F32},
        "enums": {"kinds": kinds},
        "extensions": {"base": Extension(name="base", enabled=True, summary="All of it.", origin=ORIGIN)},
        "faults": {"out_of_range": out},
        "memories": {on.memory.name: on.memory, "sram": sram, "hbm": hbm},
        "layouts": {"row_major": ordered("row_major", name="row_major", origin=ORIGIN)},
        "state": {"pc": on.program_counter, "x": x, "acc": acc},
        "engines": {"matrix": engine},
        "instances": Instances(name="tile", count=4, origin=ORIGIN),
        "semaphores": {
            "s": Semaphore(
                name="s",
                count=4,
                max=15,
                producers=("control",),
                consumer="matrix",
                on_full="block",
                origin=ORIGIN,
            )
        },
        "barriers": {"all": Barrier(name="all", origin=ORIGIN)},
        "functions": {
            "half": Function(
                name="half", arguments={"v": F32}, returns=F32, body="return v * 0.5", origin=ORIGIN
            )
        },
        "tables": {"seed": Table(name="seed", type=U8, shape=(3,), values=(1, 2, 3), origin=ORIGIN)},
        "absent": {"sparse matmul": "No workload asked for it."},
    }


def _instructions(parts: dict[str, Any], on: Processor, words: dict[str, Any]) -> dict[str, Instruction]:
    opcode = field("opcode", "7:0")
    wide = form(
        "wide",
        128,
        opcode,
        field("c", "9:8"),
        field("dtype", "11:10", enum=parts["enums"]["kinds"]),
        Field(
            name="accumulate", pieces=field("q", "12").pieces, summary="Add to what is there.", origin=ORIGIN
        ),
        field("reserved", "15:13"),
        field("rs1", "19:16"),
        field("k", "23:20", bias=1),
        field("reserved_1", "31:24"),
        field("offset", "100:90 63:40", signed=True, scale=4),
        field("reserved_2", "39:32"),
        field("reserved_3", "89:64"),
        field("hint", "127:101", reserved="ignored"),
    )
    r = form("r", 32, opcode, field("rd", "11:8"), field("rs1", "15:12"), field("reserved", "31:16"))
    tile = TileOperand(
        name="a",
        summary="Rows.",
        memory=parts["memories"]["sram"],
        layout=parts["layouts"]["row_major"],
        base="u32(x[rs1] + offset)",
        shape=("8", "k"),
        element=wide.by_name["dtype"],
        align=1,
        origin=ORIGIN,
    )
    matmul = Instruction(
        name="matmul",
        format=wide,
        encoding={"opcode": 0x43},
        assembly="matmul.{dtype} {c}, [{rs1:x} + {offset}], {k}, {accumulate}",
        summary="Multiply rows `a` by themselves, into `acc`.",
        description=DESCRIPTION,
        requirements=(Requirement("R-MATMUL-1", "The sum runs in ascending `k`."),),
        semantics="# Each sum in order.\nfor i, j in grid(8, 8):\n    total: f32 = acc[c, i, j] if accumulate == 1 else 0.0\n"
        "    for q in range(k):\n        total = fma(f32(a[i, q]), f32(a[j, q]), total)\n    acc[c, i, j] = total\n",
        processor=on,
        engine=parts["engines"]["matrix"],
        tiles=(tile,),
        constraints=(constraint(wide, "k <= 8"),),
        timing=Timing("1", "8 * k", "sram.bandwidth + 8 * k", ORIGIN),
        extension=parts["extensions"]["base"],
        group="Matrix",
        since="0.1",
        origin=ORIGIN,
    )
    mv = Instruction(
        name="mv",
        format=r,
        encoding={"opcode": 0x13},
        assembly="mv {rd:x}, {rs1:x}",
        summary="Copy a register.",
        semantics="x[rd] = x[rs1]",
        processor=on,
        group="Scalar",
        timing=Timing("1", "1", "1", ORIGIN),
        origin=ORIGIN,
    )
    return {"mv": mv, "matmul": replace(matmul, **words)}
