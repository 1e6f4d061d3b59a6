from __future__ import annotations

import pytest

from specgen.review import Evidence, Level
from tests.review.data.conftest import Edited, mine

MODE = 'wait: "0", level: "3:1", reserved_mode: "7:4"'
LENGTH = "      length: {type: u32, summary: Bytes to move.}\n"
TAG = "      tag: {type: u16, max: 999}\n"
LAST = "      reserved: u64\n"
HEAD = "    summary: What the runtime asks for.\n    endian: little\n"
BREAKING, RISK, INFO = Level.BREAKING, Level.RISK, Level.INFO

Edits = tuple[tuple[str, str], ...]
ARM = '          value: {type: u32, valid_when: "kind == fill"}\n'

CASES: dict[str, tuple[Edits, dict[str, Level]]] = {
    "a field wider into reserved bits": (
        ((MODE, 'wait: "0", level: "4:1", reserved_mode: "7:5"'),),
        {"ART_FIELD_TYPE": RISK},
    ),
    "a field of fewer bits": (
        ((MODE, 'wait: "0", level: "2:1", reserved_mode: "7:3"'),),
        {"ART_FIELD_TYPE": BREAKING},
    ),
    "a bit field that is gone": (
        ((MODE, 'wait: "0", reserved_mode: "7:1"'),),
        {"ART_FIELD_REMOVED": BREAKING},
    ),
    "another count": (((LENGTH, LENGTH.replace("u32", "u16, count: 2")),), {"ART_FIELD_TYPE": BREAKING}),
    "a field in another unit": (
        ((LENGTH, LENGTH.replace("{type", "{unit: words, type")),),
        {"ART_FIELD_TYPE": RISK},
    ),
    "an inserted field": (
        ((TAG, f"{TAG}      new: u32\n"), (LENGTH, f"{LENGTH}      pad_12: u32\n")),
        {"ART_FIELD_OFFSET": BREAKING, "ART_STRUCT_SIZE": BREAKING},
    ),
    "a name without where it came from": (
        ((LENGTH, LENGTH.replace("length", "bytes")),),
        {"ART_FIELD_REMOVED": BREAKING},
    ),
    "a condition on others": (
        ((HEAD, f'{HEAD}    constraints: ["length < 4096"]\n'),),
        {"ART_LIMIT_LOWERED": BREAKING},
    ),
    "a field that is there at times": (
        ((TAG, TAG.replace("}", ', valid_when: "kind == copy"}')),),
        {"ART_REQUIRED_ADDED": BREAKING},
    ),
    "what was looked at is ignored": (
        ((LAST, "      reserved: {type: u64, reserved: ignored}\n"),),
        {"ART_RESERVED_ZERO_MEANING": RISK},
    ),
    "a checksum of all that has another end": (
        ((LAST, "      more: u64\n"),),
        {"ART_FIELD_IN_RESERVED": RISK, "ART_CHECKSUM_SCOPE": INFO},
    ),
    "a wider alignment": (((HEAD, f"{HEAD}    align: 16\n"),), {"ART_STRUCT_SIZE": RISK}),
    "the other order of bytes": (
        ((HEAD, HEAD.replace("little", "big")),),
        {"ART_MAGIC_OR_ENDIAN": BREAKING},
    ),
    "an arm more": (
        ((ARM, ARM + ARM.replace("value", "other").replace("other_when", "valid_when")),),
        {"ART_UNION_ARM_INSERTED": RISK},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_change_is_told_by_its_rules(name: str, edited: Edited) -> None:
    edits, expected = CASES[name]
    found = mine(edited(*edits))
    told = {rule: max(one.level for one in found if one.rule == rule) for rule in {one.rule for one in found}}
    assert {rule: told.get(rule) for rule in expected} == expected
    extra = {rule for rule, level in told.items() if rule not in expected and level is not INFO}
    assert not extra
    assert all(one.witness is not None for one in found if one.level is BREAKING)


def test_what_is_reserved_now_was_a_field_and_its_old_values_are_refused(edited: Edited) -> None:
    (one,) = [f for f in edited((LENGTH, "      pad_4: u32\n")) if f.rule == "ART_FIELD_REMOVED"]
    assert one.witness is not None
    assert one.witness.before["length"]
    assert one.witness.after == {"refused": "reserved of pad_4"}
    assert bytes.fromhex(one.witness.input["bytes"])[4:8] != bytes(4)


def test_a_field_with_a_former_name_is_the_same_field(edited: Edited) -> None:
    renamed = LENGTH.replace("length: {type: u32", "size: {renamed_from: length, type: s32")
    found = [
        f for f in edited((LENGTH, renamed)) if f.rule[:4] == "ART_" and f.rule != "ART_VERSION_NOT_BUMPED"
    ]
    assert [f.rule for f in found] == ["ART_FIELD_TYPE"]
    assert found[0].witness is not None
    assert found[0].witness.before["size"] == 0xFFFFFFFF
    assert found[0].witness.after["size"] == -1


def test_a_field_called_like_a_key_for_words_is_no_word(edited: Edited) -> None:
    status = LENGTH.replace("length", "status")
    found = edited((status, status.replace("u32", "s32")), first=((LENGTH, status),))
    assert [f.rule for f in mine(found)] == ["ART_FIELD_TYPE"]
    assert "DOC_ONLY" not in {f.rule for f in found}


def test_a_limit_that_no_value_reaches_is_searched_in_vain(edited: Edited) -> None:
    found = mine(edited((TAG, TAG.replace("max: 999", "min: 0, max: 999"))))
    assert not [f for f in found if f.level is BREAKING]
    assert all(f.evidence is not Evidence.WITNESS for f in found)


def test_what_refers_to_a_renamed_member_is_no_change_of_bytes(edited: Edited) -> None:
    found = edited(
        ("kind: {type: u8, enum: command_kind}", "which: {renamed_from: kind, type: u8, enum: command_kind}"),
        ('valid_when: "kind == copy"', 'valid_when: "which == copy"'),
        ('valid_when: "kind == fill"', 'valid_when: "which == fill"'),
        ("    sized_by: size\n", "    sized_by: bytes\n"),
        ("      size: u32\n", "      bytes: {renamed_from: size, type: u32}\n"),
        ("      magic: {type: u8, count: 8", "      begin: {renamed_from: magic, type: u8, count: 8"),
        ("    header: file_header\n", "    header: file_header\n    header_with: {magic: begin}\n"),
        ("checksum: {algorithm: crc32}", "checksum: {algorithm: crc32, first: which}"),
    )
    assert not [(one.rule, one.message, one.why) for one in mine(found) if one.level is BREAKING]
    assert "SPEC_CHANGED" not in {one.rule for one in mine(found)}


def test_a_tighter_limit_is_no_weaker_one_where_no_bytes_can_be_drawn(edited: Edited) -> None:
    held = (
        "fields: {section: u32, offset: u32,",
        "constraints: [section * section == 2], fields: {section: u32, offset: {type: u32, max: 64},",
    )
    found = mine(edited(("max: 64", "max: 32"), first=(held,)))
    assert [(one.rule, one.level) for one in found] == [("ART_LIMIT_LOWERED", Level.BREAKING)]
    found = mine(edited(("max: 64", "max: 96"), first=(held,)))
    assert [(one.rule, one.level) for one in found] == [("ART_LIMIT_RAISED", Level.RISK)]
