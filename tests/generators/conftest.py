"""Specs that the generators' tests share: the reference spec, and one whose names and fields are meant to hurt."""

from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def hostile() -> Request:
    return api.request(HERE / "hostile")


@pytest.fixture(scope="session")
def wide() -> Request:
    """Wide words, two processors, big-endian structures, an array of register blocks."""
    return api.request(HERE / "wide")


@pytest.fixture(scope="session")
def reference() -> Request:
    return api.request(HERE.parents[1] / "spec")
