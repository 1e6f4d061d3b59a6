"""One bundle of the reference spec, unpacked where each consumer finds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.bundles import extract_bundle


@pytest.fixture(scope="session")
def bundle(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked bundle; what is in it belongs to nobody's checkout."""
    folder = tmp_path_factory.mktemp("bundle")
    info = api.bundle(folder / "basalt.tar.gz", root / "spec", vectors=0)
    extract_bundle(folder / "basalt.tar.gz", folder / info.folder)
    return folder / info.folder
