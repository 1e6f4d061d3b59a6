"""Releases of a small spec: recorded, refused, read again by what came later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from specgen import api
from specgen.releases import ReleaseError, Verdict, known_as, read_golden, write_table
from specgen.review import Search

QUICK = Search(trials=0, solver=0)
FIRST = """\
name: ring
version: 1.0.0
summary: A ring of packets.
enums:
  kind: {values: {idle: 0, move: 1}}
structures:
  packet:
    endian: little
    fields:
      kind: {type: u8, enum: kind}
      flags: {type: u8, bits: {urgent: "0", lane: "3:1", spare: {bits: "7:4", reserved: zero}}}
      length: u16
      count: u32
      address: u64
errors:
  ok: {code: 0, when: [success], summary: Done.}
  full: {code: 1, summary: No room., cause: The ring is full., blame: program, remedy: Wait for it.}
"""


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return folder


def _add(spec: Path, text: str) -> None:
    api.add_release(_write(spec, text), spec.parent / "releases", search=QUICK)


def test_a_release_is_recorded_and_read_again(tmp_path: Path) -> None:
    spec, kept = tmp_path / "spec", tmp_path / "releases"
    _add(spec, FIRST)
    (one,) = api.releases(kept)
    assert (one.version, one.date, list(one.binary)) == ("1.0.0", None, ["default"])
    golden = read_golden(kept, one)
    (packet,) = [a for a in golden.artefacts if a.subject == "structures.packet"]
    values = [value for name, value in packet.answer.items() if name != "urgent"]
    assert len({*values, 0}) == len(values) + 1, "every field has a value of its own"
    found = api.replay_releases(spec, kept)
    assert {x.verdict for x in found} == {Verdict.SAME}
    assert {x.artefact.kind for x in found} == {"structure", "code", "enum"}


def test_the_same_spec_gives_the_same_bytes(tmp_path: Path) -> None:
    spec = _write(tmp_path / "spec", FIRST)
    made = []
    for name in ("a", "b"):
        api.add_release(spec, tmp_path / name)
        made.append(
            {
                p.relative_to(tmp_path / name): p.read_bytes()
                for p in sorted((tmp_path / name).rglob("*.*"))
                if p.is_file()
            }
        )
    assert made[0] == made[1]
    assert len(made[0]) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FIRST.replace("length: u16", "length: s16"), "a release never changes"),
        (FIRST.replace("1.0.0", "0.9.0"), "lower than the last release, 1.0.0"),
        (FIRST.replace("1.0.0", "1.1.0").replace("u64", "s64"), "ask for a major one; make it 2.0.0"),
    ],
)
def test_what_may_not_be_a_release_is_refused(text: str, told: str, tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    _add(spec, FIRST)
    before = sorted((tmp_path / "releases").rglob("*"))
    with pytest.raises(ReleaseError, match=told):
        _add(spec, text)
    assert sorted((tmp_path / "releases").rglob("*")) == before


def test_a_renamed_field_is_read_the_same(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    _add(spec, FIRST)
    renamed = FIRST.replace("length: u16", "size: {type: u16, renamed_from: length}")
    _write(spec, renamed.replace("  packet:", "  message:\n    renamed_from: packet"))
    found = api.replay_releases(spec, tmp_path / "releases")
    assert {x.verdict for x in found} == {Verdict.SAME}, [x for x in found if x.why]


def test_a_moved_field_is_read_otherwise_unless_the_version_says_so(tmp_path: Path) -> None:
    spec, kept = tmp_path / "spec", tmp_path / "releases"
    _add(spec, FIRST)
    moved = FIRST.replace('urgent: "0", lane: "3:1"', 'lane: "2:0", urgent: "3"')
    found = [x for x in api.replay_releases(_write(spec, moved), kept) if x.verdict is not Verdict.SAME]
    assert [(x.artefact.subject, x.verdict, x.fails) for x in found] == [
        ("structures.packet", Verdict.OTHERWISE, True)
    ]
    assert "was" in found[0].why
    _write(spec, moved.replace("1.0.0", "2.0.0"))
    (one,) = [x for x in api.replay_releases(spec, kept) if x.verdict is not Verdict.SAME]
    assert (one.fails, one.allowed) == (False, "2.0.0 may break 1.0.0")


def test_what_is_gone_is_refused_with_the_reason(tmp_path: Path) -> None:
    spec, kept = tmp_path / "spec", tmp_path / "releases"
    _add(spec, FIRST)
    gone = "\n".join(line for line in FIRST.splitlines() if not line.startswith("  full:"))
    (one,) = [x for x in api.replay_releases(_write(spec, gone), kept) if x.verdict is not Verdict.SAME]
    assert (one.verdict, one.why) == (Verdict.REFUSED, "there is no errors full")


def test_the_table_tells_releases_by_their_hashes(tmp_path: Path) -> None:
    _add(tmp_path / "spec", FIRST)
    known = api.releases(tmp_path / "releases")
    assert known_as(known, known[0].binary["default"][:8]) == (("1.0.0", "default"),)
    assert known_as(known, "0" * 12) == ()


def test_artefacts_of_other_hashes_are_refused(tmp_path: Path) -> None:
    kept = tmp_path / "releases"
    _add(tmp_path / "spec", FIRST)
    path = kept / "1.0.0" / "golden.json"
    data = json.loads(path.read_text())
    data["binary"]["default"] = "0" * 64
    path.write_text(json.dumps(data))
    with pytest.raises(ReleaseError, match="stamped with other hashes"):
        api.replay_releases(tmp_path / "spec", kept)


@pytest.mark.parametrize(
    "text", ["[", "releases: [1]", "releases: {x: 1}", 'releases: {"1.0.0": {content: z, binary: {a: b}}}']
)
def test_a_table_that_is_none_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "releases.yaml").write_text(text)
    with pytest.raises((ReleaseError, api.SpecError)):
        api.releases(tmp_path)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    _add(tmp_path / "spec", FIRST)
    known = api.releases(tmp_path / "releases")
    write_table(tmp_path / "again", known)
    assert api.releases(tmp_path / "again") == known


def test_the_releases_of_the_reference_spec_are_still_read(root: Path) -> None:
    found = api.replay_releases(root / "spec", root / "releases")
    assert len(found) > 1000
    assert not [(one.artefact.subject, one.why) for one in found if one.fails]
