"""Structures as they lie in bytes, and what is refused of them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.interfaces import Structure

HEADER = "name: toy\nversion: 1.2.0\nsummary: A test.\n"
PACKET = """
enums: {kind: {values: {none: 0, copy: 1, fill: 2}}}
structures:
  header:
    endian: big
    fields:
      flags:
        type: u16
        bits: {type: {bits: "7:0", enum: kind}, barrier: "8", reserved: "15:9"}
      index: u16
  packet:
    endian: big
    size: 32
    fields:
      header: header
      size: {type: u32, min: 1}
      body:
        union:
          source: {type: u64, valid_when: header.type == copy}
          pattern: {type: u32, count: 2, valid_when: header.type == fill}
      name: {type: text, count: 12}
      sum: {type: u32, checksum: {algorithm: crc32, last: name}}
    constraints: [size % 4 == 0, {holds: "header.barrier == 0 or size < 64", summary: Short.}]
  list:
    endian: little
    fields: {count: u32, items: {type: u16, counted_by: count}}
  info:
    endian: little
    growth: sized
    sized_by: size
    fields: {size: u32, a: u32, b: {type: u64, since: "1.1"}, c: {type: f64, since: 1.2.0}}
  loose: {endian: little, packed: true, fields: {a: u8, b: u64}}
"""


def structures(text: str, folder: Path) -> dict[str, Structure]:
    (folder / "spec.yaml").write_text(HEADER + text)
    return load(folder).architecture().structures


def refused(text: str, folder: Path) -> list[tuple[str, str, str | None]]:
    (folder / "spec.yaml").write_text(HEADER + text)
    _, found = load(folder).check()
    return [(one.rule, one.message, one.hint) for one in found]


def test_members_lie_one_after_the_other(tmp_path: Path) -> None:
    found = structures(PACKET, tmp_path)
    packet = found["packet"]
    assert [(m.name, m.offset, m.size) for m in packet.members] == [
        ("header", 0, 4),
        ("size", 4, 4),
        ("body", 8, 8),
        ("name", 16, 12),
        ("sum", 28, 4),
    ]
    assert (packet.size, packet.align, packet.endian, packet.least) == (32, 8, "big", 32)
    assert found["loose"].by_name["b"].offset == 1
    assert found["loose"].size == 9


def test_bits_are_sorted_and_named_in_conditions(tmp_path: Path) -> None:
    found = structures(PACKET, tmp_path)
    flags = found["header"].by_name["flags"]
    assert [(b.name, b.high, b.low, b.reserved) for b in flags.bits] == [
        ("type", 7, 0, None),
        ("barrier", 8, 8, None),
        ("reserved", 15, 9, "zero"),
    ]
    source, pattern = found["packet"].by_name["body"].arms
    assert source.valid_when is not None
    assert pattern.valid_when is not None
    names = {"header.type": 2, "copy": 1, "fill": 2}
    assert not source.valid_when.holds(names)
    assert pattern.valid_when.holds(names)


def test_a_last_array_has_no_fixed_size(tmp_path: Path) -> None:
    found = structures(PACKET, tmp_path)["list"]
    assert found.size == 4
    assert found.flexible is found.members[1]


def test_what_came_later_may_be_missing(tmp_path: Path) -> None:
    info = structures(PACKET, tmp_path)["info"]
    assert (info.least, info.size, info.sized_by) == (8, 24, "size")


@pytest.mark.parametrize(
    ("fields", "rule", "words"),
    [
        ("{a: u8, b: u32}", "struct-padding", "b would lie at 1, which is no multiple of 4"),
        ("{a: u32, b: u8}", "struct-padding", "it ends at 5, which is no multiple of its alignment 4"),
        ("{a: u31}", "struct-type", "u31 is no type that C has at every place"),
        ("{a: bf16}", "ref-unknown", "no type is called 'bf16'"),
        ("{a: text}", "struct-type", "text has a count of bytes"),
        ("{a: {}}", "struct-type", "a has a type or a union"),
        ('{a: {type: u8, bits: {x: "8"}}}', "spec-bits-outside", "bit 8 lies outside of a word of 8 bits"),
        ('{a: {type: u8, bits: {x: "3:0", y: "7:3"}}}', "struct-bits", "y and x have bits in common"),
        ("{a: {type: u32, valid_when: b == 1}}", "expr-unknown-name", "nothing is called 'b' here"),
        (
            "{a: u32, c: {type: u32, checksum: {algorithm: crc32, first: c}}}",
            "struct-checksum",
            "nothing but itself",
        ),
        ("{a: {type: u32, min: 5, max: 4}}", "spec-number-range", "must be at least 5, not 4"),
        (
            "{a: {type: u32, counted_by: n}, n: u32}",
            "struct-count",
            "no fixed size, so that nothing can follow",
        ),
    ],
)
def test_what_is_refused(fields: str, rule: str, words: str, tmp_path: Path) -> None:
    found = refused(f"structures: {{s: {{endian: little, fields: {fields}}}}}", tmp_path)
    assert any(one == rule and words in message for one, message, _ in found), found


def test_the_hint_for_padding_is_a_member(tmp_path: Path) -> None:
    text = "structures: {{s: {{endian: little, fields: {{a: u8, {}b: u64}}}}}}"
    ((_, _, hint),) = refused(text.format(""), tmp_path)
    assert hint is not None
    assert refused(text.format(f"{hint}, "), tmp_path) == []


def test_structures_are_found_wherever_they_are_written(tmp_path: Path) -> None:
    found = structures("structures: {a: {fields: {x: b}}, b: {fields: {y: u8}}}", tmp_path)
    assert list(found) == ["a", "b"]
    assert found["a"].members[0].value is not None
    assert found["a"].members[0].value.type is found["b"]


def test_structures_in_structures_are_bounded(tmp_path: Path) -> None:
    """Ten of a kind in ten of a kind: neither time nor memory grows with all that they hold."""
    names = "abcdefgh"
    lines = ["a: {fields: {x: u8}}"]
    for inner, outer in pairwise(names):
        lines.append(f"{outer}: {{fields: {{{', '.join(f'm{i}: {inner}' for i in range(10))}}}}}")
    found = refused("structures:\n  " + "\n  ".join(lines), tmp_path)
    assert [(rule, message) for rule, message, _ in found] == [
        ("struct-size", "its inner structures have 100000 members, of at most 16384"),
    ]
    arrays = [
        line.replace(f": {inner}", f": {{type: {inner}, count: 1}}")
        for line, inner in zip(lines[1:], names, strict=False)
    ]
    assert structures("structures:\n  " + "\n  ".join([lines[0], *arrays]), tmp_path)["h"].size == 10**7


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """What holds a structure that is wrong, and what lies behind it, has no faults of its own."""
    inner = "inner: {endian: little, fields: {x: {type: u32, bits: {kind: {bits: '7:0', enum: knd}, reserved: '31:8'}}}}"
    outer = "{endian: little, size: 16, fields: {i: inner, b: {type: u64, offset: 8}}, constraints: [i.kind == 1]}"
    found = refused(f"structures: {{{inner}, one: {outer}, two: {outer}}}", tmp_path)
    assert [message for _, message, _ in found] == ["no enum is called 'knd'"]


def test_too_deep_is_no_cycle(tmp_path: Path) -> None:
    chain = [f"s{i}: {{fields: {{x: s{i + 1}}}}}" for i in range(17)]
    ((_, message, _),) = refused(
        "structures:\n  " + "\n  ".join([*chain, "s17: {fields: {x: u8}}"]), tmp_path
    )
    assert message == "s16 lies within 16 structures, and at most 15 may hold each other"
