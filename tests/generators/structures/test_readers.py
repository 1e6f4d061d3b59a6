"""Generated readers beside the model's own: the same bytes are sound, the others refused at the same place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.interfaces.codec import pack
from tests.generators.structures.agreeing import cases, drawn, readers
from tests.generators.structures.compiled import SANITIZERS, Reader
from tests.generators.structures.random_values import mutated
from tests.model.test_structures import HEADER, PACKET


@pytest.mark.parametrize(
    ("compiler", "options"),
    [("gcc", ("-O2",)), ("clang", SANITIZERS), ("g++", SANITIZERS), ("clang++", ("-O2",))],
)
def test_packets(compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    reader = Reader(load(tmp_path).architecture(), tmp_path)
    reader.build(compiler, *options)
    assert not list(readers(reader, cases(random.Random(4), reader.architecture, 200)))


@pytest.mark.parametrize(("seed", "compiler", "options"), [(1, "gcc", SANITIZERS), (2, "clang++", ("-O2",))])
def test_random_structures(seed: int, compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    rng = random.Random(seed)
    reader = Reader(drawn(rng, tmp_path), tmp_path)
    reader.build(compiler, *options)
    assert not list(readers(reader, cases(rng, reader.architecture, 200)))


def test_text_is_utf_8_to_the_byte(tmp_path: Path) -> None:
    """Bytes at the edges of what UTF-8 allows, in any order."""
    text = "structures: {note: {fields: {text: {type: text, count: 6}}}}"
    (tmp_path / "spec.yaml").write_text(HEADER + text)
    reader, rng = Reader(load(tmp_path).architecture(), tmp_path), random.Random(7)
    reader.build("gcc", *SANITIZERS)
    edges = bytes.fromhex("00 41 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 ff")
    note = reader.structures[0]
    given = [(note, bytes(rng.choices(edges, k=6))) for _ in range(20_000)]
    given += [(note, chr(rng.randrange(0x80, 0xD800)).encode() * 2 + bytes(2)) for _ in range(500)]
    assert not list(readers(reader, [(note, data[:6].ljust(6, b"\0")) for _, data in given]))


@pytest.mark.parametrize("algorithm", ["crc32", "crc32c", "crc64", "sum32", "sha256"])
def test_checksums_of_every_length(algorithm: str, tmp_path: Path) -> None:
    """Over the ends of blocks, with the sum in the middle and at the end."""
    kind = {"crc64": "u64", "sha256": "u8, count: 32"}.get(algorithm, "u32")
    text = f"""
structures:
  blob:
    endian: big
    packed: true
    fields:
      count: u16
      sum: {{type: {kind}, checksum: {{algorithm: {algorithm}}}}}
      data: {{type: u8, counted_by: count}}
"""
    (tmp_path / "spec.yaml").write_text(HEADER + text)
    reader, rng = Reader(load(tmp_path).architecture(), tmp_path), random.Random(8)
    reader.build("clang", *SANITIZERS)
    blob = reader.structures[0]
    given = [(blob, pack(blob, {"data": rng.randbytes(size)})) for size in range(200)]
    given += [(blob, mutated(rng, data)) for _, data in given]
    assert not list(readers(reader, given))
