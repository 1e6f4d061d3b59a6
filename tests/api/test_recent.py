"""What changed in the last month, by git and by records."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from specgen.api import add_release
from specgen.api.recent import Recent, recent
from specgen.model import load

SPEC = """\
name: tiny
version: {version}
state:
  pc: {{type: u32, role: program_counter}}
  x: {{type: s32, count: 16, names: "x{{i}}"}}
memories: {{rom: {{size: 4 KiB, address: u32}}}}
faults: {{illegal: {{code: 1}}, no_memory: {{code: 2}}}}
processors: {{core: {{program_counter: pc, memory: rom, illegal: illegal, fetch: no_memory}}}}
formats:
  r: {{width: 16, fields: {{opcode: "3:0", rd: "7:4", rs1: "11:8", rs2: "15:12"}}}}
instructions:
  add:
    format: r
    encoding: {{opcode: {opcode}}}
    assembly: "add {{rd:x}}, {{rs1:x}}, {{rs2:x}}"
    semantics: "x[rd] = x[rs1] + x[rs2]"
"""


def _put(folder: Path, version: str, opcode: int) -> Path:
    spec = folder / "spec"
    spec.mkdir(exist_ok=True)
    (spec / "spec.yaml").write_text(SPEC.format(version=version, opcode=opcode), encoding="utf-8")
    return spec


def _commit(folder: Path, day: str) -> None:
    when = f"{day}T12:00:00+0000"
    dated = os.environ | {
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    who = ["-c", "user.name=a", "-c", "user.email=a@b.invalid"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", day]):
        subprocess.run(["git", "-C", str(folder), *words], check=True, env=dated)


def _recent(folder: Path) -> Recent:
    return recent(load(folder / "spec"))


def test_the_revision_of_a_month_ago_is_compared(tmp_path: Path) -> None:
    _put(tmp_path, "0.1.0", 1)
    _commit(tmp_path, "2026-01-05")
    _put(tmp_path, "0.2.0", 2)
    _commit(tmp_path, "2026-03-01")
    found = _recent(tmp_path)
    assert (found.day, found.why) == ("2026-03-01", "")
    assert "2026-01-29 or before" in found.since
    assert [one.rule for one in found.findings if one.level == "breaking"] == ["ISA_OPCODE_CHANGED"]
    assert found.counts["breaking"] == 1


def test_a_release_stands_in_where_git_is_too_young(tmp_path: Path) -> None:
    _put(tmp_path, "0.1.0", 1)
    add_release(tmp_path / "spec", tmp_path / "releases")
    _put(tmp_path, "0.2.0", 2)
    _commit(tmp_path, "2026-03-01")
    found = _recent(tmp_path)
    assert (found.since, found.why) == ("release 0.1.0", "")
    assert "breaking" in found.counts


def test_nothing_is_said_to_have_changed_where_nothing_has(tmp_path: Path) -> None:
    _put(tmp_path, "0.1.0", 1)
    add_release(tmp_path / "spec", tmp_path / "releases")
    _commit(tmp_path, "2026-03-01")
    found = _recent(tmp_path)
    assert (found.since, found.why, found.counts, found.findings) == ("release 0.1.0", "", {}, ())


@pytest.mark.parametrize("known", [False, True])
def test_it_says_why_nothing_was_compared(tmp_path: Path, known: bool) -> None:
    _put(tmp_path, "0.1.0", 1)
    if known:
        _commit(tmp_path, "2026-03-01")
    found = _recent(tmp_path)
    assert found.findings == ()
    assert found.why == (
        "nothing from before was recorded" if known else "neither git nor a record says when it changed"
    )


def test_an_old_spec_that_has_errors_is_told(tmp_path: Path) -> None:
    spec = _put(tmp_path, "0.1.0", 1)
    (spec / "spec.yaml").write_text("name: tiny\nversion: 0.1.0\nnonsense: 1\n", encoding="utf-8")
    _commit(tmp_path, "2026-01-05")
    _put(tmp_path, "0.2.0", 2)
    _commit(tmp_path, "2026-03-01")
    assert _recent(tmp_path).why.startswith("it cannot be compared: ")
