"""A seeded sample of every campaign."""

from __future__ import annotations

import pytest

from tests.campaigns.harness import load, names, run_sample


@pytest.mark.parametrize("name", names())
def test_the_sample_is_right(name: str) -> None:
    report = run_sample(load(name))
    assert not report.wrongs, report.examples
