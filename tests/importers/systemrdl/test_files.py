"""Files as hardware people write them: what becomes of them, and what is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.importers.systemrdl import rules as _rules  # noqa: F401  registers them
from specgen.model import Architecture, load
from specgen.source import SpecError, all_rules
from specgen.source.registry import Rule, Severity

FILES = Path(__file__).parent / "files"


def imported(name: str, folder: Path, top: str | None = None) -> tuple[Architecture, list[tuple[str, int]]]:
    text, found = api.import_registers(FILES / name, top=top)
    (folder / "spec.yaml").write_text(f"name: chip\nversion: 1.0.0\n{text}", encoding="utf-8")
    return load(folder).architecture(), [(one.rule, one.at.line) for one in found.sorted()]


def test_serial_port(tmp_path: Path) -> None:
    chip, found = imported("uart.rdl", tmp_path)
    block = chip.registers["uart"]
    assert (block.base, block.width, block.summary) == (0, 32, "UART")
    assert [(r.name, r.offset, r.count, r.stride) for r in block.registers] == [
        ("ctrl", 0, None, 4), ("status", 4, None, 4), ("irq", 8, None, 4), ("irq_en", 12, None, 4), ("fifo", 64, 4, 8),
    ]  # fmt: skip
    control = {f.name: f for f in block.by_name["ctrl"].fields}
    assert control["flush"].pulse
    assert (control["spare"].reset, control["spare"].hardware) == (0x5A, "na")
    assert control["parity"].enum is not None
    assert control["parity"].enum.open
    status = {f.name: f for f in block.by_name["status"].fields}
    assert [status[n].access for n in ("busy", "filled", "overruns")] == ["ro", "ro", "rc"]
    assert status["busy"].reset is None
    rx = chip.interrupts["rx"]
    assert (rx.line, rx.trigger) == (0, "level")
    assert rx.pending is not None
    assert rx.enable is not None
    assert (rx.pending.register.name, rx.enable.register.name) == ("irq", "irq_en")
    assert chip.interrupts["tx"].trigger == "edge"
    assert found == [
        ("rdl-lost", 10), ("rdl-lost", 10), ("rdl-renamed", 24), ("rdl-lost", 33), ("rdl-lost", 41), ("rdl-lost", 47),
    ]  # fmt: skip


def test_maps_within_maps(tmp_path: Path) -> None:
    chip, found = imported("soc.rdl", tmp_path)
    assert {b.name: (b.base, b.width, b.endian, b.count, b.stride) for b in chip.registers.values()} == {
        "dma0": (0, 32, "little", None, 0x218),
        "timers": (0x8000, 16, "big", 2, 0x100),
    }
    dma = chip.registers["dma0"].by_name
    assert [(n, r.offset, r.count, r.stride) for n, r in dma.items() if r.count] == [
        ("ch_src", 0x100, 3, 0x40), ("ch_dst", 0x110, 3, 0x40), ("ch_size", 0x120, 3, 0x40), ("ch_cmd", 0x130, 3, 0x40),
        ("table_0_word", 0x200, 2, 4), ("table_1_word", 0x210, 2, 4),
    ]  # fmt: skip
    assert dma["lock"].fields[0].access == "lock"
    assert dma["quota"].fields[0].locked_by == "dma0.lock.closed"
    assert chip.registers["timers"].by_name["limit"].fields[0].access == "w1"
    assert found == [("rdl-lost", 16), ("rdl-lost", 23)]


def test_another_map_of_the_file(tmp_path: Path) -> None:
    chip, _ = imported("soc.rdl", tmp_path, top="timer")
    assert list(chip.registers) == ["timer"]
    with pytest.raises(SpecError, match="no addrmap 'clock'"):
        api.import_registers(FILES / "soc.rdl", top="clock")


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(SpecError) as caught:
        api.import_registers(FILES / "refused.rdl")
    errors = [one for one in caught.value.diagnostics.sorted() if one.severity is Severity.ERROR]
    assert [(one.rule, one.at.line) for one in errors] == [("rdl-unsupported", line) for line in (2, 3, 4)]
    assert "onwrite=wzs" in errors[0].message


def test_a_map_among_registers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.rdl"
    one, inner = (
        "reg { field { sw = rw; } b; }",
        "addrmap { reg { field { sw = rw; } c; } third; } inner @ 0x4;",
    )
    path.write_text(f"addrmap a {{ {one} first @ 0x0; {one} last @ 0x8; {inner} }};")
    with pytest.raises(SpecError, match="lies among"):
        api.import_registers(path)


RULES = [rule for rule in all_rules() if rule.id.startswith("rdl-")]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples_of_rules(rule: Rule, tmp_path: Path) -> None:
    assert {rule.id} == _rules_of(rule.wrong, tmp_path)
    assert _rules_of(rule.right, tmp_path) == set()


def _rules_of(text: str, folder: Path) -> set[str]:
    path = folder / "example.rdl"
    path.write_text(text)
    try:
        return {one.rule for one in api.import_registers(path)[1]}
    except SpecError as error:
        return {one.rule for one in error.diagnostics}
