from __future__ import annotations

import os
from pathlib import Path

import pytest

from specgen.source import Diagnostics, Limits, Location, SourceFile, load_yaml, read_source

DEFAULT = Limits()


def test_lines_and_offsets() -> None:
    file = SourceFile("a.yaml", "ab\r\n\ncd\n")
    assert [file.line(number) for number in range(6)] == ["", "ab", "", "cd", "", ""]
    assert file.line_count == 4
    assert str(file.at(5)) == "a.yaml:3:1"
    assert file.at(6, 100) == Location(file, 3, 2, 3)
    assert file.offset(3, 2) == 6


def test_files_of_equal_text_are_different_files() -> None:
    first, second = SourceFile("a", ""), SourceFile("a", "")
    assert first != second
    assert Location(first, 1, 1) != Location(second, 1, 1)
    assert len({Location(first, 1, 1), Location(first, 1, 1)}) == 1


def _read(path: Path, limits: Limits = DEFAULT) -> tuple[SourceFile | None, list[tuple[str, str]]]:
    diagnostics = Diagnostics()
    file = read_source(path, diagnostics, shown_as=path.name, limits=limits)
    if file is not None:
        load_yaml(file, diagnostics)
    return file, [(found.rule, str(found.at)) for found in diagnostics.sorted()]


def test_missing_file_is_reported_where_it_was_asked_for(tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    asked = SourceFile("spec.yaml", "include: [no.yaml]").at(10, 7)
    assert read_source(tmp_path / "no.yaml", diagnostics, shown_as="no.yaml", at=asked) is None
    (found,) = diagnostics
    assert (found.rule, found.at) == ("yaml-unreadable", asked)
    assert found.message == "cannot read no.yaml: no such file or directory"


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert _read(tmp_path)[1] == [("yaml-unreadable", f"{tmp_path.name}:1:1")]
    assert _read(Path("a\0b"))[1] == [("yaml-unreadable", "a\0b:1:1")]
    if os.geteuid() != 0:
        secret = tmp_path / "secret.yaml"
        secret.write_text("a: 1")
        secret.chmod(0)
        assert _read(secret)[1] == [("yaml-unreadable", "secret.yaml:1:1")]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: 1\n", []),
        ("é: 1\n".encode(), []),
        (b"\xef\xbb\xbfa: 1\n", [("yaml-encoding", "f:1:1")]),
        ("a: 1\n".encode("utf-16"), [("yaml-encoding", "f:1:1")]),
        (b"a: 1\nb: \xc3\xa9\xff\n", [("yaml-encoding", "f:2:5")]),
        (b"a: 1\nb: \x00\n", [("yaml-control-character", "f:2:4")]),
        (b"a: 1\rb: 2\n", [("yaml-control-character", "f:1:5"), ("yaml-syntax", "f:1:7")]),
        ("a: x\u2028y\n".encode(), [("yaml-control-character", "f:1:5")]),
        ("a: x\u202ey\n".encode(), [("yaml-control-character", "f:1:5")]),
        (b"a:\tb\n", [("yaml-tab", "f:1:3")]),
        (b"a:\n\tb: 1\n", [("yaml-tab", "f:2:1")]),
        (bytes(200), [("yaml-control-character", "f:1:1")]),
    ],
)
def test_bytes(tmp_path: Path, data: bytes, expected: list[tuple[str, str]]) -> None:
    path = tmp_path / "f"
    path.write_bytes(data)
    assert _read(path)[1] == expected


def test_size_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"#" * 1025)
    assert _read(path, limits=Limits(size=1025))[1] == []
    file, found = _read(path, limits=Limits(size=1024))
    assert file is None
    assert found == [("yaml-limit", "f:1:1")]
