"""Every witness of the family holds when a separate program asks both slices of the JSON report again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from specgen.cli.main import cli
from specgen.review.examples import example_of, ids
from tests.review.replay import behaviour, replay


@pytest.mark.parametrize("rule", [one for one in ids() if one.startswith("SEM_")])
def test_witnesses_hold_when_the_report_is_asked_again(
    rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.review.replay.actions", lambda: behaviour.REPLAY)
    example = example_of(rule)
    for label, text in (("old", example.old), ("new", example.breaking)):
        (tmp_path / label).mkdir()
        (tmp_path / label / "spec.yaml").write_text(text, encoding="utf-8")
    report = tmp_path / "report.json"
    arguments = [
        "diff",
        str(tmp_path / "old"),
        str(tmp_path / "new"),
        "--format",
        "json",
        "--fail-on",
        "never",
    ]
    result = CliRunner().invoke(cli, [*arguments, "-o", str(report)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found = json.loads(report.read_text(encoding="utf-8"))
    mine = {f["fingerprint"] for f in found["findings"] if f["rule"].startswith("SEM_") and f.get("witness")}
    said = {fingerprint: why for fingerprint, why in replay(found) if fingerprint in mine}
    assert said.keys() == mine
    assert not any(said.values()), said
