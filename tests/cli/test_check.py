"""check, explain, schema, new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from specgen import api
from tests.cli.running import files_of, specgen

BROKEN = "name: broken\nversion: 0.1.0\nstate: {r: {type: u33x}}\nenums: {e: {values: {a: 0, b: 0}}}\n"
WARNED = "name: warned\nversion: 0.1.0\nfaults: {hot: {code: 1, summary: Too hot.}}\n"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(BROKEN, encoding="utf-8")
    return tmp_path


def test_a_good_spec_has_no_findings(slate: Path) -> None:
    result = specgen("check", "--spec", slate)
    assert (result.exit_code, result.output) == (0, "no findings\n")


def test_a_spec_may_be_named_by_its_file(slate: Path) -> None:
    assert specgen("check", "--spec", slate / "spec.yaml").exit_code == 0


def test_all_findings_are_shown_at_once(broken: Path) -> None:
    result = specgen("check", "--spec", broken)
    assert result.exit_code == 1
    assert "spec.yaml:3:" in result.stdout
    assert "spec.yaml:4:" in result.stdout
    assert "2 errors" in result.stdout


def test_warnings_pass_unless_strict(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(WARNED, encoding="utf-8")
    assert specgen("check", "--spec", tmp_path).exit_code == 0
    assert specgen("check", "--spec", tmp_path, "--strict").exit_code == 1


def test_json_and_sarif_parse_and_agree(broken: Path) -> None:
    found = json.loads(specgen("check", "--spec", broken, "--format", "json").stdout)
    sarif = json.loads(specgen("check", "--spec", broken, "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    results = sarif["runs"][0]["results"]
    rules = [one["rule"] for one in found["findings" if "findings" in found else "diagnostics"]]
    assert [one["ruleId"] for one in results] == rules
    assert len(rules) == 2


def test_annotations_are_a_line_a_finding(broken: Path) -> None:
    lines = specgen("check", "--spec", broken, "--format", "github").stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("::error file=") for line in lines)


@pytest.mark.parametrize("style", ["json", "sarif", "github"])
def test_nothing_found_is_well_formed_too(slate: Path, style: str) -> None:
    text = specgen("check", "--spec", slate, "--format", style).stdout
    assert text == "" if style == "github" else isinstance(json.loads(text), dict)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", 1), (b"\x00" * 100, 1), (bytes(range(256)), 1), (b"- a\n", 1), (b"&a [*a]", 1), (b"{" * 5000, 1)],
)
def test_a_spec_that_is_none_is_findings(tmp_path: Path, content: bytes, code: int) -> None:
    (tmp_path / "spec.yaml").write_bytes(content)
    for command in (
        ["check"],
        ["generate", "-o", str(tmp_path / "out")],
        ["decode", "1"],
        ["perf", "roofline"],
    ):
        result = specgen(*command, "--spec", tmp_path)
        assert result.exit_code == code, command
        assert "error[" in result.output
    assert not (tmp_path / "out").exists()


def test_a_spec_that_is_a_folder_or_a_broken_link_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "folder" / "spec.yaml").mkdir(parents=True)
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "spec.yaml").symlink_to("nowhere")
    for name in ("folder", "link"):
        result = specgen("check", "--spec", tmp_path / name)
        assert result.exit_code == 1
        assert "cannot read" in result.output


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["generate"],
        ["build"],
        ["docs", "build"],
        ["perf", "roofline"],
        ["decode", "1"],
        ["encode", "nop"],
    ],
)
def test_a_missing_spec_is_wrong_use(tmp_path: Path, command: list[str]) -> None:
    for spec, says in ((tmp_path, "holds no spec.yaml"), (tmp_path / "none", "there is no folder")):
        result = specgen(*command, "--spec", spec)
        assert result.exit_code == 2
        assert says in result.stderr
        assert "specgen new DIR" in result.stderr


def test_every_rule_is_listed_and_explained() -> None:
    listed = specgen("explain").stdout.splitlines()
    both = [*api.rules(), *api.review_rules()]
    assert [line.split()[0] for line in listed if line and not line.startswith("Of reviews")] == both
    for rule in api.rules().values():
        text = specgen("explain", rule.id).stdout
        assert rule.summary in text
        assert "Wrong:" in text
        assert "Right:" in text


def test_the_schema_is_json_and_goes_where_it_is_sent(tmp_path: Path) -> None:
    printed = specgen("schema").stdout
    assert "properties" in json.loads(printed)
    assert specgen("schema", "-o", tmp_path / "a" / "b").exit_code == 0
    assert (tmp_path / "a" / "b" / "specgen.json").read_text(encoding="utf-8") == printed
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        assert specgen("schema", "-o", place).exit_code == 2


def test_a_new_spec_bears_its_folder_s_name(tmp_path: Path) -> None:
    result = specgen("new", tmp_path / "Ten-Core")
    assert result.exit_code == 0
    assert "name: ten_core\n" in (tmp_path / "Ten-Core" / "spec.yaml").read_text(encoding="utf-8")
    named = sorted(line for line in result.stdout.splitlines())
    assert named == sorted(str(tmp_path / "Ten-Core" / path) for path in files_of(tmp_path / "Ten-Core"))
    assert [path.name for path in tmp_path.iterdir()] == ["Ten-Core"]


def test_an_empty_folder_will_do_and_a_full_one_is_left_alone(tmp_path: Path) -> None:
    assert specgen("new", tmp_path, "--name", "ours").exit_code == 0
    before = files_of(tmp_path)
    assert specgen("new", tmp_path, "--name", "theirs").exit_code == 2
    assert files_of(tmp_path) == before


@pytest.mark.parametrize("name", ["9lives", "a b", "", "Ä", "../x", "a\nb: c"])
def test_a_name_that_is_none_is_wrong_use(tmp_path: Path, name: str) -> None:
    assert specgen("new", tmp_path / "x", f"--name={name}").exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_new_spec_below_a_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert specgen("new", tmp_path / "file").exit_code == 2
    assert specgen("new", tmp_path / "file" / "below").exit_code == 2
