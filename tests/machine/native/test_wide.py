"""Integers of 128 bits of both signs, divided by each other."""

from __future__ import annotations

from pathlib import Path
from random import Random

import specgen
from tests.machine.native.agreeing import pair

SPEC = """
name: wide
version: 1.0.0
state:
  pc: {type: u32, role: program_counter}
  a: {type: s128, count: 2, names: "a{i}"}
  b: {type: u128}
  q: {type: s128, count: 5, names: "q{i}"}
  r: {type: u128, count: 5, names: "r{i}"}
memories: {rom: {size: 64, address: u32}}
faults: {bad: {code: 1, value: u32}}
processors: {core: {program_counter: pc, memory: rom, illegal: bad, fetch: bad}}
formats: {f: {width: 8, fields: {opcode: "7:0"}}}
instructions:
  divide:
    format: f
    encoding: {opcode: 1}
    assembly: divide
    summary: Every division of a signed and an unsigned integer.
    semantics: |
      q[0] = quot(a[0], b, zero=-1)
      q[1] = rem(a[0], b, zero=a[0])
      q[2] = floordiv(a[0], b, zero=-1)
      r[0] = mod(a[0], b, zero=0)
      q[3] = quot(b, a[0], zero=-1)
      r[1] = rem(b, a[0], zero=b)
      r[2] = floordiv(b, a[0], zero=-1)
      q[4] = mod(b, a[0], zero=5)
      r[3] = quot(a[0], a[1], zero=3)
      r[4] = floordiv(a[0], a[1], zero=3)
"""
_ENDS = (0, 1, -1, 1 << 127, (1 << 128) - 1, -(1 << 127))


def _value(draw: Random) -> int:
    bits = draw.choice((1, 5, 63, 64, 65, 127, 128))
    return draw.choice((*_ENDS, draw.getrandbits(bits), -draw.getrandbits(bits)))


def test_both_engines_divide_as_integers_do(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)
    one = specgen.load(tmp_path)
    engines = pair(one.architecture, one.semantics)
    draw = Random(1)
    for _ in range(500):
        values = {"a0": _value(draw), "a1": _value(draw), "b": _value(draw)}
        found = []
        for engine in engines:
            for name, value in values.items():
                engine.state[name] = value
            engine.execute(1, pc=0)
            found.append([engine.state[f"{file}{i}"] for file in "qr" for i in range(5)])
        assert found[0] == found[1], values
        a, b = engines[0].state["a0"], engines[0].state["b"]
        if a and b:
            assert found[0][2] == a // b and found[0][5] == a % b
            assert found[0][0] * b + found[0][1] == a
