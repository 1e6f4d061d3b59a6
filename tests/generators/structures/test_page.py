"""What the page of the language shows of structures runs, in C and in Python."""

from __future__ import annotations

import re
import subprocess
import textwrap
from pathlib import Path

import pytest

from specgen.model import Architecture, load
from specgen.model.interfaces.codec import RULES
from tests.generators.structures.compiled import SANITIZERS, Reader
from tests.generators.structures.packages import package
from tests.pages import page_of

REST = """
name: tiny
version: 0.1.0
summary: A page.
memories: {hbm: {size: 16 GiB, address: u64, out_of_range: bus_error}}
faults: {bus_error: {code: 9}}
"""


@pytest.fixture
def section(root: Path) -> str:
    page = page_of(root, "language")
    return page[page.index("## Structures and errors") :]


@pytest.fixture
def tiny(section: str, tmp_path: Path) -> Architecture:
    (tmp_path / "spec.yaml").write_text(REST + block(section, "yaml"))
    return load(tmp_path).architecture()


def block(section: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def test_c(section: str, tiny: Architecture, tmp_path: Path) -> None:
    body = textwrap.indent(block(section, "c"), "    ")
    program = (
        '#include <stdio.h>\n#include "tiny_read.h"\n'
        f"static int32_t look(const void *bytes, size_t size)\n{{\n{body}    return from == 4096 && !stops ? 99 : 98;\n}}\n"
        "int main(void)\n{\n    uint8_t bytes[80];\n    struct tiny_copy_packet_edit edit;\n    struct tiny_refusal why;\n"
        "    if (!tiny_copy_packet_begin(bytes, sizeof bytes, &edit))\n        return 1;\n"
        "    tiny_copy_packet_edit_source(edit, 4096);\n    tiny_copy_packet_edit_length(edit, 64);\n"
        "    if (!tiny_packet_header_edit_type(tiny_copy_packet_edit_header(edit), TINY_PACKET_TYPE_COPY)"
        " || !tiny_copy_packet_finish(edit, &why))\n        return 2;\n"
        "    if (look(bytes, sizeof bytes) != 99)\n        return 3;\n"
        "    tiny_copy_packet_edit_target(edit, 4100);\n    return look(bytes, sizeof bytes) == 4 ? 0 : 4;\n}\n"
    )

    binary = Reader(tiny, tmp_path).build("clang", *SANITIZERS, main=program)
    assert subprocess.run([binary], check=False).returncode == 0


def test_python(section: str, tiny: Architecture, tmp_path: Path) -> None:
    with package(tiny, tmp_path) as made:
        names = vars(made).copy()
        exec(block(section, "python"), names)  # noqa: S102  # our own page
        assert "data" in names


def test_the_rules_are_listed(section: str) -> None:
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE)).items() >= RULES.items()
