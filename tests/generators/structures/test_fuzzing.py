"""The fuzzer finds what is broken, and nothing in readers that are not."""

from __future__ import annotations

import random
from pathlib import Path

from specgen.model import load
from tests.generators.structures.compiled import Reader
from tests.generators.structures.fuzzed import build, corpus, fuzz
from tests.model.test_structures import HEADER, PACKET


def test_readers_hold(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    reader = Reader(load(tmp_path).architecture(), tmp_path)
    seeds = corpus(reader, random.Random(1))
    assert fuzz(build(reader), seeds, 100_000, 1) == ""
    source = tmp_path / "toy_read.c"
    text = source.read_text()
    broken = text.replace("(have - 4) / 2", "(have - 2) / 2")
    assert broken != text
    source.write_text(broken)
    assert "AddressSanitizer" in fuzz(build(reader), seeds, 100_000, 1)
