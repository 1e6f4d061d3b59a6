from __future__ import annotations

from pathlib import Path

import pytest

from specgen.review import Search, all_rules, rule_sheets, sheets, shelved, shelved_sheets
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


def test_sheets_are_kept_until_what_they_are_made_of_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = {name: rule for name, rule in all_rules().items() if rule.family == "LAY"}
    monkeypatch.setattr(sheets, "all_rules", lambda: some)
    monkeypatch.setattr(shelved, "code_of", lambda _: ["code"])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    search = Search(trials=4, solver=10_000)
    made = shelved_sheets(search)
    assert made == rule_sheets(search) and any(one.found for one in made)
    monkeypatch.setattr(shelved, "rule_sheets", lambda _: ())
    assert shelved_sheets(search) == made
    monkeypatch.setattr(shelved, "code_of", lambda _: ["other code"])
    assert shelved_sheets(search) == ()
