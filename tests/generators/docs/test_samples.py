"""Samples of operands are legal words."""

from __future__ import annotations

from specgen.generators.docs.isa.samples import sample_operands
from specgen.machine import Codec
from tests.machine.specs import mixed


def test_every_sample_decodes_as_its_instruction() -> None:
    architecture = mixed()
    codec = Codec(architecture)
    for name, one in architecture.instructions.items():
        values = sample_operands(one, architecture)
        assert values is not None, name
        word = one.match
        for field in one.operands:
            raw = field.raw(values[field.name])
            assert raw is not None, f"{name} {field.name}"
            word |= field.place(raw)
        decoded = codec.decode(word)
        assert decoded is not None, name
        assert decoded.instruction.name in (name, *_shadowing(name)), name


def _shadowing(name: str) -> list[str]:
    return [n for n, one in mixed().instructions.items() if name in one.shadows]


def test_registers_differ() -> None:
    architecture = mixed()
    values = sample_operands(architecture.instructions["add"], architecture)
    assert values is not None
    assert len(set(values.values())) == 3
