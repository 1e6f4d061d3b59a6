"""`specgen diff`: what it takes, how it ends, and what it says where a side is not to be had."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import specgen
from tests.review.reports.conftest import MEMORY, OPCODE, SMALL, SUMMARY, VERSION, edited, put

QUICK = "--no-search"


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a spec in it, and a change of it in the working tree."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "hw" / "spec", SMALL)
    author = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    for words in (("init", "-q"), ("add", "."), (*author, "commit", "-q", "-m", "First")):
        subprocess.run(["git", *words], check=True, cwd=tmp_path)
    put(tmp_path / "hw" / "spec", edited(SMALL, OPCODE, VERSION))
    return tmp_path


def test_a_revision_is_compared_with_a_folder(sides: Path) -> None:
    done = specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK)
    assert done.exit_code == 1
    assert "hw/spec/spec.yaml:33:24: opcode of addi was 0x13, and is 0x15" in done.output
    assert "before hw/spec/spec.yaml" in done.output
    assert "/tmp" not in done.output
    named = specgen("diff", "HEAD:hw/spec", "hw/spec", QUICK)
    assert named.output == done.output


def test_what_differs_in_words_passes(sides: Path) -> None:
    put(sides / "hw" / "spec", edited(SMALL, SUMMARY))
    done = specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK)
    assert (done.exit_code, done.stderr) == (0, "")
    assert specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--fail-on", "info").exit_code == 1


def test_what_never_fails_passes(sides: Path) -> None:
    assert specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--fail-on", "never").exit_code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("nope", "hw/spec"),
            "'nope' is no folder with a spec.yaml, no archive, and no revision of git here",
        ),
        (("hw", "hw/spec"), "hw holds no spec.yaml"),
        (("HEAD:sw", "hw/spec"), "HEAD has no sw/spec.yaml; name the folder: HEAD:FOLDER"),
        (("HEAD", "hw/spec", "--spec", "hw/spec", "--variant", "huge"), "there are narrow, wide"),
        (("HEAD", "hw/spec", "--format", "htm"), "did you mean 'html'?"),
        (("HEAD", "hw/spec", "--consumer", "driver"), "there are compiler, runtime"),
        (("HEAD", "hw/spec", "--approve", "0" * 12), "--approve needs --owner, --reason and --expires"),
        (("HEAD", "hw/spec", "--owner", "me"), "go with --approve"),
        (("HEAD", "hw/spec", "--policy", "none.yaml"), "'none.yaml' does not exist"),
    ],
)
def test_wrong_use(sides: Path, words: tuple[str, ...], told: str) -> None:
    done = specgen("diff", *words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_an_old_side_with_errors_is_told_as_it_is_known(sides: Path) -> None:
    put(
        sides / "hw" / "old",
        edited(SMALL, ("format: i\n    encoding: {opcode: 0x13}", "format: j\n    encoding: {opcode: 0x13}")),
    )
    author = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    for words in (("add", "hw/old"), (*author, "commit", "-q", "-m", "Second")):
        subprocess.run(["git", *words], check=True, cwd=sides)
    done = specgen("diff", "HEAD:hw/old", "hw/spec")
    assert done.exit_code == 1
    assert "HEAD:hw/old/spec.yaml:32:13: error[" in done.stderr
    assert "/tmp" not in done.stderr


def test_a_report_is_written_into_a_file(sides: Path) -> None:
    done = specgen(
        "diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--format", "json", "-o", "report.json"
    )
    assert (done.exit_code, done.output) == (1, "")
    assert json.loads((sides / "report.json").read_text())["failed"] is True
    assert (
        specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "-o", "no/such/report").exit_code == 2
    )


def test_one_variant_alone(sides: Path) -> None:
    done = specgen(
        "diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--variant", "wide", "--format", "json"
    )
    assert json.loads(done.output)["variants"] == ["wide"]


def _print(rule: str) -> str:
    done = specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--format", "json")
    return str(next(one["fingerprint"] for one in json.loads(done.output)["findings"] if one["rule"] == rule))


def _approve(fingerprint: str) -> int:
    return specgen(
        *("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--approve", fingerprint),
        *("--owner", "r.lind", "--reason", "It's: fine # really", "--expires", "2099-01-31"),
    ).exit_code


def test_an_approval_is_written_and_comments_stay(sides: Path) -> None:
    put(sides / "hw" / "spec", edited(SMALL, OPCODE, MEMORY, VERSION))
    policy = sides / "hw" / "spec" / "review.yaml"
    policy.write_text("# ours\nconsumers:\n  tools: {fail_on: never} # no tools yet", encoding="utf-8")
    assert _approve(_print("ISA_OPCODE_CHANGED")) == 0
    assert _approve(_print("MEM_REGION_SHRUNK")) == 0
    text = policy.read_text(encoding="utf-8")
    assert text.startswith(
        "# ours\nconsumers:\n  tools: {fail_on: never} # no tools yet\napprovals:\n  - fingerprint"
    )
    done = specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK)
    assert done.exit_code == 0, done.output
    assert "approved by r.lind until 2099-01-31: It's: fine # really" in done.output
    assert (
        specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--today", "2100-01-01").exit_code == 1
    )


@pytest.mark.parametrize("text", ["approvals: []\n", "approvals: []\nfail_on: risk\n"])
def test_an_approval_that_has_no_place_is_shown(sides: Path, text: str) -> None:
    (sides / "hw" / "spec" / "review.yaml").write_text(text, encoding="utf-8")
    done = specgen(
        *("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK, "--approve", _print("ISA_OPCODE_CHANGED")),
        *("--owner", "me", "--reason", "why", "--expires", "2099-01-31"),
    )
    assert done.exit_code == 2
    assert "add there\n\n  - fingerprint: " in done.stderr
    assert (sides / "hw" / "spec" / "review.yaml").read_text(encoding="utf-8") == text


def test_what_is_approved_twice_or_is_not_there_is_refused(sides: Path) -> None:
    fingerprint = _print("ISA_OPCODE_CHANGED")
    assert _approve("0" * 12) == 2
    assert _approve(fingerprint) == 0
    before = (sides / "hw" / "spec" / "review.yaml").read_text(encoding="utf-8")
    assert _approve(fingerprint) == 1
    assert (sides / "hw" / "spec" / "review.yaml").read_text(encoding="utf-8") == before


def test_the_folder_of_the_new_side_is_that_of_the_old(sides: Path) -> None:
    named = specgen("diff", "HEAD", "hw/spec", "--spec", "hw/spec", QUICK)
    assert specgen("diff", "HEAD", "hw/spec", QUICK).output == named.output


def test_a_branch_is_compared_with_where_it_left_another(sides: Path) -> None:
    author = ("-c", "user.name=me", "-c", "user.email=me@example.org")
    for words in (
        ("checkout", "-q", "-b", "change"),
        (*author, "commit", "-qam", "Change"),
        ("branch", "-f", "main", "HEAD~1"),
    ):
        subprocess.run(["git", *words], check=True, cwd=sides)
    subprocess.run(["git", "checkout", "-q", "main"], check=True, cwd=sides)
    put(sides / "hw" / "spec", edited(SMALL, MEMORY))
    subprocess.run(["git", *author, "commit", "-qam", "Go on"], check=True, cwd=sides)
    subprocess.run(["git", "checkout", "-q", "change"], check=True, cwd=sides)
    both = specgen("diff", "main", "hw/spec", QUICK)
    ours = specgen("diff", "--merge-base", "main", "hw/spec", QUICK)
    assert "MEM_REGION" in both.output
    assert "ISA_OPCODE_CHANGED" in ours.output
    assert "MEM_REGION" not in ours.output
    assert "no revision of git" in specgen("diff", "--merge-base", "nope", "hw/spec").stderr


def test_a_new_spec_may_be_new(sides: Path) -> None:
    (sides / "hw" / "spec").rename(sides / "hw" / "other")
    refused = specgen("diff", "HEAD", "hw/other", QUICK)
    assert (refused.exit_code, refused.output) == (2, refused.stderr)
    allowed = specgen("diff", "--allow-new", "HEAD", "hw/other", QUICK)
    assert allowed.exit_code == 0
    assert allowed.stdout.startswith("nothing to compare with: HEAD has no hw/other/spec.yaml")
