"""bundle: an archive written, verified, listed and unpacked; the same spec gives the same bytes anywhere."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from specgen import api
from specgen.bundles import check_bundle
from tests.cli.running import process, specgen


@pytest.fixture(scope="module")
def archive(slate: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "slate.tar.gz"
    result = specgen("bundle", "--spec", slate, "-o", path, "--vectors", "1")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{path}: {path.stat().st_size:,} bytes\n")
    assert "no licence: there is none beside spec.yaml" in result.stdout
    return path


def test_a_summary_tells_what_is_in_it(archive: Path) -> None:
    checked = specgen("bundle", "--check", archive)
    info = check_bundle(archive)
    assert checked.exit_code == 0
    lines = checked.stdout.splitlines()
    assert (
        lines[0]
        == f"{info.name} {info.version}, content {info.content_hash[:16]}, made by specgen {info.specgen}"
    )
    assert [line.split()[1] for line in lines if " variant " in line] == list(info.variants)
    folders = {file.path.partition("/")[0] for file in info.files}
    assert folders <= {line.split()[0] for line in lines[1:]}
    assert {
        "include",
        "javascript",
        "lib",
        "python",
        "rust",
        "schema",
        "spec",
        "src",
        "systemverilog",
        "tablegen",
        "vectors",
    } <= folders


def test_a_list_has_every_file(archive: Path) -> None:
    listed = specgen("bundle", "--list", archive).stdout.splitlines()
    for file, line in zip(check_bundle(archive).files, listed, strict=False):
        assert line.split() == [f"{file.size:,}", file.path]


def test_it_is_unpacked_into_an_empty_folder_alone(archive: Path, tmp_path: Path) -> None:
    assert specgen("bundle", "--extract", tmp_path / "out", archive).exit_code == 0
    assert (tmp_path / "out" / "bundle.json").is_file()
    again = specgen("bundle", "--extract", tmp_path / "out", archive)
    assert (again.exit_code, again.stderr) == (1, f"{tmp_path / 'out'} is not empty\n")


def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(gzip.compress(bytes(1024)))
    refused = specgen("bundle", "--check", bad)
    assert (refused.exit_code, refused.stderr) == (1, f"{bad} is no sound bundle: it is empty\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "give either -o FILE.tar.gz, or FILE with --check, --list or --extract DIR"),
        (["spec.yaml"], "give either -o FILE.tar.gz, or FILE with"),
        (["-o", "x.tar.gz", "--check"], "give either -o FILE.tar.gz, or FILE with"),
        (["-o", "x.tar.gz", "--variant", "tiny"], "variant: there is no 'tiny'"),
        (["-o", "none/x.tar.gz", "--vectors", "0"], "none/x.tar.gz: No such file or directory"),
    ],
)
def test_wrong_use_is_told(words: list[str], told: str, slate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(slate)
    refused = specgen("bundle", "--spec", slate, *words)
    assert refused.exit_code == 2
    assert told in refused.stderr


def test_the_same_spec_gives_the_same_bytes(archive: Path, slate: Path, tmp_path: Path) -> None:
    """In another folder, under another mask, locale, time zone and order of hashes."""
    shutil.copytree(slate, tmp_path / "elsewhere" / "of another name")
    line = (
        "umask 077; export LC_ALL=C TZ=Asia/Kathmandu PYTHONHASHSEED=7 PYTHONUTF8=0; "
        "specgen bundle --spec 'elsewhere/of another name' --vectors 1 -o other.tar.gz"
    )
    done = process(cwd=tmp_path, shell=line)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other.tar.gz").read_bytes() == archive.read_bytes()


def test_a_time_is_taken_from_the_environment(
    slate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    specgen("bundle", "--spec", slate, "--variant", "small", "--vectors", "0", "-o", tmp_path / "a.tar.gz")
    specgen("bundle", "--extract", tmp_path / "a", tmp_path / "a.tar.gz")
    assert '"created": "2023-11-14T22:13:20Z"' in (tmp_path / "a" / "sbom.spdx.json").read_text()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    refused = specgen("bundle", "--spec", slate, "-o", tmp_path / "b.tar.gz")
    assert (refused.exit_code, "no number of seconds" in refused.stderr) == (2, True)


def test_a_licence_beside_the_spec_is_taken_along(slate: Path, tmp_path: Path) -> None:
    shutil.copytree(slate, tmp_path / "spec")
    (tmp_path / "spec" / "LICENSE").write_text("Do as you like.\n")
    info = api.bundle(tmp_path / "a.tar.gz", tmp_path / "spec", variants=["small"], vectors=0)
    assert info.licence == "LICENSE"
    assert list(info.variants) == ["small"]
