"""Pages of structures: every byte is on the map once, and every cell leads to its row."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from specgen import api
from specgen.generators.docs.book import Book
from specgen.generators.docs.finding.backlinks import add_backlinks, uses_of
from specgen.generators.docs.interfaces.bytemap import byte_map
from specgen.generators.docs.interfaces.structures import structure_pages
from specgen.generators.target import Files
from specgen.model import load
from tests.generators.structures.agreeing import drawn
from tests.model.test_structures import HEADER, PACKET


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    book = Book(api.request(tmp_path))
    made: Files = dict(structure_pages(book))
    add_backlinks(book, uses_of(book), made)
    return {path: str(text) for path, text in made.items()}


def test_there_is_a_page_for_each(pages: dict[str, str]) -> None:
    names = ["header", "packet", "list", "info", "loose"]
    assert list(pages) == ["structures.md", *(f"structures/{name}.md" for name in names)]
    assert "| [`list`](structures/list.md) | 4 and more | little |" in pages["structures.md"]


def test_a_page_shows_members_bits_and_constraints(pages: dict[str, str]) -> None:
    packet, header = pages["structures/packet.md"], pages["structures/header.md"]
    assert "| 4 | 4 | `u32` | at least 1 |" in packet
    assert "| … `pattern` | 8 | 8 | 2 × `u32` |   | `header.type == fill` |" in packet
    assert "crc32 of `header` to `name`" in packet
    assert "| `header.barrier == 0 or size < 64` | Short. |" in packet
    assert '| `15:9` | <span id="reserved">`reserved`</span> | reserved, zero |' in header
    assert 'aria-label="Bits of flags, 16 bits"' in header
    assert "- Structures: [`packet`](packet.md)" in header
    assert "Every version has</dt><dd>8 bytes" in pages["structures/info.md"]


def test_every_byte_is_on_the_map_once(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    structures = list(load(tmp_path).architecture().structures.values())
    structures += drawn(random.Random(6), tmp_path, 12).structures.values()
    for structure in structures:
        rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', byte_map(structure))
        covered = 0
        for head, cells in rows:
            assert sum(map(int, re.findall(r'colspan="(\d+)"', cells))) == 8
            if head.startswith("from"):
                assert structure.flexible is not None
                continue
            first, _, last = head.partition("–")
            assert int(first) == covered
            covered = int(last) + 1 if last else covered + 8
        assert covered == -(-structure.size // 8) * 8
        linked = set(re.findall(r'href="#(\w+)"', byte_map(structure)))
        assert linked == {m.name for m in structure.members}
