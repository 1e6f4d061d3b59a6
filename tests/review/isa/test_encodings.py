from __future__ import annotations

import pytest

from specgen.review import Evidence, Finding, Level
from tests.review.isa.conftest import Edit, Judged

DOT = '  dot:\n    format: r\n    encoding: {opcode: 0x1f}\n    assembly: "dot {d:x}, {a:x}, {b:x}"\n'
IMM = 'imm: {bits: "23:16", signed: true}, reserved: "31:24"}'


def only(found: Judged, rule: str) -> Finding:
    assert len(found.get(rule, [])) == 1, {
        name: [one.message for one in ones] for name, ones in found.items()
    }
    return found[rule][0]


def isa(found: Judged) -> set[str]:
    return {rule for rule in found if rule.startswith("ISA_")}


def test_an_opcode_has_a_word_that_was_the_instruction(edit: Edit) -> None:
    one = only(edit({"opcode: 0x12}": "opcode: 0x32}"}), "ISA_OPCODE_CHANGED")
    assert one.witness is not None
    assert one.witness.before["instruction"] == "add"
    assert one.witness.after == {"refused": "illegal"}
    assert one.why == f"the word {one.witness.input['word']} is add d=0 a=0 b=0 before, illegal after"


def test_one_finding_tells_of_all_instructions_of_a_format(edit: Edit) -> None:
    found = edit({IMM: 'imm: {bits: "31:24", signed: true}, reserved: "23:16"}'})
    one = only(found, "ISA_FIELD_MOVED")
    assert one.message == "imm of i moved from bits 23:16 to 31:24: 1 instruction"
    assert one.subject == "formats.i.fields.imm"
    assert {rule for rule in isa(found) if found[rule][0].level > Level.INFO} == {"ISA_FIELD_MOVED"}


def test_widening_over_bits_that_had_to_be_zero_is_a_risk_only(edit: Edit) -> None:
    zero = {'spare: {bits: "31:20", reserved: ignored}': 'spare: {bits: "31:20", reserved: zero}'}
    found = edit(
        {
            '"19:12"': '"21:12"',
            'spare: {bits: "31:20", reserved: zero}': 'spare: {bits: "31:22", reserved: zero}',
        },
        zero,
    )
    assert only(found, "ISA_FIELD_WIDENED_INTO_RESERVED").level is Level.RISK
    ignored = edit({'"19:12"': '"21:12"', 'spare: {bits: "31:20"': 'spare: {bits: "31:22"'})
    assert only(ignored, "ISA_FIELD_WIDENED_INTO_RESERVED").level is Level.BREAKING


def test_a_sign_that_is_read_from_a_new_bit_breaks_also_over_zeros(edit: Edit) -> None:
    found = edit({IMM: 'imm: {bits: "24:16", signed: true}, reserved: "31:25"}'})
    one = only(found, "ISA_FIELD_WIDENED_INTO_RESERVED")
    assert one.level is Level.BREAKING
    assert one.witness is not None


def test_a_format_that_nobody_uses_breaks_nobody(edit: Edit) -> None:
    unused = {"  s: {width": '  spare: {width: 32, fields: {opcode: "7:0", rest: "31:8"}}\n  s: {width'}
    found = edit({'rest: "31:8"': 'reserved: "15:8", rest: "31:16"'}, unused)
    assert {one.level for ones in found.values() for one in ones if one.rule.startswith("ISA")} == {
        Level.INFO
    }


def test_reserved_bits_may_be_divided(edit: Edit) -> None:
    found = edit({'b: "19:16", hint: {bits: "23:20", reserved: ignored}, reserved: "31:24"':
                  'b: "19:16", hint: {bits: "23:20", reserved: ignored}, reserved_a: "31:28", reserved_b: "27:24"'})  # fmt: skip
    assert {one.level for rule in isa(found) for one in found[rule]} == {Level.INFO}


def test_withdrawing_is_told_apart_from_removing(edit: Edit) -> None:
    found = edit({"opcode: 0x1f}\n": "opcode: 0x1f}\n    retired: {in: 1.0.0}\n"})
    assert isa(found) == {"ISA_INSTR_REMOVED_TOMBSTONED"}
    later = edit({"opcode: 0x1f}\n": "opcode: 0x1f}\n    retired: {in: 2.0.0}\n"})
    assert only(later, "ISA_INSTR_REMOVED_TOMBSTONED").evidence is Evidence.PROVED


def test_a_version_makes_an_announced_withdrawal_true(edit: Edit) -> None:
    announced = {"opcode: 0x1f}\n": "opcode: 0x1f}\n    retired: {in: 2.0.0}\n"}
    found = edit({"version: 1.0.0": "version: 2.0.0"}, announced)
    assert only(found, "ISA_INSTR_REMOVED_TOMBSTONED").witness is not None
    back = edit({"version: 2.0.0": "version: 1.9.0"}, {**announced, "version: 1.0.0": "version: 2.0.0"})
    assert only(back, "ISA_INSTR_ADDED").level is Level.RISK


def test_a_code_is_reused_within_its_rule_or_not(edit: Edit) -> None:
    new = '  sub:\n    format: r\n    encoding: {opcode: 0x1f}\n    assembly: "sub {d:x}, {a:x}, {b:x}"\n    semantics: pass\n'
    for reuse, expected in (("never", True), ("3.0.0", True), ("2.0.0", False)):
        withdrawn = {"opcode: 0x1f}\n": f"opcode: 0x1f}}\n    retired: {{in: 1.0.0, reuse: {reuse}}}\n"}
        found = edit({"version: 1.0.0": "version: 2.0.0", "  dot:\n": f"{new}  dot:\n"}, withdrawn)
        assert ("ISA_OPCODE_REUSED" in found) is expected


def test_a_renamed_instruction_keeps_its_words(edit: Edit) -> None:
    found = edit({"  dot:\n": "  multiply:\n    renamed_from: dot\n", '"dot {d:x}': '"multiply {d:x}'})
    assert isa(found) == {"ISA_INSTR_RENAMED"}
    assert {one.level for one in found["ISA_INSTR_RENAMED"]} == {Level.RISK}
    moved = edit({"  dot:\n": "  multiply:\n    renamed_from: dot\n", "opcode: 0x1f": "opcode: 0x2f"})
    witness = only(moved, "ISA_OPCODE_CHANGED").witness
    assert witness is not None
    assert witness.after == {"refused": "illegal"}


def test_a_renamed_field_or_value_changes_no_word(edit: Edit) -> None:
    found = edit(
        {
            'spare: {bits: "31:20",': 'spare_bits: {renamed_from: spare, bits: "31:20",',
            "up: 2}": "above: {value: 2, renamed_from: up}}",
        }
    )
    assert isa(found) == set()


def test_constraints_are_compared_by_their_words(edit: Edit) -> None:
    first = {DOT: f'{DOT}    constraints: ["d < 8", "a != b"]\n'}
    same = edit({'["d < 8", "a != b"]': '["a != b", "d <= 7"]'}, first)
    assert only(same, "ISA_FIELD_NARROWED").evidence is Evidence.PROVED
    narrower = edit({'"d < 8"': '"d < 7"'}, first)
    one = only(narrower, "ISA_FIELD_NARROWED")
    assert one.witness is not None
    assert one.witness.before["operands"]["d"] == 7
    wider = edit({'"d < 8", ': ""}, first)
    assert only(wider, "ISA_MATCH_MASK_NARROWED").level is Level.RISK


def test_two_instructions_of_one_word(edit: Edit) -> None:
    found = edit({"opcode: 0x1f}": "opcode: 0x12}"})
    witness = only(found, "ISA_DECODE_AMBIGUITY_NEW").witness
    assert witness is not None
    assert witness.before == ["add"]
    assert witness.after == ["add", "dot"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"  plain: {extensions: []}": "  plain: {}"}, "ISA_FEATURE_GATE_REMOVED"),
        ({"  full: {}": "  full: {extensions: []}"}, "ISA_FEATURE_GATE_ADDED"),
    ],
)
def test_extensions_of_a_variant_are_told_once(edit: Edit, change: dict[str, str], rule: str) -> None:
    found = edit(change)
    one = only(found, rule)
    assert one.witness is not None
    assert one.message.endswith("the extension fp: 1 instruction")
    assert isa(found) == {rule}


def test_what_an_extension_requires(edit: Edit) -> None:
    more = {"  fp: {summary: Floating point.}": "  fp: {summary: Floating point.}\n  more: {summary: More.}"}
    needs = edit(
        {
            "  more: {summary: More.}": "  more: {summary: More., requires: [fp]}",
            "  plain: {ext": "  plain: {ext",
        },
        more,
    )
    assert only(needs, "ISA_FEATURE_GATE_ADDED").level is Level.RISK
