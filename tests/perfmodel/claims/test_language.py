"""The language of claims: what means what, and where what means nothing is said to be wrong."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.model.expressions import ExpressionError
from specgen.model.units import NUMBER
from specgen.perfmodel.claims import compute
from specgen.perfmodel.claims.language import parse_claim, parse_metric
from specgen.perfmodel.claims.values import (
    BYTES,
    SECONDS,
    Amount,
    Function,
    Members,
    Scope,
    Take,
    Thing,
    Word,
    shown,
)


def _gemm(given: dict[str, int | str]) -> Thing:
    members: Members = {
        "time": lambda: Amount(int(given["m"]) * 1e-6, SECONDS),
        "bytes": lambda: Thing(
            "bytes",
            call=Function({"level": Take("word")}, lambda at: Amount(len(at["level"]), BYTES)),
            amount=lambda: Amount(7, BYTES),
        ),
        "bound_by": lambda: Word("hbm", ("hbm", "compute")),
    }
    return Thing("gemm", members)


def _never() -> Amount:
    raise ValueError("the chip does not say it")


SCOPE: Scope = {
    "gemm": lambda: Thing("gemm", call=Function({"m": Take(), "format": Take("word", needed=False)}, _gemm)),
    "N": lambda: Amount(4),
    "half": lambda: Amount(0.5),
    "power": _never,
}

HOLDS = [
    "1 + 2 * 3 == 7",
    "(1 + 2) * 3 == 9",
    "10 - 4 - 3 == 3",
    "12 / 3 / 2 == 2",
    "-2 * -3 == 6",
    "1/3 * 3 == 1",
    "0.1 + 0.2 == 0.3",
    "0x10 == 16",
    "1_000 == 1e3",
    "50% == half",
    "N != 5",
    "2 KiB == 2048 B",
    "1 TB/s > 900 GB/s",
    "3 GB / 1.5 GB/s == 2 s",
    "100 W * 2 s == 200 J",
    "max(1 ms, 3 ms, 2 ms) == 3 ms",
    "min(4, N, 9) <= 4",
    "gemm(m=2000).time >= 2 ms",
    "gemm(2000, bf16).time <= 2 ms",
    "gemm(m=2 * N, format=bf16).time == 8 us",
    "gemm(m=100).time within 10% of 95 us",
    "gemm(m=1).bound_by == hbm",
    "gemm(m=1).bound_by != compute",
    "hbm == gemm(m=1).bound_by",
    "gemm(m=1).bytes == 7 B",
    "gemm(m=1).bytes(sram) == 4 B",
]

FAILS = [
    "1 > 1",
    "1 < 1",
    "gemm(m=100).time within 1% of 95 us",
    "gemm(m=1).bound_by == compute",
    "0.1 + 0.2 != 0.3",
]


@pytest.mark.parametrize("text", HOLDS)
def test_holds(text: str) -> None:
    assert compute(text, SCOPE).holds


@pytest.mark.parametrize("text", FAILS)
def test_fails(text: str) -> None:
    assert not compute(text, SCOPE).holds


WRONG = [
    ("1 + ", "claim-syntax", 4, None),
    ("1 + 2", "claim-syntax", 5, ">="),
    ("1 = 2", "claim-syntax", 2, "=="),
    ("1 < 2 < 3", "claim-syntax", 6, "two claims"),
    ("1 < 2 3", "claim-syntax", 6, None),
    ("(1 < 2", "claim-syntax", 3, None),
    ("gemm(m=1 < 2", "claim-syntax", 9, None),
    ("1 $ 2", "claim-syntax", 2, None),
    ("N % 2 == 0", "claim-syntax", 2, "80%"),
    ("1 within 3 of 2", "claim-syntax", 9, "10%"),
    ("1 within 3% 2", "claim-syntax", 12, None),
    ("9" * 2001, "claim-syntax", 0, None),
    ("(" * 60 + "1", "claim-syntax", 40, None),
    ("3 sec > 2 s", "claim-units", 2, None),
    ("3 KIB > 2 B", "claim-units", 2, "'KiB'"),
    ("gemm(m=1).time > 2", "claim-units", 15, "2 ms"),
    ("1 ms + 1 > 2 ms", "claim-units", 5, None),
    ("max(1 s, 1) > 0 s", "claim-units", 9, None),
    ("gemm(m=1) > 1", "claim-units", 0, "time"),
    ("gemm > 1", "claim-units", 0, "( )"),
    ("gemm(m=1).bound_by > 1", "claim-units", 10, None),
    ("gemm(m=1).bound_by > hbm", "claim-units", 19, None),
    ("gemm(m=1.5).time > 1 s", "claim-units", 5, None),
    ("gemm(m=1 B).time > 1 s", "claim-units", 5, None),
    ("gemm(m=1, format=8).time > 1 s", "claim-units", 10, None),
    ("N(3) > 1", "claim-units", 0, None),
    ("gem(m=1).time > 1 s", "claim-unknown", 0, "'gemm'"),
    ("gemm(m=1).tme > 1 s", "claim-unknown", 10, "'time'"),
    ("gemm(n=1).time > 1 s", "claim-unknown", 5, "m, format"),
    ("gemm.time > 1 s", "claim-unknown", 5, "( )"),
    ("N.time > 1 s", "claim-unknown", 2, None),
    ("gemm(m=1).bound_by == hbn", "claim-unknown", 22, "'hbm'"),
    ("1 / 0 > 1", "claim-value", 2, None),
    ("9e99 * 9e99 > 1", "claim-value", 5, None),
    ("gemm(format=bf16).time > 1 s", "claim-value", 0, None),
    ("gemm(1, bf16, 2).time > 1 s", "claim-value", 14, None),
    ("gemm(m=1, m=2).time > 1 s", "claim-value", 10, None),
    ("power > 1 W", "claim-value", 0, None),
    ("max() > 1", "claim-value", 0, None),
]


@pytest.mark.parametrize(("text", "rule", "offset", "hint"), WRONG, ids=lambda one: str(one)[:30])
def test_what_is_wrong_and_where(text: str, rule: str, offset: int, hint: str | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        compute(text, SCOPE)
    assert (caught.value.rule, caught.value.offset) == (rule, offset)
    assert hint is None or hint in (caught.value.hint or "")


@given(st.text(alphabet=string.ascii_letters[:6] + string.digits[:3] + " .,()=<>+-*/%_", max_size=40))
def test_any_text_is_computed_or_refused_within_itself(text: str) -> None:
    try:
        compute(text, SCOPE)
    except ExpressionError as error:
        assert error.rule.startswith("claim-")
        assert 0 <= error.offset <= len(text)


def test_margins_are_parts_of_the_right_side() -> None:
    def margin(text: str) -> float | None:
        return compute(text, SCOPE).margin

    assert margin("3 >= 2") == pytest.approx(0.5)
    assert margin("1 >= 2") == pytest.approx(-0.5)
    assert margin("1 <= 2") == pytest.approx(0.5)
    assert margin("3 <= 2") == pytest.approx(-0.5)
    assert margin("95 within 10% of 100") == pytest.approx(0.05)
    assert margin("2 == 2") == 0
    assert margin("1 > 0") is None
    assert "off by 50.0%" in compute("1 >= 2", SCOPE).told


def test_a_metric_is_one_side_of_a_claim() -> None:
    assert parse_metric("1 + 2") == parse_claim("1 + 2 > 0").left
    with pytest.raises(ExpressionError, match="no comparison"):
        parse_metric("1 > 2")


def test_amounts_are_shown_in_units_of_their_size() -> None:
    assert shown(Amount(2 << 20, BYTES)) == "2 MiB"
    assert shown(Amount(0.00125, SECONDS)) == "1.25 ms"
    assert shown(Amount(1234567, NUMBER)) == "1,234,567"
    assert shown(Amount(0.28, NUMBER)) == "0.28"
    assert shown(Amount(3, (1, 0, 0, -1, 0))) == "3 B op^-1"
