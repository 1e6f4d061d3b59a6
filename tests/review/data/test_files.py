from __future__ import annotations

import pytest

from specgen.review import Finding, Level
from tests.review.data.conftest import Edited, mine

BREAKING, RISK, INFO = Level.BREAKING, Level.RISK, Level.INFO
CASES: dict[str, tuple[str, str, str, Level]] = {
    "a later major version": ("1.2", "2.0", "ART_MAGIC_OR_ENDIAN", BREAKING),
    "a later minor version": ("1.2", "1.3", "ART_MAGIC_OR_ENDIAN", RISK),
    "an earlier minor version": ("1.2", "1.1", "ART_MAGIC_OR_ENDIAN", BREAKING),
    "fewer sections": ("most_sections: 8", "most_sections: 2", "ART_LIMIT_LOWERED", BREAKING),
    "more sections": ("most_sections: 8", "most_sections: 9", "ART_LIMIT_RAISED", RISK),
    "fewer entries": ("limit: 4", "limit: 2", "ART_LIMIT_LOWERED", BREAKING),
    "kinds with each other's numbers": (
        "{code: 1, data: 2,",
        "{code: 2, data: 1,",
        "ART_UNION_ARM_INSERTED",
        BREAKING,
    ),
    "no sections for data": ("      data: {does: data}\n", "", "ART_REMOVED", BREAKING),
    "a wider place to patch": (
        "absolute: {type: u32}",
        "absolute: {type: u64}",
        "ART_RELOC_KIND_CHANGED",
        BREAKING,
    ),
    "high words first": ("word: 4}", "word: 4, high_first: true}", "ART_FIELD_OFFSET", BREAKING),
    "arguments elsewhere": ("word: 4}", "word: 4, address: 0x80010}", "ART_FIELD_OFFSET", BREAKING),
    "fewer bytes of arguments": ("size: 64, word: 4", "size: 32, word: 4", "ART_LIMIT_LOWERED", BREAKING),
    "another ending": (
        "    magic: DATAFILE\n",
        "    magic: DATAFILE\n    suffix: .df\n",
        "ART_MAGIC_OR_ENDIAN",
        RISK,
    ),
    "a feature more": ("fast: Runs fast.", "fast: Runs fast., slow: Runs slow.", "ART_ADDED", INFO),
    "what a feature is, in other words": ("fast: Runs fast.", "fast: It runs fast.", "DOC_ONLY", INFO),
    "an error with another number": ("code: 7,", "code: 8,", "ART_ERROR_CODE", BREAKING),
    "what an error stands for": ("when: [timeout]", "when: [busy]", "ART_ERROR_CODE", BREAKING),
    "whether trying again helps": ("retry: true, ", "", "ART_ERROR_CODE", RISK),
    "a smaller memory": ("sram: {size: 64 KiB", "sram: {size: 32 KiB", "MEM_REGION_SHRUNK", BREAKING),
    "faults for what worked": (
        "base: 0x10000,",
        "base: 0x10000, misaligned: unaligned,",
        "MEM_ATTR_CHANGED",
        BREAKING,
    ),
    "another fault": (
        "base: 0x10000, out_of_range: bad_address",
        "base: 0x10000, out_of_range: unaligned",
        "MEM_ATTR_CHANGED",
        BREAKING,
    ),
    "wider addresses": (
        "sram: {size: 64 KiB, address: u32",
        "sram: {size: 64 KiB, address: u64",
        "MEM_ATTR_CHANGED",
        BREAKING,
    ),
    "more banks": ("width: 16, banks: 8", "width: 16, banks: 16", "MEM_ATTR_CHANGED", RISK),
    "another size of tensors": ("rows: {dims: {r: 8,", "rows: {dims: {r: 16,", "LAY_TILE_CHANGED", BREAKING),
    "other elements": (
        "{addr: r c}, element: u16",
        "{addr: r c}, element: s16",
        "LAY_ADDRESS_CHANGED",
        BREAKING,
    ),
    "elements of any format": ("r c}, element: u16", "r c}", "LAY_ADDRESS_CHANGED", BREAKING),
    "copies": (
        "place: {addr: r c}, element: u16",
        "place: {addr: r c}, replicate: {addr: 2}, element: u16",
        "LAY_REPLICATION_CHANGED",
        BREAKING,
    ),
    "room that padding takes": (
        "split: {r: [4, 8]}, pad",
        "split: {r: [5, 8]}, pad",
        "LAY_TILE_CHANGED",
        BREAKING,
    ),
}


def _told(found: list[Finding]) -> dict[str, Level]:
    return {one.rule: max(f.level for f in found if f.rule == one.rule) for one in found}


@pytest.mark.parametrize("name", CASES)
def test_each_change_is_told_by_its_rule(name: str, edited: Edited) -> None:
    before, after, rule, level = CASES[name]
    found = edited((before, after))
    told = _told(found)
    assert told.get(rule) is level, told
    about = mine(found)
    assert "SPEC_CHANGED" not in {f.rule for f in about}
    assert all(f.witness is not None for f in about if f.level is BREAKING)


def test_a_memory_that_moved_says_who_is_there_now(edited: Edited) -> None:
    two = "  other: {size: 4 KiB, address: u32, base: 0x30000, space: sram, out_of_range: bad_address, summary: Another.}\n"
    found = edited(
        ("base: 0x10000,", "base: 0x20000,"),
        ("base: 0x30000,", "base: 0x10000,"),
        first=(("  args: {size: 4 KiB", f"{two}  args: {{size: 4 KiB"),),
    )
    (moved,) = [one for one in found if one.subject == "memories.sram.base"]
    assert "at 0x10000 lies other now" in moved.message
    assert moved.witness is not None
    assert (moved.witness.before, moved.witness.after) == ({"byte": 0}, {"fault": "bad_address"})


def test_parts_of_a_tensor_that_lie_otherwise(edited: Edited) -> None:
    kept = (
        "  kept: {dims: {k: {multiple: 4, example: 8}, n: {size: any, example: 4}}, sparse: {axis: k, keep: 2, of: 4}, "
        "element: u8, parts: {values: {layout: plain}, index: {layout: pairs}}, summary: Two of four.}\n"
    )
    pairs = (
        "  pairs: {dims: {q: any, j: any}, arguments: {pitch: {example: 64}}, place: {addr: [[j, pitch], [q, 1]]}, "
        "element: u2, unit: 2, packed: true, summary: Pairs.}\n"
    )
    others = (
        "  plain: {order: row_major, summary: Rows.}\n  turned: {order: column_major, summary: Columns.}\n"
    )
    found = edited(
        ("values: {layout: plain}", "values: {layout: turned}"),
        first=(("  rows: {dims", f"{others}{pairs}{kept}  rows: {{dims"),),
    )
    (one,) = [f for f in found if f.rule.startswith("LAY_")]
    assert one.level is BREAKING
    assert one.witness is not None
    assert one.witness.action == "layout_part"
    assert one.witness.input["part"] == "values"
