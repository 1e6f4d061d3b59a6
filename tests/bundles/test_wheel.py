"""Wheels are what tools take for wheels: names, metadata, and a record of every file."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from email import message_from_bytes
from hashlib import sha256

import pytest
from packaging.utils import parse_wheel_filename
from packaging.version import Version

from specgen.bundles import bundle_files
from specgen.bundles.wheel import python_version, wheel, wheel_name
from tests.bundles.making import contents

WHEEL = "python/demo-1.2.0-py3-none-any.whl"


def _opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {one.external_attr >> 16 for one in archive.infolist()} == {0o100644}
        return {one.filename: archive.read(one) for one in archive.infolist()}


def test_the_record_has_every_file() -> None:
    files = _opened(bundle_files(contents())[1][WHEEL])
    rows = list(csv.reader(files["demo-1.2.0.dist-info/RECORD"].decode().splitlines()))
    assert [row[0] for row in rows] == [*sorted(files.keys() - {rows[-1][0]}), "demo-1.2.0.dist-info/RECORD"]
    assert rows[-1][1:] == ["", ""]
    for path, digest, size in rows[:-1]:
        kind, _, told = digest.partition("=")
        made = base64.urlsafe_b64encode(sha256(files[path]).digest()).rstrip(b"=").decode()
        assert (kind, told, int(size)) == ("sha256", made, len(files[path]))


def test_metadata_is_of_the_spec() -> None:
    files = _opened(bundle_files(contents())[1][WHEEL])
    metadata = message_from_bytes(files["demo-1.2.0.dist-info/METADATA"])
    assert (metadata["Name"], metadata["Version"]) == ("demo", "1.2.0")
    assert metadata["Summary"] == "A demonstration."
    assert metadata.get_all("Provides-Extra") == ["numpy"]
    wheel_told = message_from_bytes(files["demo-1.2.0.dist-info/WHEEL"])
    assert (wheel_told["Wheel-Version"], wheel_told["Tag"]) == ("1.0", "py3-none-any")
    assert wheel_told["Root-Is-Purelib"] == "true"
    assert files["demo-1.2.0.dist-info/LICENSE"] == b"Do as you like.\n"
    assert "demo/py.typed" in files


def test_summaries_stay_one_line() -> None:
    made = wheel("demo", "1", "Two\nRequires-Dist: evil", {}, specgen="0.1.0", time=315_532_800)
    metadata = message_from_bytes(_opened(made)["demo-1.dist-info/METADATA"])
    assert metadata["Summary"] == "Two Requires-Dist: evil"
    assert metadata["Requires-Dist"] is None


@pytest.mark.parametrize(
    ("written", "python"),
    [
        ("1.2.0", "1.2.0"),
        ("1", "1"),
        ("1.02", "1.2"),
        ("1.2-rc.1", "1.2rc1"),
        ("1.2-beta", "1.2b0"),
        ("1.2.3-alpha2+build.5", "1.2.3a2+build.5"),
        ("1.2-dev3", "1.2.dev3"),
        ("1.2-tapeout", "1.2+tapeout"),
        ("1.2+A-07", "1.2+a.7"),
    ],
)
def test_versions_are_pythons(written: str, python: str) -> None:
    assert python_version(written) == python
    assert str(Version(python)) == python
    name, version, _, tags = parse_wheel_filename(wheel_name("My__demo_", written))
    assert (name, str(version), [str(tag) for tag in tags]) == ("my-demo", python, ["py3-none-any"])
