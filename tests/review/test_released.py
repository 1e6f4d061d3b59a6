"""A side that was released: the spec in a bundle, under the name it has there; archives that are none are told."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from specgen import api
from specgen.review.sides import SideError, load_side

SPEC = "name: kept\nversion: 1.0.0\nsummary: Kept.\ninclude: [std:types/bf16.yaml]\n"


def test_a_bundle_is_a_side(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "spec.yaml").write_text(SPEC)
    archive = tmp_path / "kept.tar.gz"
    info = api.bundle(archive, tmp_path / "spec", vectors=0)
    shutil.rmtree(tmp_path / "spec")
    with ExitStack() as stack:
        side = load_side(str(archive), tmp_path, stack)
        assert side.main.content_hash == info.content_hash
        assert side.path(side.main.origin.at()) == "spec/kept/spec.yaml"
        assert side.path(side.main.types["bf16"].origin.at()) == "std:types/bf16.yaml"
        unpacked = side.folder
    assert not unpacked.exists()


def test_what_is_no_bundle_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.gz"
    bad.write_bytes(b"no archive")
    with ExitStack() as stack, pytest.raises(SideError, match="is no sound bundle"):
        load_side(str(bad), tmp_path, stack)
