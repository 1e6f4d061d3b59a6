from __future__ import annotations

import pytest

from specgen.review import Evidence, Level
from tests.review.isa.conftest import Edit
from tests.review.isa.test_encodings import isa, only

FILES = """options:
  short: {summary: Short forms.}
modifiers:
  low: {value: "value & 0x7f", summary: The low bits.}
directives:
  align: p2align
"""
ALIASES = {"aliases:\n": f"{FILES}aliases:\n"}


def test_a_changed_mnemonic_needs_edits(edit: Edit) -> None:
    found = edit({'"add {d:x}': '"plus {d:x}'})
    one = only(found, "ISA_INSTR_RENAMED")
    assert isa(found) == {"ISA_INSTR_RENAMED"}
    assert one.witness is not None
    assert one.witness.after == {"refused": "it does not assemble"}


def test_operands_in_another_order_are_exchanged_in_silence(edit: Edit) -> None:
    one = only(edit({'"add {d:x}, {a:x}, {b:x}"': '"add {d:x}, {b:x}, {a:x}"'}), "ISA_OPERAND_REORDERED_ASM")
    assert one.witness is not None
    assert isinstance(one.witness.before, str)
    assert isinstance(one.witness.after, str)
    assert one.level is Level.BREAKING


def test_spaces_and_the_base_of_numbers_are_free(edit: Edit) -> None:
    one = only(edit({'"fill {d:x}, {count}"': '"fill {d:x},{count:hex}"'}), "ISA_INSTR_RENAMED")
    assert one.evidence is Evidence.PROVED
    assert one.level is Level.INFO


@pytest.mark.parametrize(
    ("change", "rule", "level"),
    [
        ({'expands: "addi {d}, {a}, 0"': 'expands: "addi {d}, {a}, 1"'}, "ISA_OPERAND_REORDERED_ASM", Level.BREAKING),
        ({'  mv: {assembly: "mv {d:x}, {a:x}", expands: "addi {d}, {a}, 0"}\n': '  ba: {assembly: "ba", expands: "nop 0, 1"}\n'},
         "ISA_INSTR_RENAMED", Level.RISK),
        ({"  short: {summary: Short forms.}\n": "  long: {summary: Long forms.}\n"}, "ISA_INSTR_RENAMED", Level.RISK),
        ({"value & 0x7f": "value & 0x3f"}, "ISA_OPERAND_REORDERED_ASM", Level.BREAKING),
        ({"align: p2align": "align: balign"}, "ISA_OPERAND_REORDERED_ASM", Level.BREAKING),
    ],
)  # fmt: skip
def test_what_files_may_say(edit: Edit, change: dict[str, str], rule: str, level: Level) -> None:
    found = edit(change, ALIASES)
    assert max(one.level for one in found[rule]) is level
    assert [one for one in found[rule] if one.witness is not None]


def test_names_of_registers(edit: Edit) -> None:
    moved = only(edit({"aliases: {zero: 0}": "aliases: {zero: 1}"}), "ISA_OPERAND_REORDERED_ASM")
    assert moved.message == "zero is register 1 of x, and was 0"
    gone = only(edit({"aliases: {zero: 0}, ": ""}), "ISA_INSTR_RENAMED")
    assert gone.message == "zero is no register any more, and was 0"
    more = only(edit({"aliases: {zero: 0}": "aliases: {zero: 0, sp: 2}"}), "ISA_INSTR_RENAMED")
    assert more.level is Level.INFO


def test_a_file_is_smaller_or_greater(edit: Edit) -> None:
    shrunk = only(edit({"shape: [16, 4]": "shape: [16, 2]", "grid(4)": "grid(2)"}), "ISA_REGFILE_SHRUNK")
    assert shrunk.witness is not None
    assert shrunk.witness.input == {"state": "v", "index": [0, 2]}
    assert shrunk.witness.after == {"refused": "there is no such register"}
    assert only(edit({"shape: [16, 4]": "shape: [16, 8]"}), "ISA_REGFILE_GROWN").level is Level.RISK


def test_values_of_enums(edit: Edit) -> None:
    gone = only(edit({"zero: 1, up: 2}": "zero: 1}"}), "ISA_ENUM_VALUE_REMOVED")
    assert gone.witness is not None
    assert gone.witness.before["operands"]["how"] == "up"
    assert gone.witness.after == {"refused": "illegal"}
    plain = edit({'how: {bits: "19:16", enum: mode}': 'how: "19:16"'})
    assert only(plain, "ISA_ENUM_VALUE_CHANGED").level is Level.BREAKING


def test_an_open_enum_names_what_was_a_number_already(edit: Edit) -> None:
    opened = {"up: 2}": "up: 2}, open: true"}
    found = edit({'how: {bits: "19:16", enum: mode}': 'how: "19:16"'}, opened)
    assert only(found, "ISA_ENUM_VALUE_CHANGED").level is Level.RISK


def test_what_is_left_out_on_purpose_is_words(edit: Edit) -> None:
    found = edit({"aliases:\n": "absent: {division: It takes too long.}\naliases:\n"})
    assert found.keys() - {"ART_VERSION_NOT_BUMPED"} == {"DOC_ONLY"}
