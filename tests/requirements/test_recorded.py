"""What is kept of these tests is what they are: every sentence has one that passed, as it stands now.

After a change, `pytest tests/requirements tests/examples/test_multicast.py -m requirement --junitxml build/requirements.xml` and
`specgen requirements --results build/requirements.xml --record` keep what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from specgen import api

MODULES = [
    *(f"tests.requirements.{path.stem}" for path in sorted(Path(__file__).parent.glob("test_*.py"))),
    "tests.examples.test_multicast",
]


def named() -> Iterator[tuple[str, str]]:
    """Every requirement that a test names, and the test."""
    for name in MODULES:
        for function in vars(import_module(name)).values():
            for mark in marks_of(function):
                yield from ((id, f"{name}::{function.__name__}") for id in mark.args)  # noqa: A001


def marks_of(function: object) -> Iterator[pytest.Mark]:
    """The marks of a test, those of its cases among them."""
    for mark in getattr(function, "pytestmark", ()):
        if mark.name == "requirement":
            yield mark
        for case in mark.args[1] if mark.name == "parametrize" and isinstance(mark.args[1], list) else ():
            yield from (one.mark for one in getattr(case, "marks", ()) if one.name == "requirement")


def test_every_sentence_has_a_test_that_passed(root: Path) -> None:
    known, _ = api.requirements(root / "spec")
    assert len(known) > 40
    assert {one.id: one.state for one in known if one.state != "passed"} == {}


def test_what_is_kept_are_the_tests_there_are(root: Path) -> None:
    known, _ = api.requirements(root / "spec")
    assert {(one.id, test.name) for one in known for test in one.tests} == set(named())
