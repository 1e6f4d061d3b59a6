"""What users and tools are shown, to the letter."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from specgen.source import Diagnostics, Related, SourceFile, all_rules, render

FILE = SourceFile("spec/a, b.yaml", "add: {opcode: 0x33}\nsub: {opcode: 0x33}\n漢字: {é: 1}\n")
STD = SourceFile("std:types/ofp 8.yaml", "x: 1\n" * 100)


@pytest.fixture
def found() -> Diagnostics:
    diagnostics = Diagnostics()
    diagnostics.error(
        "yaml-duplicate-key",
        "'sub' has the word of 'add'",
        FILE.at(34, 4),
        related=[Related(FILE.at(14, 4), "'add' is here"), Related(STD.at(450), "and here")],
        hint="give it a word of its own",
    )
    diagnostics.warning("yaml-key", "100 %\nsure", FILE.at(45, 1))
    diagnostics.info("yaml-tag", "no text here", SourceFile("/abs/c.yaml", "").at(0))
    return diagnostics


TEXT = """\
/abs/c.yaml:1:1: info[yaml-tag]: no text here

spec/a, b.yaml:2:15: error[yaml-duplicate-key]: 'sub' has the word of 'add'
   2 | sub: {opcode: 0x33}
     |               ^^^^
spec/a, b.yaml:1:15: note: 'add' is here
   1 | add: {opcode: 0x33}
     |               ^^^^
std:types/ofp 8.yaml:91:1: note: and here
  91 | x: 1
     | ^
     = hint: give it a word of its own

spec/a, b.yaml:3:6: warning[yaml-key]: 100 % sure
  3 | 漢字: {é: 1}
    |        ^

1 error, 1 warning, 1 info
"""
GITHUB = """\
::notice file=/abs/c.yaml,line=1,col=1,title=yaml-tag::no text here
::error file=spec/a%2C b.yaml,line=2,col=15,endLine=2,endColumn=19,title=yaml-duplicate-key::\
'sub' has the word of 'add'%0Aspec/a, b.yaml:1:15: 'add' is here%0Astd:types/ofp 8.yaml:91:1: and here%0A\
hint: give it a word of its own
::warning file=spec/a%2C b.yaml,line=3,col=6,endLine=3,endColumn=7,title=yaml-key::100 %25%0Asure
"""


def test_text(found: Diagnostics) -> None:
    assert render(found) == TEXT
    assert render(Diagnostics()) == "no findings\n"


def test_colours_add_nothing_else(found: Diagnostics) -> None:
    import re

    shown = render(found, colour=True)
    assert "\033[1;31merror\033[0m" in shown
    assert re.sub("\033\\[[0-9;]*m", "", shown) == TEXT


def test_text_of_a_spec_cannot_command_a_terminal() -> None:
    diagnostics = Diagnostics()
    file = SourceFile("a.yaml", "a: \x1b[2J\x07b\n")
    diagnostics.error("yaml-tag", "see \x1b[2J", file.at(9), hint="\x1b]0;x")
    assert "\x1b" not in render(diagnostics)
    assert "a:  [2J b\n    |          ^\n" in render(diagnostics)


def test_github(found: Diagnostics) -> None:
    assert render(found, "github") == GITHUB
    assert render(Diagnostics(), "github") == ""


def test_json(found: Diagnostics) -> None:
    document = json.loads(render(found, "json"))
    assert (document["format"], document["version"]) == ("specgen-diagnostics", 1)
    assert document["summary"] == {"error": 1, "warning": 1, "info": 1}
    assert document["diagnostics"][1] == {
        "rule": "yaml-duplicate-key",
        "severity": "error",
        "message": "'sub' has the word of 'add'",
        "hint": "give it a word of its own",
        "location": {"path": "spec/a, b.yaml", "line": 2, "column": 15, "end_column": 19},
        "related": [
            {
                "message": "'add' is here",
                "location": {"path": "spec/a, b.yaml", "line": 1, "column": 15, "end_column": 19},
            },
            {
                "message": "and here",
                "location": {"path": "std:types/ofp 8.yaml", "line": 91, "column": 1, "end_column": None},
            },
        ],
    }


def test_sarif(found: Diagnostics) -> None:
    log = json.loads(render(found, "sarif"))
    assert (log["version"], set(log)) == ("2.1.0", {"$schema", "version", "runs"})
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["yaml-duplicate-key", "yaml-key", "yaml-tag"]
    assert run["columnKind"] == "unicodeCodePoints"
    note, error, warning = run["results"]
    assert [result["level"] for result in (note, error, warning)] == ["note", "error", "warning"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert error["locations"] == [place("spec/a%2C%20b.yaml", 2, 15, 19)]
    first, second = error["relatedLocations"]
    assert first == {"id": 0, "message": {"text": "'add' is here"}, **place("spec/a%2C%20b.yaml", 1, 15, 19)}
    assert second["physicalLocation"]["artifactLocation"]["uri"] == "std:types/ofp%208.yaml"
    assert note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///abs/c.yaml"


def place(uri: str, line: int, column: int, end: int) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": column, "endColumn": end}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def test_sarif_describes_every_rule() -> None:
    diagnostics = Diagnostics()
    for rule in all_rules():
        diagnostics.report(rule.id, "x", FILE.at(0))
    (run,) = json.loads(render(diagnostics, "sarif"))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert set(rule) == {"id", "shortDescription", "fullDescription", "help", "defaultConfiguration"}
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        for part in ("shortDescription", "fullDescription", "help"):
            assert rule[part]["text"]


def test_a_format_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="no such format: 'xml'"):
        render(Diagnostics(), "xml")


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    import subprocess

    script = "import sys, specgen.source; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"pydantic", "yaml", "json", "rich", "numpy", "fractions"} & set(done.stdout.split())
