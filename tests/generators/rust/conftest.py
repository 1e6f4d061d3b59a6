"""Crates that several tests build programs against."""

from pathlib import Path

import pytest

from specgen.generators import Request
from tests.generators.rust.crates import write_crates


@pytest.fixture(scope="session")
def crates(wide: Request, reference: Request, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The crates of the default variants, by the name of the fixture that has the spec."""
    folder = tmp_path_factory.mktemp("crates")
    return {
        "wide": write_crates(wide, folder / "wide")[0],
        "reference": write_crates(reference, folder / "reference")[0],
    }
