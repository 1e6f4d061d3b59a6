"""Trap entries, sparse files and devices in pages, headers and bindings."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Files, c, docs, python

SYSTEM = Path(__file__).parents[1] / "machine" / "spec" / "system"


@pytest.fixture(scope="module")
def pages() -> Files:
    return docs.generate(api.request(SYSTEM, ["trapping"]))


def test_devices_have_a_page(pages: Files) -> None:
    page = str(pages["devices.md"])
    assert '`0x5` | <span id="uart-status">`status`</span> | `u8` | `0x60`' in page
    assert "[`putchar`](functions/putchar.md)" in page
    assert "In its address space: [`uart`](../devices.md#uart)" in str(pages["memories/ram.md"])
    assert "devices.html" in str(pages["index.md"])


def test_registers_are_a_table(pages: Files) -> None:
    page = str(pages["state/csr.md"])
    assert "10 of 4096" in page
    assert '`0x300` | <span id="status">`status`</span> | `0x00001800` | the bits of `0x00000088`' in page
    assert "`0x40001104` | never" in page
    assert "Read by [`read_cycle`](../functions/read_cycle.md)" in page
    assert "_csr_" not in str(pages["functions.md"])
    assert "by name or number" in str(pages["instructions/csrrw.md"])


def test_the_entry_of_a_trap_is_shown(pages: Files) -> None:
    assert 'aria-label="Trap entry of hart"' in str(pages["engines.md"])
    assert "whatever a trap entry says" in str(pages["faults.md"])
    assert "Trap entry" not in str(docs.generate(api.request(SYSTEM, ["bare"]))["engines.md"])


def test_headers_and_bindings_hold_indices_and_addresses() -> None:
    request = api.request(SYSTEM, ["trapping"])
    header = next(str(text) for path, text in c.generate(request).items() if path.endswith("machine.h"))
    assert "    SYSTEM_STATE_CSR_STATUS = 0x300, /* What is enabled. */\n" in header
    assert "#define SYSTEM_DEV_UART_REG_STATUS UINT64_C(65541)\n" in header
    module = next(str(text) for path, text in python.generate(request).items() if path.endswith("machine.py"))
    names: dict[str, dict[str, dict[str, int]]] = {}
    exec(module, names)  # noqa: S102  # what was just generated
    assert names["REGISTERS"]["csr"]["status"] == 0x300
    assert names["DEVICES"]["uart"]["status"] == 0x10005
