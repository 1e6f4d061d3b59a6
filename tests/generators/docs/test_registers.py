"""Pages of registers: the map, every register bit by bit, and interrupts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specgen.generators.docs.book import Book
from specgen.generators.docs.interfaces.registers import ACCESSES, interrupt_page, register_pages
from specgen.generators.target import Request
from specgen.model import interfaces, load

SPEC = """
name: chip
version: 1.0.0
summary: A chip.
enums: {parity: {values: {off: 0, even: 2, odd: 3}}}
registers:
  uart:
    base: 0x400
    count: 3
    stride: 0x40
    endian: big
    registers:
      mode:
        offset: 4
        count: 2
        locked_by: uart.guard
        fields:
          parity: {bits: "1:0", enum: parity, reset: even, summary: "How <b>bytes</b> | are checked."}
          go: {bits: "8", access: wo, pulse: true}
          reserved: "31:28"
      guard: {offset: 0, fields: {closed: {bits: "0", access: lock}}}
      lost: {offset: 0x10, access: rc, reset: none, hardware: w}
  gate: {base: 0, registers: {pending: {offset: 0, access: w1c, hardware: w, fields: {serial: "0"}}}}
interrupts: {serial: {line: 3, trigger: edge, pending: gate.pending.serial, when: [error], summary: A byte is there.}}
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("chip")
    (folder / "spec.yaml").write_text(SPEC)
    book = Book(Request((load(folder).architecture(),), {}))
    return {**dict(register_pages(book)), **dict(interrupt_page(book))}


def test_map_of_addresses(pages: dict[str, str]) -> None:
    assert list(pages) == ["registers.md", "registers/uart.md", "registers/gate.md", "interrupts.md"]
    rows = [line for line in pages["registers.md"].splitlines() if line.startswith("| `0x")]
    assert rows[0].startswith("| `0x0000 to 0x0003` | [`gate`](registers/gate.md)")
    assert rows[1].startswith("| `0x0400 to 0x0493` | [`uart`](registers/uart.md) | 3, 0x40 apart |")
    assert (
        "| `0x0404 + n · 0x40 + i · 0x4` | [uart.mode](registers/uart.md#mode) | 32 | `rw`, `wo` |"
        in pages["registers.md"]
    )


def test_every_bit_has_a_row_that_the_drawing_leads_to(pages: dict[str, str]) -> None:
    page = pages["registers/uart.md"]
    ids = set(re.findall(r'id="([^"]+)"', page)) | set(re.findall(r"\{: #(\S+) \}", page))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets == {
        "mode-parity",
        "mode-go",
        "mode-reserved",
        "mode-reserved_",
        "guard-closed",
        "guard-reserved",
        "lost-lost",
    }
    assert targets < ids
    assert '| `27:9 7:2` | <span id="mode-reserved_">reserved_</span> |' in page
    assert "0x0404 + n · 0x40 + i · 0x4, n from 0 to 2, i from 0 to 1" in page
    assert "32 bits, the most significant byte first" in page


def test_what_is_said_of_fields(pages: dict[str, str]) -> None:
    page = pages["registers/uart.md"]
    (parity,) = [line for line in page.splitlines() if 'id="mode-parity"' in line]
    assert "`rw`" in parity and "`2`" in parity and "[`parity`](../enums/parity.md)" in parity
    assert "locked by `uart.guard`" in parity
    assert "<b>" not in parity
    (go,) = [line for line in page.splitlines() if 'id="mode-go"' in line]
    assert "acts once, then reads zero" in go
    (lost,) = [line for line in page.splitlines() if 'id="lost-lost"' in line]
    assert "unknown" in lost and "the device writes it" in lost
    assert all(f"- `{kind}`: {ACCESSES[kind]}" in page for kind in ("rw", "wo", "lock", "rc"))
    assert "- `w1c`" not in page


def test_interrupts(pages: dict[str, str]) -> None:
    (row,) = [line for line in pages["interrupts.md"].splitlines() if line.startswith("| 3 |")]
    assert "[gate.pending.serial](registers/gate.md#pending-serial)" in row
    assert "each time it becomes pending" in row


def test_every_access_is_explained(root: Path) -> None:
    assert tuple(ACCESSES) == interfaces.ACCESSES
