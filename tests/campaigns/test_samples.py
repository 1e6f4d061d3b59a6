"""A seeded sample of every campaign."""

from __future__ import annotations

from tests.campaigns.harness import load, names, run_sample


def test_every_sample_is_right() -> None:
    for name in names():
        report = run_sample(load(name))
        assert not report.wrongs, (name, report.examples)
