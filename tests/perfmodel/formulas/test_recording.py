"""Numbers that record what is computed of them."""

from __future__ import annotations

import pytest

from specgen.perfmodel.counting import ceil_div, is_whole, maximum, minimum, where
from specgen.perfmodel.formulas import Record, written


def test_a_step_is_kept_once_however_often_it_is_taken() -> None:
    record = Record()
    x, y = record.input("x"), record.input("y")
    first, second = (x + y) * (x + y), (x + y) * (x + y)
    assert first is second
    assert record.steps == [("input", "x"), ("input", "y"), ("add", 0, 1), ("mul", 2, 2)]


def test_what_is_known_is_computed_at_once_and_what_changes_nothing_is_left_out() -> None:
    record = Record()
    x = record.input("x")
    assert (x + 0) is x
    assert (0 + x) is x
    assert (1 * x) is x
    assert (x / 1) is x
    assert x**1 is x
    assert record.steps == [("input", "x")]
    assert (2 * 3 * x) is (6 * x)
    assert (0 - x) is not x


def test_order_and_choice_are_recorded_from_either_side() -> None:
    record = Record()
    x = record.input("x")
    values = [
        maximum(1, x),
        minimum(x, 2.5),
        where(x > 3, x, 4),
        where((x <= 5) & True, 0, x),
        ceil_div(x, 7),
    ]
    kinds = [record.steps[record.place(one)][0] for one in values]
    assert kinds == ["max", "min", "if", "if", "neg"]
    assert where(x < 1, x, x) is x


def test_an_unknown_number_has_no_truth_and_takes_no_words() -> None:
    x = Record().input("x")
    with pytest.raises(TypeError, match="neither true nor false"):
        max(x, 1)
    with pytest.raises(TypeError, match="no formula is made of 'a'"):
        x + "a"


def test_what_counts_is_told_from_what_is_expected() -> None:
    record = Record()
    batch, share = record.input("batch", whole=True), record.input("share")
    assert is_whole(batch * 3 + 1)
    assert is_whole(ceil_div(batch, 7))
    assert not is_whole(batch / 2)
    assert not is_whole(batch * 2.0)
    assert not is_whole(batch * share)
    assert is_whole(4)
    assert not is_whole(4.0)


def test_only_what_results_need_is_written() -> None:
    record = Record()
    x, y = record.input("x"), record.input("y")
    assert (x * y).place == 2
    needed = {"a": [record.place(x + 2), None], "b": {"c": record.place(float("inf") - x), "word": "kept"}}
    data = written(record, needed)
    assert [step[0] for step in data["steps"]] == ["input", "number", "add", "number", "sub"]
    assert data["steps"][3] == ["number", None]
    assert data["results"] == {"a": [2, None], "b": {"c": 4, "word": "kept"}}
