"""Names that are words of C, C++ and Python or those of what is generated, and words that end comments."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.model import Architecture, load
from tests.generators.structures.agreeing import cases, readers, writers
from tests.generators.structures.compiled import COMPILERS, Reader
from tests.generators.structures.packages import package

SPEC = r'''
name: hostile
version: 1.0.0
summary: A test.
enums:
  refused: {summary: "ends */ here \\", values: {mro: 0, MRO: 5, name: 1, lambda: 2, huge: 0xFFFFFFFFFFFFFFFF}}
  low: {values: {value: 0, class: -128}}
structures:
  packet:
    summary: A "quoted" \ and """ tripled */ comment /* ??/
    endian: big
    fields:
      int: {type: u32, summary: "*/ int x; /*", min: 1}
      class: {type: u32, bits: {register: "7:0", self: "8", template: {bits: "30:9", signed: true}, reserved: "31"}}
      from_bytes: {type: u64, enum: refused}
      values: {type: s8, enum: low}
      data: {type: u8, count: 7}
      union: {union: {struct: {type: u64, valid_when: int == 1}, for: {type: u16, count: 3, valid_when: int == 2}}}
  packet_view: {endian: little, fields: {packet: packet, STRUCTURE: s64, codec: f64}}
  packet_get: {fields: {int: u8}}
  refused: {fields: {size: u8, within: {type: packet_get, counted_by: size}}}
  codec: {fields: {check: u8, view: u8, path: {type: text, count: 6}}}
  any: {fields: {field: s8}}
'''


@pytest.fixture
def spec(tmp_path: Path) -> Architecture:
    (tmp_path / "spec.yaml").write_text(SPEC)
    return load(tmp_path).architecture()


@pytest.mark.parametrize("compiler", COMPILERS)
def test_c(compiler: str, spec: Architecture, tmp_path: Path) -> None:
    reader, rng = Reader(spec, tmp_path), random.Random(1)
    reader.build(compiler)
    assert not list(readers(reader, cases(rng, spec, 30)))
    assert not list(writers(reader, rng, compiler, 5))


def test_python(spec: Architecture, tmp_path: Path) -> None:
    with package(spec, tmp_path) as made:
        assert issubclass(made.Refused, ValueError)
        packet = made.Packet(int_=2, union=("for", [1, 2, 3]), self_=1, data=bytes(7))
        assert made.Packet.from_bytes(packet.to_bytes()) == packet
        inner = made.PacketViewView(made.PacketView(packet=packet, codec_=1.5).to_bytes())
        assert inner.codec_ == 1.5
