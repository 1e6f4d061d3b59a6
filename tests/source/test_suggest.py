from __future__ import annotations

import time

import pytest

from specgen.source import did_you_mean, nearest_of, suggest

NAMES = ["width", "fields", "summary", "status", "semantics", "add", "addi", "bits", "is_signed"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("widht", "width"),
        ("Width", "width"),
        ("sumary", "summary"),
        ("semantic", "semantics"),
        ("stauts", "status"),
        ("is-signed", "is_signed"),
        ("dad", "add"),
        ("ad", "add"),
        ("adi", "add"),
        ("width", None),
        ("zzzzz", None),
        ("a", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_nearest(word: str, expected: str | None) -> None:
    assert suggest(word, NAMES) == expected
    assert suggest(word, reversed(NAMES)) == expected
    assert did_you_mean(word, NAMES) == (expected and f"did you mean {expected!r}?")


def test_many_candidates_are_quick() -> None:
    names = [f"instruction_{number}" for number in range(2000)]
    began = time.process_time()
    assert suggest("instructoin_77", names) == "instruction_77"
    assert time.process_time() - began < 1


def test_where_no_name_is_near_the_hint_says_which_there_are() -> None:
    assert nearest_of("mtamul", ["load", "matmul"]) == "did you mean 'matmul'?"
    assert nearest_of("zzz", ["load", "matmul", "load"]) == "there are load, matmul"
    assert nearest_of("zzz", (f"name{n}" for n in range(20))).endswith("name14, name15, ...")
    assert nearest_of("zzz", []) == "there is none"
