from __future__ import annotations

from tests.cli.running import specgen


def test_a_rule_of_reviews_is_explained_with_what_it_finds_now() -> None:
    shown = specgen("explain", "isa_opcode_changed")
    assert shown.exit_code == 0
    assert shown.output.startswith("ISA_OPCODE_CHANGED (breaking)\n")
    assert "  compiler  breaks\n" in shown.output
    assert "  back  an old artefact meets a new consumer\n" in shown.output
    found, _, near = shown.output.partition("Not found in this one:")
    assert "    -    encoding: {opcode: 0x12}\n" in found
    assert "    opcode of add was 0x12" in found
    assert "      before  {" in found
    assert "@@" in near


def test_a_rule_of_checks_is_found_in_any_case() -> None:
    assert specgen("explain", "ISA-encoding-overlap").output.startswith("isa-encoding-overlap (error)")
    assert specgen("explain", "review-approval-stale").exit_code == 0


def test_both_kinds_are_listed() -> None:
    shown = specgen("explain").output
    assert "isa-encoding-overlap " in shown
    assert "\nISA_OPCODE_CHANGED " in shown
    assert "B B B B B  " in shown


def test_a_misspelt_rule_is_told_the_nearest() -> None:
    done = specgen("explain", "ISA_OPCODE_CHANGE")
    assert done.exit_code == 2
    assert "did you mean 'ISA_OPCODE_CHANGED'?" in done.stderr
