"""What is proved, what is shown, and that the same review gives the same answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specgen.review import Evidence, Finding, Level, Search
from specgen.review.examples import FOLDER

Compare = Callable[..., tuple[Any, list[Finding]]]
ENGINE = (FOLDER / "bases" / "engine.yaml").read_text(encoding="utf-8")
SAME = {
    "a loop's factors": ("fma(v[a, i], v[b, i], total)", "fma(v[b, i], v[a, i], total)"),
    "a part with a name": (
        "      x[d] = quot(x[a], x[b], zero=0)",
        "      q = quot(x[a], x[b], zero=0)\n      x[d] = q",
    ),
    "another condition": ("if x[b] == 0:", "if not x[b] != 0:"),
    "a maximum": ("maximum(v[a, i], v[b, i])", "maximum(v[b, i], v[a, i])"),
    "a clamp": ("saturate(u8, x[a])", "min(x[a], 255)"),
    "a function's body": ("return value + value", "return 2 * value"),
}


def mine(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.rule.startswith("SEM_")]


@pytest.mark.parametrize("edit", SAME)
def test_what_does_the_same_is_proved_and_breaks_nothing(edit: str, compare_texts: Compare) -> None:
    before, after = SAME[edit]
    assert before in ENGINE
    (one,) = mine(compare_texts(ENGINE, ENGINE.replace(before, after))[1])
    assert (one.level, one.evidence, one.rule) == (Level.INFO, Evidence.PROVED, "SEM_EQUIVALENT_REWRITE")
    assert one.why == "z3: no input differs"


def test_without_a_solver_it_is_searched_and_says_so(compare_texts: Compare) -> None:
    text = ENGINE.replace("saturate(u8, x[a])", "min(x[a], 255)")
    (one,) = mine(compare_texts(ENGINE, text, Search(trials=20, solver=0))[1])
    assert (one.level, one.evidence) == (Level.RISK, Evidence.SEARCHED)
    assert one.why.startswith("no difference in 20 trials")


def test_without_trials_nothing_runs(compare_texts: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "specgen.machine.Simulator.__new__", lambda *_, **__: pytest.fail("a machine was made")
    )
    text = ENGINE.replace("return value + value", "return value + 1")
    (one,) = mine(compare_texts(ENGINE, text, Search(trials=0))[1])
    assert (one.level, one.evidence) == (Level.RISK, Evidence.SEARCHED)


def test_a_difference_on_one_value_in_four_billion_is_found_by_the_solver(compare_texts: Compare) -> None:
    text = ENGINE.replace("return value + value", "return value + value + u1(value == 0x12345678)")
    (one,) = mine(compare_texts(ENGINE, text)[1])
    assert one.rule == "SEM_RESULT_CHANGED"
    assert one.witness is not None
    assert "0x12345678" in one.message


def test_the_same_review_gives_the_same_witness(compare_texts: Compare) -> None:
    text = ENGINE.replace("fma(v[a, i], v[b, i], total)", "v[a, i] * v[b, i] + total")
    first, second = (mine(compare_texts(ENGINE, text)[1]) for _ in range(2))
    assert [(one.rule, one.message, one.witness) for one in first] == [
        (one.rule, one.message, one.witness) for one in second
    ]
    assert first[0].witness is not None
