"""Structures read and written by the model alone."""

from __future__ import annotations

import hashlib
import textwrap
import zlib
from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import Refused, extent, pack, unpack, verify
from specgen.model.interfaces.codec.checksums import checksum
from tests.model.test_structures import HEADER, PACKET, refused


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Structure]:
    folder = tmp_path_factory.mktemp("spec")
    (folder / "spec.yaml").write_text(HEADER + PACKET)
    return load(folder).architecture().structures


COPY = {
    "header": {"type": "copy", "index": 7},
    "size": 64,
    "body": {"source": 0x0102030405060708},
    "name": "grün",
}


def test_a_packet_lies_as_the_spec_says(known: dict[str, Structure]) -> None:
    data = pack(known["packet"], COPY)
    begin = bytes.fromhex("0001 0007 00000040 0102030405060708") + "grün".encode() + bytes(7)
    assert data == begin + zlib.crc32(begin).to_bytes(4, "big")
    assert verify(known["packet"], data) == []
    assert extent(known["packet"], data) == 32


def test_what_is_read_can_be_written_again(known: dict[str, Structure]) -> None:
    data = pack(known["packet"], COPY)
    values = unpack(known["packet"], b"..." + data, 3)
    assert values["header"] == {"type": 1, "barrier": 0, "index": 7}
    assert values["body"] == {"source": 0x0102030405060708}
    assert values["name"] == "grün"
    assert pack(known["packet"], values) == data


@pytest.mark.parametrize(
    ("at", "byte", "offset", "path", "rule"),
    [
        (0, 0x80, 0, "header.reserved", "reserved"),
        (1, 3, 0, "header.type", "enum"),
        (7, 0, 4, "size", "limit"),
        (7, 66, 28, "sum", "checksum"),
        (1, 0, 8, "body", "absent"),
        (18, 0xFF, 18, "name", "text"),
        (24, 1, 24, "name", "text"),
        (31, 0, 28, "sum", "checksum"),
    ],
)
def test_what_is_refused(
    at: int, byte: int, offset: int, path: str, rule: str, known: dict[str, Structure]
) -> None:
    data = bytearray(pack(known["packet"], COPY))
    assert data[at] != byte
    data[at] = byte
    first = verify(known["packet"], bytes(5) + data, 5)[0]
    assert (first.offset - 5, first.path, first.rule) == (offset, path, rule)
    with pytest.raises(Refused):
        unpack(known["packet"], data)


def test_constraints(known: dict[str, Structure]) -> None:
    with pytest.raises(Refused, match=r"size at 4: size % 4 == 0 does not hold"):
        pack(known["packet"], {**COPY, "size": 66})
    with pytest.raises(Refused, match=r"header.barrier at 0: Short\."):
        pack(known["packet"], {**COPY, "header": {"type": 1, "barrier": 1}})


def test_an_arm_that_is_not_valid(known: dict[str, Structure]) -> None:
    with pytest.raises(Refused, match="pattern given where source is valid"):
        pack(known["packet"], {**COPY, "body": {"pattern": [1, 2]}})
    filled = pack(known["packet"], {**COPY, "header": {"type": "fill"}, "body": {"pattern": [1, 2]}})
    assert filled[8:16] == bytes([0, 0, 0, 1, 0, 0, 0, 2])


def test_a_flexible_array(known: dict[str, Structure]) -> None:
    data = pack(known["list"], {"items": [1, 2, 0x1234]})
    assert data == bytes.fromhex("03000000 0100 0200 3412")
    assert unpack(known["list"], data + b"more") == {"count": 3, "items": [1, 2, 0x1234]}
    assert [(r.offset, r.path, r.rule) for r in verify(known["list"], data[:-1])] == [(0, "count", "count")]
    assert unpack(known["list"], data[:-1], checked=False)["items"] == [1, 2]
    with pytest.raises(Refused, match="fewer"):
        pack(known["list"], {"count": 1, "items": [1, 2]})


def test_a_structure_that_grew(known: dict[str, Structure]) -> None:
    info = known["info"]
    assert unpack(info, bytes.fromhex("08000000 05000000")) == {"size": 8, "a": 5, "b": 0, "c": 0.0}
    assert unpack(info, bytes.fromhex("20000000 05000000") + bytes(24))["size"] == 32
    assert pack(info, {"size": 16, "a": 1, "b": 2}) == bytes.fromhex("10000000 01000000 0200000000000000")
    assert pack(info, {"c": 1.5})[:4] == bytes([24, 0, 0, 0])
    wrong = {
        bytes.fromhex("04000000 05000000"): (0, "size", "size"),
        bytes.fromhex("0a000000 05000000 0000"): (0, "size", "size"),
        bytes.fromhex("20000000 05000000") + bytes(23) + b"\1": (31, "", "unknown"),
        bytes(7): (0, "", "size"),
    }
    for data, found in wrong.items():
        assert [(r.offset, r.path, r.rule) for r in verify(info, data)] == [found]
    with pytest.raises(Refused, match="beyond the size of 16"):
        pack(info, {"size": 16, "c": 1.0})


def test_what_has_no_place_is_refused(known: dict[str, Structure]) -> None:
    with pytest.raises(ValueError, match=r"header has no member 'header\.tpye'"):
        pack(known["packet"], {"header": {"tpye": 1}})
    with pytest.raises(Refused, match=r"header\.index at 2: 65536, not between 0 and 65535"):
        pack(known["packet"], {"header": {"index": 65536}})
    with pytest.raises(Refused, match="13 values, of at most 12"):
        pack(known["packet"], {**COPY, "name": "x" * 13})


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [
        ("crc32", 0xCBF43926),
        ("crc32c", 0xE3069283),
        ("crc64", 0x995DC9BBDF1939FA),
        ("sum32", sum(b"123456789")),
        ("sha256", int.from_bytes(hashlib.sha256(b"123456789").digest(), "little")),
    ],
)
def test_checksums_of_the_catalogue(algorithm: str, value: int) -> None:
    assert int.from_bytes(checksum(algorithm, b"123456789"), "little") == value


@pytest.mark.parametrize(
    ("structure", "rule", "words"),
    [
        (
            "{fields: {a: {type: u32, checksum: {algorithm: crc32}}, b: {type: u32, checksum: {algorithm: sum32}}}}",
            "struct-checksum",
            "a and b cover each other",
        ),
        (
            "{growth: append, fields: {n: u32, all: {type: u32, counted_by: n}}}",
            "struct-growth",
            "all ends where the structure does, so that nothing can be added",
        ),
        ("{fields: {a: f32}, constraints: [a == 1]}", "struct-condition", "a is no single integer"),
        ("{fields: {a: u64}, constraints: [a * a * a == 1]}", "struct-condition", "more than 128 bits"),
        ("{fields: {a: u64}, constraints: [a + 1]}", "expr-type", "a condition is needed here, not a number"),
        ("{fields: {a: u8}, constraints: [a == 1 or a]}", "expr-type", "or stands between conditions"),
        ("{fields: {a: u8}, constraints: [a == 1.5]}", "struct-condition", "use whole numbers"),
        ("{fields: {a: u8}, constraints: [1 << a == 2]}", "struct-condition", "a constant below 64"),
        ("{fields: {a: u8}, constraints: [(a == 1) < 2]}", "expr-type", "does not compare conditions"),
    ],
)
def test_what_no_reader_could_do_is_refused(structure: str, rule: str, words: str, tmp_path: Path) -> None:
    found = refused(f"structures: {{s: {structure.replace('{', '{endian: little, ', 1)}}}", tmp_path)
    assert [(one, words in message) for one, message, _ in found] == [(rule, True)], found


def test_parameters_stand_in_conditions(tmp_path: Path) -> None:
    text = """
    parameters: {LINE: {type: bytes, default: 1 KiB}, MOST: {type: integer, default: 3}}
    structures: {s: {endian: little, fields: {a: u32}, constraints: [a % LINE == 0, a // LINE < MOST]}}
    """
    (tmp_path / "spec.yaml").write_text(HEADER + textwrap.dedent(text))
    made = load(tmp_path).architecture().structures["s"]
    assert made.constraints[0].holds.names == ("a",)
    assert pack(made, {"a": 2048})
    for value in (1000, 3072):
        with pytest.raises(Refused):
            pack(made, {"a": value})
