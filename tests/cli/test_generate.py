"""generate and perf: what they write, and what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from specgen import api
from tests.cli.running import files_of, specgen


def test_the_targets_are_listed_without_a_spec(tmp_path: Path) -> None:
    result = specgen("generate", "--list", "--spec", tmp_path / "none")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(api.targets())


def test_each_target_has_its_folder_and_a_second_run_changes_nothing(slate: Path, tmp_path: Path) -> None:
    first = specgen("generate", "c", "python", "--spec", slate, "-o", tmp_path)
    assert first.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"c", "python"}
    before = files_of(tmp_path)
    second = specgen("generate", "c", "python", "--spec", slate, "-o", tmp_path)
    assert second.stdout.count(" 0 written") == 2
    assert files_of(tmp_path) == before


def test_check_writes_nothing_and_tells_each_difference(slate: Path, tmp_path: Path) -> None:
    missing = specgen("generate", "c", "--check", "--spec", slate, "-o", tmp_path / "out")
    assert missing.exit_code == 1
    assert ": missing" in missing.stdout
    assert not list(tmp_path.iterdir())
    specgen("generate", "c", "--spec", slate, "-o", tmp_path / "out")
    assert specgen("generate", "c", "--check", "--spec", slate, "-o", tmp_path / "out").output == ""
    header = next((tmp_path / "out").rglob("*.h"))
    header.write_text("edited\n", encoding="utf-8")
    edited = specgen("generate", "c", "--check", "--spec", slate, "-o", tmp_path / "out")
    assert (edited.exit_code, edited.stdout) == (1, f"{header}: edited by hand\n")


def test_what_somebody_edited_is_kept_unless_forced(slate: Path, tmp_path: Path) -> None:
    specgen("generate", "c", "--spec", slate, "-o", tmp_path)
    header = next(tmp_path.rglob("*.h"))
    header.write_text("edited\n", encoding="utf-8")
    refused = specgen("generate", "c", "--spec", slate, "-o", tmp_path)
    assert refused.exit_code == 1
    assert "edited since it was generated" in refused.stderr
    assert header.read_text(encoding="utf-8") == "edited\n"
    assert specgen("generate", "c", "--spec", slate, "-o", tmp_path, "--force").exit_code == 0
    assert header.read_text(encoding="utf-8") != "edited\n"


def test_only_the_variant_that_was_named(slate: Path, tmp_path: Path) -> None:
    assert specgen("generate", "c", "--variant", "small", "--spec", slate, "-o", tmp_path).exit_code == 0
    assert [path.name for path in (tmp_path / "c").iterdir() if path.is_dir()] == ["small"]


def test_the_folder_of_the_spec_keeps_what_it_has(tmp_path: Path) -> None:
    specgen("new", tmp_path / "slate")
    before = files_of(tmp_path / "slate")
    assert specgen("generate", "--spec", tmp_path / "slate", "-o", tmp_path / "slate").exit_code == 0
    assert before.items() <= files_of(tmp_path / "slate").items()
    assert specgen("check", "--spec", tmp_path / "slate").output == "no findings\n"


@pytest.mark.parametrize("output", ["file", "file/below", "/proc/none", "x" * 300])
def test_an_output_that_cannot_be_written_is_wrong_use(slate: Path, tmp_path: Path, output: str) -> None:
    (tmp_path / "file").touch()
    result = specgen("generate", "c", "--spec", slate, "-o", tmp_path / output)
    assert result.exit_code == 2, result.output
    assert files_of(tmp_path) == {"file": b""}


def test_a_refused_spec_writes_nothing(slate: Path, tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("name: x\nversion: 0.1.0\nstate: {r: {type: q8}}\n", encoding="utf-8")
    assert specgen("generate", "--spec", tmp_path, "-o", tmp_path / "out").exit_code == 1
    assert not (tmp_path / "out").exists()


def test_a_roofline_as_text_json_and_drawing(slate: Path, tmp_path: Path) -> None:
    text = specgen("perf", "roofline", "--spec", slate).stdout
    assert "Roofline of the variants" in text
    assert "Gop/s" in text
    charts = json.loads(specgen("perf", "roofline", "--spec", slate, "--format", "json").stdout)["charts"]
    assert [chart["name"] for chart in charts] == ["roofline", "roofline-small", "roofline-large"]
    assert all(chart["rows"] and chart["figure"]["data"] for chart in charts)
    drawing = tmp_path / "small.svg"
    arguments = ("--variant", "small", "--format", "svg", "-o", drawing)
    assert specgen("perf", "roofline", "--spec", slate, *arguments).output == ""
    tree = ET.fromstring(drawing.read_text(encoding="utf-8"))
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Roofline of small" in (tree[1].text or "")


def test_a_spec_without_clocks_has_no_roofline(duo: Path) -> None:
    result = specgen("perf", "roofline", "--spec", duo)
    assert (result.exit_code, "there is no roofline" in result.stderr) == (2, True)


@pytest.mark.parametrize("output", ["", "none/x.svg"])
def test_a_drawing_that_cannot_be_written_is_wrong_use(slate: Path, tmp_path: Path, output: str) -> None:
    arguments = ("--format", "svg", "-o", tmp_path / output)
    assert specgen("perf", "roofline", "--spec", slate, *arguments).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_outputs_are_written_whole_or_not_at_all(
    slate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills while an image is written leaves the old one, and nothing beside it."""
    image = tmp_path / "square.bin"
    image.write_bytes(b"old")

    def full(_source: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    result = specgen("asm", slate / "square.s", "-o", image, "--spec", slate)
    assert (result.exit_code, "No space left" in result.stderr) == (2, True)
    assert files_of(tmp_path) == {"square.bin": b"old"}


def test_a_device_is_written_to_as_it_is(slate: Path) -> None:
    assert specgen("asm", slate / "square.s", "-o", "/dev/null", "--spec", slate).exit_code == 0
    assert not Path("/dev/null").is_file()


def test_data_alone_is_a_spec(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(
        "name: data\nversion: 0.1.0\ninclude: ['std:types/mx.yaml', 'std:layouts/tpu.yaml']\n"
    )
    result = specgen("generate", "--spec", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    package = tmp_path / "out/python/default"
    done = subprocess.run(
        [sys.executable, "-c", "import data"], cwd=package, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "out/interpreter/default").exists()
