"""What registers are resolved to, and what of them is refused, at which line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks import _registers
from specgen.model import load
from tests.model.specs import refused, resolved


def block(registers: str, more: str = "") -> str:
    return f"registers:\n  uart:\n    base: 0\n{more}    registers:\n{registers}"


def test_implied_fields_and_defaults(tmp_path: Path) -> None:
    uart = resolved(
        tmp_path,
        block(
            """
      data: {offset: 8, access: wo, reset: none, summary: A byte.}
      mode: {offset: 0, hardware: r, fields: {on: "0", level: {bits: "7:4", access: ro, hardware: w}, reserved: "31:8"}}
      table: {offset: 16, width: 64, count: 3}
""",
            "    access: rs\n",
        ),
    ).registers["uart"]
    assert [r.name for r in uart.registers] == ["mode", "data", "table"]
    mode, data, table = uart.registers
    assert [(f.name, f.high, f.low, f.access, f.hardware, f.reserved) for f in mode.fields] == [
        ("on", 0, 0, "rs", "r", None), ("level", 7, 4, "ro", "w", None), ("reserved", 31, 8, "rs", "r", "zero"),
    ]  # fmt: skip
    (only,) = data.fields
    assert (only.name, only.width, only.access, only.reset, only.summary) == (
        "data",
        32,
        "wo",
        None,
        "A byte.",
    )
    assert (table.count, table.stride, uart.size) == (3, 8, 40)


REFUSED = {
    "reg-width": "      a: {offset: 0, width: 16}\n",
    "reg-aligned": "      a: {offset: 3}\n",
    "reg-stride": "      a: {offset: 0, stride: 8}\n",
    "reg-overlap": "      a: {offset: 0, count: 4}\n      b: {offset: 12}\n",
    "spec-bits-outside": '      a: {offset: 0, fields: {f: "32"}}\n',
    "reg-bits": '      a: {offset: 0, fields: {f: "3:0", g: "7:3"}}\n',
    "reg-fields": '      a: {offset: 0, pulse: true, fields: {f: "0"}}\n',
    "reg-reset": '      a: {offset: 0, fields: {f: {bits: "3:0", reset: 16}}}\n',
    "reg-access": '      a: {offset: 0, fields: {f: {bits: "3:0", access: lock}}}\n',
    "reg-lock": '      a: {offset: 0, access: ro, fields: {f: {bits: "0", locked_by: uart.a.f}}}\n',
    "ref-unknown": "      a: {offset: 0, locked_by: uart.guard.closed}\n",
    "name-invalid": "      _a: {offset: 0}\n",
    "spec-empty": "      a: {offset: 0, fields: {}}\n",
    "error-condition": "      a: {offset: 0, when: [bus_eror]}\n",
    "spec-number-range": "      a: {offset: 0, count: 0}\n",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_refused(rule: str, tmp_path: Path) -> None:
    found = refused(tmp_path, block(REFUSED[rule]))
    assert [one for one, _ in found] == [rule]


def test_arrays_may_lie_in_gaps_of_each_other(tmp_path: Path) -> None:
    text = block("      a: {offset: 0, count: 4, stride: 12}\n      b: {offset: 4, count: 4, stride: 12}\n")
    assert refused(tmp_path, text) == []
    clash = block("      a: {offset: 0, count: 4, stride: 12}\n      b: {offset: 4, count: 4, stride: 8}\n")
    assert [rule for rule, _ in refused(tmp_path, clash)] == ["reg-overlap"]


def test_blocks_do_not_overlap(tmp_path: Path) -> None:
    text = """
registers:
  a: {base: 0, count: 2, stride: 0x100, registers: {x: {offset: 0, width: 64}}}
  b: {base: 0x104, registers: {x: {offset: 0}}}
"""
    assert [rule for rule, _ in refused(tmp_path, text)] == ["reg-overlap"]


@pytest.mark.parametrize(
    "lock", ["uart.guards.closed", "uart.guard", "uart.other.closed", "uart.guard.closed.now", "guard"]
)
def test_locks_are_one_field(lock: str, tmp_path: Path) -> None:
    text = block(
        f"""
      guards: {{offset: 0, count: 2, fields: {{closed: {{bits: "0", access: lock}}}}}}
      guard: {{offset: 8, fields: {{closed: {{bits: "0", access: lock}}, open: "1"}}}}
      mode: {{offset: 12, locked_by: {lock}}}
"""
    )
    assert len(refused(tmp_path, text)) == 1


def test_every_element_has_its_own_lock(tmp_path: Path) -> None:
    text = """
registers:
  channels:
    base: 0
    count: 4
    registers:
      guard: {offset: 0, fields: {closed: {bits: "0", access: lock}}}
      mode: {offset: 4, locked_by: channels.guard}
  outside: {base: 64, registers: {mode: {offset: 0, locked_by: channels.guard.closed}}}
"""
    assert [rule for rule, _ in refused(tmp_path, text)] == ["reg-lock"]
    inside = resolved(tmp_path / "inside", text[: text.index("  outside")]).registers["channels"]
    assert inside.by_name["mode"].fields[0].locked_by == "channels.guard"


def test_many_elements_end_quickly(tmp_path: Path) -> None:
    start = time.process_time()
    text = block(
        "".join(f"      r{i}: {{offset: {4 * i}, count: 65536, stride: 400000}}\n" for i in range(50))
    )
    assert [rule for rule, _ in refused(tmp_path, text)] == ["reg-size"]
    assert time.process_time() - start < 5


def test_the_large_map_is_sound(tmp_path: Path) -> None:
    architecture = load(_registers.write(tmp_path)).architecture()
    registers = [r for b in architecture.registers.values() for r in b.registers]
    assert (len(registers), sum(len(r.fields) for r in registers)) == (10_000, 54_000)
