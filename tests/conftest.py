"""What every test shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The same cases on every machine and in every run, and no time limit a busy machine could miss.
settings.register_profile("seeded", derandomize=True, deadline=None, database=None, max_examples=50)
settings.load_profile("seeded")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Put what a test covers into its report."""
    for mark in item.iter_markers("requirement"):
        item.user_properties += [("requirement", id) for id in mark.args]  # noqa: A001
