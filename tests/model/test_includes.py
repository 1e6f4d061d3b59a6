"""Which files a spec is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.globs import matching
from tests.model.specs import findings, write_files

HEAD = "name: demo\nversion: 0.1.0\n"


def enum(name: str) -> str:
    return f"enums: {{{name}: {{values: {{off: 0}}}}}}\n"


def enums(folder: Path) -> list[str]:
    return list(load(folder).architecture().enums)


def test_globs_are_sorted_and_paths_are_relative_to_the_including_file(tmp_path: Path) -> None:
    files = {
        "spec.yaml": HEAD + "include: [isa/*.yaml, 'x/**/?.yaml']\n",
        "isa/b.yaml": enum("b"),
        "isa/a.yaml": "include: [../more.yaml]\n" + enum("a"),
        "isa/c.txt": "not: yaml: at all",
        "isa/.hidden.yaml": "neither: this",
        "more.yaml": enum("more"),
        "x/1.yaml": enum("x1"),
        "x/y/z/2.yaml": enum("x2"),
        "x/y/no.yaml": enum("two_letters"),
    }
    assert enums(write_files(tmp_path, files)) == ["a", "more", "b", "x1", "x2"]


def test_globs_cost_no_more_than_the_folders_there_are(tmp_path: Path) -> None:
    deep = "/".join("abcdefghijkl")
    files = {"spec.yaml": HEAD + f"include: ['{'**/' * 50}?.yaml', '{'**/*/' * 9}x.yaml']\n"}
    files |= {f"{deep[: 2 * n + 1]}/{'x' if n == 10 else n}.yaml": enum(f"e{n}") for n in range(12)}
    assert len(enums(write_files(tmp_path, files))) == 11
    assert matching(str(tmp_path), "a/**") == sorted(
        str(tmp_path / name) for name in files if name[:2] == "a/"
    )
    assert matching(str(tmp_path), "*a" * 40 + "*") == []


def test_no_file_is_read_twice(tmp_path: Path) -> None:
    files = {
        "spec.yaml": HEAD + "include: [a.yaml, '*.yaml', ./a.yaml, std:types/mx.yaml, std:types/ofp8.yaml]\n",
        "a.yaml": enum("a"),
    }
    write_files(tmp_path, files)
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    made = load(tmp_path).architecture()
    assert list(made.enums) == ["a"]
    assert list(made.types)[3:6] == ["e8m0", "e2m1", "e2m3"]


def test_what_is_given_twice_shows_both_places(tmp_path: Path) -> None:
    files = {
        "spec.yaml": HEAD + "include: [b.yaml]\nenums:\n  same: {values: {off: 0}}\n",
        "b.yaml": "enums:\n  other: {values: {off: 0}}\n  same: {values: {on: 1}}\n",
    }
    (one,) = findings(write_files(tmp_path, files))
    assert one.rule == "spec-duplicate-name"
    assert (Path(one.at.file.path).name, one.at.line) == ("b.yaml", 3)
    (first,) = one.related
    assert (Path(first.at.file.path).name, first.at.line, first.at.column) == ("spec.yaml", 5, 3)


def test_a_cycle_shows_where_the_file_was_included(tmp_path: Path) -> None:
    files = {
        "spec.yaml": HEAD + "include: [a.yaml]\n",
        "a.yaml": "include: [b.yaml]\n",
        "b.yaml": "include:\n  - a.yaml\n",
    }
    (one,) = findings(write_files(tmp_path, files))
    assert (one.rule, Path(one.at.file.path).name, one.at.line) == ("spec-include-cycle", "b.yaml", 2)
    assert Path(one.related[0].at.file.path).name == "spec.yaml"


@pytest.mark.parametrize(
    "pattern", ["../outside.yaml", "/etc/hostname", "link.yaml", "folder/*.yaml", "a/../../outside.yaml"]
)
def test_nothing_outside_is_read(tmp_path: Path, pattern: str) -> None:
    spec = write_files(tmp_path / "spec", {"spec.yaml": HEAD + f"include: ['{pattern}']\n", "a/b.yaml": ""})
    write_files(tmp_path, {"outside.yaml": enum("outside"), "elsewhere/c.yaml": enum("c")})
    (spec / "link.yaml").symlink_to("../outside.yaml")
    (spec / "folder").symlink_to("../elsewhere")
    (one,) = findings(spec)
    assert (one.rule, one.at.line) == ("spec-include-outside", 3)
    assert not load(spec).merged.sections.enums  # type: ignore[union-attr]


def test_a_library_beside_the_spec_stays_within_its_own_folder(tmp_path: Path) -> None:
    spec = write_files(tmp_path / "spec", {"spec.yaml": HEAD + "include: [../shared/library.yaml]\n"})
    shared = {"library.yaml": "include: [more/*.yaml]\n", "more/a.yaml": enum("a")}
    write_files(tmp_path / "shared", shared)
    write_files(tmp_path / "shared" / "far", {"library.yaml": enum("far")})
    write_files(tmp_path, {"b.yaml": enum("b")})
    assert not findings(spec)
    assert set(load(spec).merged.sections.enums) == {"a"}  # type: ignore[union-attr]
    for pattern in ("../shared/more/a.yaml", "../shared/far/library.yaml", "../library.yaml"):
        (spec / "spec.yaml").write_text(HEAD + f"include: [{pattern}]\n")
        assert [one.rule for one in findings(spec)] == ["spec-include-outside"], pattern
    (spec / "spec.yaml").write_text(HEAD + "include: [../shared/library.yaml]\n")
    for pattern in ("../b.yaml", "../spec/spec.yaml"):
        (tmp_path / "shared" / "more" / "a.yaml").write_text(f"include: [../{pattern}]\n")
        (one,) = findings(spec)
        assert (one.rule, Path(one.at.file.path).name) == ("spec-include-outside", "a.yaml")


@pytest.mark.parametrize(
    ("pattern", "rule", "hint"),
    [
        ("none/*.yaml", "spec-include-unmatched", None),
        ("std:types/opf8.yaml", "spec-include-unmatched", "did you mean 'types/ofp8.yaml'?"),
        ("std:../model/item.py", "spec-include-outside", "copy the file into the spec, or use a std: path"),
        ("none.yaml", "yaml-unreadable", None),
        ("a", "yaml-unreadable", None),
    ],
)
def test_what_is_not_there(tmp_path: Path, pattern: str, rule: str, hint: str | None) -> None:
    text = HEAD + f"include: ['{pattern}']\nenums: {{e: {{values: {{a: {{value: 0, type: missing}}}}}}}}\n"
    (one,) = findings(write_files(tmp_path, {"spec.yaml": text, "a/b.yaml": ""}))
    assert (one.rule, one.at.line, one.hint) == (rule, 3, hint)


def test_files_that_include_each_other_without_end_are_stopped(tmp_path: Path) -> None:
    files = {f"{n}.yaml": f"include: [{n + 1}.yaml]\n" for n in range(200)}
    (one,) = findings(write_files(tmp_path, {"spec.yaml": HEAD + "include: [0.yaml]\n", **files}))
    assert one.rule == "yaml-limit"


def test_a_folder_without_a_spec(tmp_path: Path) -> None:
    spec = load(tmp_path)
    assert [one.rule for one in spec.diagnostics] == ["yaml-unreadable"]
    assert spec.variants == ()
    assert spec.check()[0] == {}


def test_the_file_itself_may_be_named(tmp_path: Path) -> None:
    write_files(tmp_path, {"spec.yaml": HEAD})
    assert load(tmp_path / "spec.yaml").architecture().name == "demo"
