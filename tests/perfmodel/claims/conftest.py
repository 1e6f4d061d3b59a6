"""A cache of claims of the tests' own, and the small machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.perfmodel.claims import Designs
from specgen.perfmodel.claims import cache as kept
from tests.perfmodel.claims.machine import machine


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of kept results, empty."""
    monkeypatch.setattr(kept, "_code", list)  # so that whoever edits the code meanwhile changes no key
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "specgen" / "claims"


@pytest.fixture(scope="session")
def designs(tmp_path_factory: pytest.TempPathFactory) -> Designs:
    """What claims about the small machine may name."""
    return Designs(machine(tmp_path_factory.mktemp("machine")))
