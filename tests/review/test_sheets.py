from __future__ import annotations

from specgen.review import Search, all_rules
from specgen.review.sheets import FAMILIES, rule_sheet


def test_a_sheet_says_what_the_rule_finds_in_its_example() -> None:
    sheet = rule_sheet(all_rules()["MEM_REGION_SHRUNK"], Search(trials=0, solver=0))
    assert (sheet.family, sheet.level, sheet.letters) == ("Memories", "breaking", "B B R R R")
    assert sheet.questions == (("back", "an old artefact meets a new consumer"),)
    assert [line[0] for line in sheet.change.splitlines()[3:] if line[0] in "+-"] == ["-", "+"]
    assert sheet.near.startswith("--- before\n+++ after\n@@")
    (found,) = sheet.found
    assert found.message.startswith("sram has ")
    assert [line.split()[0] for line in found.witness[-3:]] == ["memory_access", "before", "after"]


def test_every_family_of_the_table_has_a_title() -> None:
    families = {rule.family for rule in all_rules().values()}
    assert FAMILIES.keys() - families <= {"UAPI", "IRQ", "Q"}
    assert families - FAMILIES.keys() <= {"SPEC", "DOC", "VERSION", "PARAM", "VARIANT"}
