"""What only one variant of a spec has is on its pages too, and says of which it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api import request
from specgen.generators import Files
from specgen.generators.docs import generate


@pytest.fixture(scope="module")
def pages(root: Path) -> Files:
    return generate(request(root / "examples" / "rv32imc"))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("devices.md", "## uart {: #uart }"),
        ("devices.md", "<dt>Variants</dt><dd>machine</dd>"),
        ("memories/ram.md", "64 MiB (user); 128 MiB (machine)"),
        ("memories/ram.md", "In its address space: [`uart`](../devices.md#uart)"),
        ("engines.md", "<code>0x10000</code> (user); <code>0x80000000</code> (machine)"),
        ("engines.md", "does this in machine, and does not stop the machine:"),
        ("parameters.md", "| 65536 | 0x80000000 |"),
        ("instructions.md", "## Extension c {: #extension-c }"),
        ("instructions/c_add.md", '<a href="../instructions.html#extension-c">Extension c</a>'),
        ("functions/putchar.md", "- Devices: [`uart`](../devices.md#uart)"),
        ("functions/read_cycle.md", "- State: [`csr`](../state/csr.md)"),
    ],
)
def test_pages_say(pages: Files, page: str, words: str) -> None:
    assert words in str(pages[page])


def test_registers_name_the_variants_that_have_them(pages: Files) -> None:
    rows = {
        line.split("`")[3]: line for line in str(pages["state/csr.md"]).splitlines() if line.startswith("| `")
    }
    assert "| machine |" in rows["mstatus"]
    assert "| machine |" not in rows["cycle"]


def test_a_method_is_no_function_of_its_name(pages: Files) -> None:
    written = str(pages["functions/write.md"])
    assert "[`ecall`](../instructions/ecall.md)" in written
    assert "[`sb`]" not in written
