"""The example packages do what they are for, through the command as users call it."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.plugins.conftest import Call


def test_a_generator(specgen: Call, spec: Path) -> None:
    assert "csv            from specgen-csv 1.0.0" in specgen("generate", "--list").stdout
    done = specgen("generate", "csv", "-o", "out")
    assert (done.returncode, done.stderr) == (0, "")
    with (spec.parent / "out/csv/large.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["register"] for row in rows] == ["status", "status", "source_address_low_word", "tmp_count"]
    assert rows[1] == {
        "block": "dma", "register": "status", "address": "0x1000", "field": "level",
        "bits": "7:4", "access": "rw", "reset": "0x3", "summary": "How full.",
    }  # fmt: skip
    assert specgen("generate", "csv", "-o", "out", "--check").returncode == 0
    (spec.parent / "out/csv/small.csv").unlink()
    assert "small.csv: missing" in specgen("generate", "csv", "-o", "out", "--check").stdout


def test_a_check(specgen: Call, spec: Path) -> None:
    done = specgen("check")
    assert (
        "warning[house-register-name]: source_address_low_word has 23 characters; 20 are the most"
        in done.stdout
    )
    assert "spec/spec.yaml:17:7: warning[house-register-name]: 'tmp' in tmp_count says nothing" in done.stdout
    assert specgen("check", "--strict").returncode == 1
    told = specgen("explain", "house-register-name").stdout
    assert "It becomes part of macros in C" in told


def test_a_check_is_set_up_beside_the_spec(specgen: Call, spec: Path) -> None:
    settings = spec / "plugins.yaml"
    settings.write_text("checks: {house-register-name: {most: 32, unwanted: [word]}}\n", encoding="utf-8")
    (found,) = [line for line in specgen("check").stdout.splitlines() if "house" in line]
    assert "'word' in source_address_low_word" in found
    settings.write_text("checks: {house-register-name: {mots: 3}, house-names: {}}\n", encoding="utf-8")
    done = specgen("check")
    assert done.returncode == 1
    assert "has no setting 'mots'" in done.stdout
    assert "did you mean 'most'?" in done.stdout
    assert "no installed package adds the rule 'house-names'" in done.stdout
