"""The examples of the page that describes the language are one sound spec."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from specgen.generators.systemrdl.document import PROPERTIES
from specgen.model import Architecture, Dimension, Enum, Field, load
from specgen.model.interfaces import ACCESSES, CONDITIONS, DOES, EVENTS, INSTANCE_STATES
from specgen.model.protocols import explore
from tests.model.specs import write_files
from tests.pages import page_of

# What the page's examples refer to without showing it.
REST = """
name: page
version: 0.1.0
include: ['block*.yaml']
parameters:
  LANES: {type: integer, default: 8, allowed: [4, 8, 16]}
  HBM_BANDWIDTH: {type: bandwidth, default: 1.2 TB/s, source: "...", confidence: estimated}
  CLOCK: {type: frequency, default: 1.5 GHz}
  TILES: {type: integer, default: 4}
  ARRAY_DIM: {type: integer, default: 16}
variants:
  small: {parameters: {LANES: 4}, extensions: [base]}
  large: {parameters: {LANES: 16}}
extensions: {base: , more: , supervisor: }
types:
  e8m0: {kind: float, exponent: 8, mantissa: 0, signed: false, nans: all_ones, subnormals: false}
  e2m1: {kind: float, exponent: 2, mantissa: 1, nans: none}
layouts:
  ohwi16: {dims: {o: any, i: 64}, arguments: {pitch: {example: 64}}, place: {addr: [[o, pitch], [i, 1]]}}
faults: {fetch_fault: {code: 7}, misaligned: {code: 8}, bus_error: {code: 9}, illegal_csr: {code: 10, value: u16}}
functions:
  read_sstatus: {returns: u32, body: "return csr.mstatus & 8"}
  putchar: {host: true, arguments: {character: u8}}
  getbyte: {returns: u8, body: "return 1"}
  write_sstatus: {arguments: {value: u32}, body: "csr.mstatus = value"}
engines: {vector: , matrix: }
memories: {imem: {size: 64 KiB, address: u32, out_of_range: out_of_range}}
instructions:
  other: {format: c, encoding: {opcode: 1}, assembly: "other {mode}", extension: more, semantics: ""}
"""
TILED = """
formats:
  t: {width: 64, fields: {opcode: "7:0", dtype: {bits: "11:8", enum: mm_type}, k: "16:12", reserved: "63:17"}}
instructions:
  tiled:
    format: t
    encoding: {opcode: 1}
    assembly: "tiled {k}"
    semantics: ""
"""


@pytest.fixture(scope="module")
def variants(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Architecture]:
    page = page_of(root, "language")
    blocks = [textwrap.dedent(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    files = {"spec.yaml": REST}
    for number, block in enumerate(blocks):
        if block.startswith("operands:"):
            block = TILED + textwrap.indent(block, "    ")
        if "name: tiny" not in block:
            files[f"block{number}.yaml"] = block
    assert len(files) > 6
    made, found = load(write_files(tmp_path_factory.mktemp("page"), files)).check()
    assert [f"{one.at}: {one.message}" for one in found] == []
    return made


def test_variants_bind_parameters(variants: dict[str, Architecture]) -> None:
    assert [one.constants["LANES"] for one in variants.values()] == [4, 16]
    assert [one.state["v"].shape for one in variants.values()] == [(16, 4), (16, 16)]
    assert [one.state["vi"].shape for one in variants.values()] == [(16, 4), (16, 16)]
    assert [one.state["vh"].shape for one in variants.values()] == [(16, 8), (16, 32)]


def test_extensions_choose_instructions(variants: dict[str, Architecture]) -> None:
    assert "other" not in variants["small"].instructions
    assert "other" in variants["large"].instructions
    assert not variants["small"].extensions["more"].enabled


def test_references_are_objects(variants: dict[str, Architecture]) -> None:
    made = variants["large"]
    control, sram, state = made.processors["control"], made.memories["sram"], made.state
    assert control.program_counter is state["pc"]
    assert control.memory is made.memories["imem"]
    assert sram.misaligned is made.faults["misaligned"]
    assert state["vi"].view_of is state["v"]
    assert state["vi"].engine is state["v"].engine is made.engines["vector"]
    assert made.instructions["blt"].format is made.formats["b"]
    mode = made.formats["c"].by_name["mode"]
    assert isinstance(mode, Field)
    assert isinstance(mode.enum, Enum)
    assert mode.enum is made.enums["round_mode"]
    assert made.enums["mm_type"].chooses_type
    assert made.enums["mm_type"].by_name["e4m3"].type is made.types["e4m3"]
    tile = made.instructions["tiled"].tiles[0]
    assert tile.element is made.formats["t"].by_name["dtype"]
    assert tile.layout is made.layouts["row_major"]


def test_quantities(variants: dict[str, Architecture]) -> None:
    made = variants["large"]
    sram, hbm = made.memories["sram"], made.memories["hbm"]
    assert (sram.size, hbm.size) == (256 * 1024, 16 << 30)
    assert sram.latency is not None and sram.latency.dimension is Dimension.CYCLES
    assert hbm.bandwidth is made.parameters["HBM_BANDWIDTH"].value
    assert str(hbm.bandwidth) == "1.2 TB/s"
    assert sram.clock is not None and int(sram.clock) == 1_500_000_000


def test_encodings(variants: dict[str, Architecture]) -> None:
    blt = variants["large"].instructions["blt"]
    assert (blt.mask, blt.match) == (0x707F, 0x4063)
    assert [field.name for field in blt.operands] == ["rs1", "rs2", "offset"]
    (differ,) = blt.constraints
    assert (differ.left.name, differ.op) == ("rs1", "!=")
    assert differ.right is blt.format.by_name["rs2"]
    reserved = {f.name: f.reserved for f in variants["large"].formats["c"].fields if f.reserved}
    assert reserved == {"reserved": "zero", "hint": "ignored"}


def test_aliases(variants: dict[str, Architecture]) -> None:
    li = variants["large"].aliases["li"]
    first, second = li.expansions
    assert first.when is not None and first.when.holds({"imm": 2047})
    assert not first.when.holds({"imm": 2048})
    assert second.when is None
    assert len(second.lines) == 2


def test_tensors_lie_in_several_parts(variants: dict[str, Architecture]) -> None:
    shapes = {
        name: {part: bound.shape for part, bound in one.bind((16, 72)).items()}
        for name, one in variants["small"].composites.items()
    }
    assert shapes == {
        "mx_rows": {"elements": (16, 72), "scales": (16, 3)},
        "two_of_four": {"values": (16, 36), "index": (16, 36)},
        "few_blocks": {"values": (8, 8), "mask": (2, 9), "offsets": (2,)},
    }


def test_registers(variants: dict[str, Architecture]) -> None:
    uart = variants["small"].registers["uart"]
    assert (uart.base, uart.size, uart.count, uart.stride) == (0x4000, 0x100, 2, 0x100)
    mode = {f.name: f for f in uart.by_name["mode"].fields}
    assert [f.locked_by for f in mode.values()] == ["uart.guard.closed"] * 3 + [None]
    assert (mode["parity"].reset, mode["trim"].reset, mode["reserved"].reserved) == (2, 13, "zero")
    assert uart.by_name["mode"].reset == 0xD002
    received = uart.by_name["received"]
    assert (received.plain, received.fields[0].access, received.fields[0].reset) == (True, "rc", None)
    assert uart.by_name["sample"].stride == 8
    serial = variants["small"].interrupts["serial"]
    assert serial.pending is not None
    assert (serial.line, serial.pending.field.access) == (7, "w1c")


def test_every_access_and_verb_of_registers_is_listed(root: Path) -> None:
    page = page_of(root, "language")
    assert all(f"| `{access}` |" in page for access in ACCESSES)
    assert all(f"`{word}`" in page for word in (*DOES, *INSTANCE_STATES, *EVENTS))
    assert all(f"`{name}`" in page for name in PROPERTIES)


def test_packets_are_told_by_roles(variants: dict[str, Architecture]) -> None:
    queue = variants["large"].queues["work"]
    assert queue.packets["move"].roles == {
        "source": "from_address", "target": "target", "size": "size", "barrier": "header.barrier", "completion": "completion",
        "sequence": "header.sequence",
    }  # fmt: skip
    assert queue.packets["start"].program_roles.keys() == {"code", "size", "load_address", "entry"}
    assert queue.packets["wait_all"].roles["signals"] == "signals"
    assert queue.registers["read_index"].name == "consumed"
    assert (queue.empty, queue.capacity, queue.atomic) == (0, (2, 1024), {"host": 64, "device": 64})


def test_mailboxes_and_traces(variants: dict[str, Architecture]) -> None:
    made = variants["small"]
    assert made.mailboxes["asking"].states == {"idle": 0, "busy": 1, "done": 2, "failed": 3}
    assert made.traces["seen"].records["copied"].roles["time"] == "head.begin"
    assert made.traces["seen"].records["failed"].category == "fault"


def test_the_protocol_holds(variants: dict[str, Architecture]) -> None:
    found = explore(variants["small"].protocols["handing_over"])
    assert found.failure is None
    assert not found.unused_steps


def test_every_condition_is_listed(root: Path) -> None:
    page = page_of(root, "language")
    assert all(f"`{condition}`" in page for condition in CONDITIONS)
