"""The example packages do what they are for, through the command; what the page on extending runs is not run again here."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.plugins.conftest import SPEC, Call


def test_a_generator(specgen: Call, spec: Path) -> None:
    done = specgen("generate", "csv", "-o", "out")
    assert (done.returncode, done.stderr) == (0, "")
    with (spec.parent / "out/csv/large.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["register"] for row in rows] == ["status", "status", "source_address_low_word", "tmp_count"]
    assert rows[1] == {
        "block": "dma", "register": "status", "address": "0x1000", "field": "level",
        "bits": "7:4", "access": "rw", "reset": "0x3", "summary": "How full.",
    }  # fmt: skip
    (spec.parent / "out/csv/small.csv").unlink()
    assert "small.csv: missing" in specgen("generate", "csv", "-o", "out", "--check").stdout


EXAMPLES = """
import sys
from pathlib import Path
from specgen import api
from specgen.checks.examples import write_example
rule = api.rules()["house-register-name"]
for name, text in (("wrong", rule.wrong), ("right", rule.right)):
    print(*{found.rule for found in api.check(write_example(text, Path(sys.argv[1]) / name))} & {rule.id})
"""


def test_the_examples_of_a_check_hold(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", EXAMPLES, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(installed)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "house-register-name\n\n"


def test_a_setting_that_does_not_exist(specgen: Call, spec: Path) -> None:
    text = "checks: {house-register-name: {mots: 3}, house-names: {}}\n"
    (spec / "plugins.yaml").write_text(text, encoding="utf-8")
    done = specgen("check")
    assert done.returncode == 1
    assert "has no setting 'mots'" in done.stdout
    assert "did you mean 'most'?" in done.stdout
    assert "no installed package adds the rule 'house-names'" in done.stdout


def test_a_rule_of_reviews(specgen: Call, spec: Path) -> None:
    new = spec.parent / "new"
    new.mkdir()
    changed = SPEC.replace("reset: 3", "reset: 5").replace('busy: {bits: "0"', 'busy: {bits: "1"')
    (new / "spec.yaml").write_text(changed, encoding="utf-8")
    (new / "plugins.yaml").write_text(
        "diff: {HOUSE_FROZEN_REGISTER: {registers: [dma.status]}}\n", encoding="utf-8"
    )
    done = specgen("diff", "spec", "new", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    found = [one for one in json.loads(done.stdout)["findings"] if one["rule"] == "HOUSE_FROZEN_REGISTER"]
    assert "dma.status is frozen: registers.dma.registers.status.fields.level.reset was 3, is 5" in [
        one["message"] for one in found
    ]
    assert {one["level"] for one in found} == {"breaking"}
    (new / "plugins.yaml").write_text("diff: {HOUSE_FROZEN_REGISTERS: {}}\n", encoding="utf-8")
    done = specgen("diff", "spec", "new")
    assert done.returncode == 1
    assert "new/plugins.yaml:1:8: error[plugin-setting]: no installed package adds the rule" in done.stderr


def test_a_folder_of_templates_with_and_without_its_package(specgen: Call, spec: Path, root: Path) -> None:
    folder = root / "examples/plugins/cheatsheet/specgen_cheatsheet/templates"
    assert specgen("generate", "cheatsheet", "--template", folder, "-o", "out").returncode == 0
    page = (spec.parent / "out/cheatsheet/large.md").read_text(encoding="utf-8")
    assert "| 0x00001008 | `dma.tmp_count` | tmp_count |" in page
    assert (spec.parent / "out/templates/large.md").read_text(encoding="utf-8") == page
    assert specgen("generate", "--template", folder, "-o", "out", "--check").returncode == 0


def test_all_are_listed(specgen: Call) -> None:
    listed = json.loads(specgen("plugins", "--format", "json").stdout)
    assert [(one["name"], one["status"]) for one in listed["plugins"]] == [
        ("cheatsheet", "ok"), ("csv", "ok"), ("names", "ok"), ("frozen", "ok"),
    ]  # fmt: skip
