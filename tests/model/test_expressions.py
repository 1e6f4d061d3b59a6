"""Expressions against Python's own arithmetic, and their refusals with places."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.model import Dimension, Expression, ExpressionError, Quantity, parse_expression
from specgen.model.expressions import Measure
from specgen.model.units import DIMENSIONS

NAMES = {"N": 100, "LANES": 8, "FAST": True, "imm": -5}


def of(amount: int | Fraction, dimension: Dimension) -> Measure:
    return Measure(Fraction(amount), DIMENSIONS[dimension])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("LANES * 4", 32),
        ("ceildiv(N, 32)", 4),
        ("1 << LANES", 256),
        ("-2 ** 2", -4),
        ("2 ** -1", Fraction(1, 2)),
        ("2 ** 3 ** 2", 512),
        ("2 ** 3 << 1", 16),
        ("7 // -2", -4),
        ("-7 % 3", 2),
        ("7 / 2 * 2", 7),
        ("1_000 + 0x10 + 0b11 + 0o7 + 1e3", 2026),
        ("0.1 + 0.2 == 0.3", True),
        ("-2048 <= imm and imm < 2048", True),
        ("1 < 2 < 2", False),
        ("not FAST or LANES > 4", True),
        ("not LANES == 4", True),
        ("3 if FAST else 1 // 0", 3),
        ("1 if not FAST else 2 if LANES == 4 else 3", 3),
        ("false and 1 // 0 == 1", False),
        ("((imm + 0x800) >> 12) & 0xfffff", 0),
        ("~5 & 0xff | 1 ^ 3", 250),
        ("min(3, N, 2) + max(1, LANES) + abs(imm)", 15),
        ("log2(1 << 20)", 20),
        ("align(N, 64)", 128),
        ("FAST == true", True),
        ("2 * 64 KiB", of(131072, Dimension.BYTES)),
        ("64 B/cycle * 1.5 GHz", of(96 * 10**9, Dimension.BANDWIDTH)),
        ("20 cycles / 2 GHz", of(Fraction(1, 10**8), Dimension.TIME)),
        ("4.8 TB/s", of(48 * 10**11, Dimension.BANDWIDTH)),
        ("1 MiB // 4 KiB", 256),
        ("1.2ns + 300 ps", of(Fraction(15, 10**10), Dimension.TIME)),
        ("align(3 KiB, 2 KiB)", of(4096, Dimension.BYTES)),
        ("2 TFLOPS / 1 W * 1 s", Measure(Fraction(2 * 10**12), (0, 1, 0, 1, -1))),
    ],
)
def test_values(text: str, value: object) -> None:
    found = parse_expression(text).evaluate(NAMES)
    assert found == value
    assert type(found) is type(value)


_NUMBERS = st.integers(-50, 50).map(str)
_OPERATORS = st.sampled_from(["+", "-", "*", "//", "%", "&", "|", "^", "<", "<=", "==", "!=", "<<", ">>"])
_TREES = st.recursive(
    _NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, _OPERATORS, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("~{}".format),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} < {t[2]} else {t[2]})"),
    ),
    max_leaves=12,
)


@given(_TREES)
def test_integers_agree_with_python(text: str) -> None:
    """Precedence and meaning are Python's. What it refuses, or calls a number where we see a condition, is left out."""
    try:
        expected = eval(text, {"__builtins__": {}})  # noqa: S307  the text is made of digits and operators above
    except (ArithmeticError, ValueError):
        with pytest.raises(ExpressionError):
            parse_expression(text).evaluate({})
        return
    try:
        found = parse_expression(text).evaluate({})
    except ExpressionError as error:
        assert error.rule in ("expr-type", "expr-not-whole", "expr-limit")
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("text", "rule", "offset", "length"),
    [
        ("LANE * 2", "expr-unknown-name", 0, 4),
        ("1 +", "expr-syntax", 3, 1),
        ("(1", "expr-syntax", 2, 1),
        ("1 2", "expr-syntax", 2, 1),
        ("a = b", "expr-syntax", 2, 1),
        ("4 KB", "unit-unknown", 2, 2),
        ("64 B/x", "unit-unknown", 3, 3),
        ("010", "expr-syntax", 0, 3),
        ("foo(1)", "expr-syntax", 0, 3),
        ("log2(1, 2)", "expr-syntax", 0, 4),
        ("1 KiB + 3", "unit-mismatch", 6, 1),
        ("1 KiB < 3 ns", "unit-mismatch", 6, 1),
        ("FAST + 1", "expr-type", 5, 1),
        ("1 if N else 2", "expr-type", 2, 2),
        ("N and FAST", "expr-type", 2, 3),
        ("N // (8 - LANES)", "expr-domain", 2, 2),
        ("1 << -1", "expr-domain", 2, 2),
        ("0.5 & 1", "expr-not-whole", 4, 1),
        ("1 << 100000", "expr-limit", 2, 2),
        ("9 ** 9 ** 9", "expr-limit", 2, 2),
        ("(" * 100 + "1" + ")" * 100, "expr-limit", 40, 1),
        ("1" + " + 1" * 200, "expr-limit", 600, 1),
        ("x" * 3000, "expr-limit", 0, 1),
        ("9" * 1500, "expr-syntax", 0, 1500),
        ("", "expr-syntax", 0, 1),
    ],
)
def test_refusals_point_at_the_characters(text: str, rule: str, offset: int, length: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text).evaluate(NAMES)
    assert (caught.value.rule, caught.value.offset, caught.value.length) == (rule, offset, length)


def test_the_nearest_name_is_proposed() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("LANE").evaluate(NAMES)
    assert caught.value.hint == "did you mean 'LANES'?"


def test_names_are_those_of_the_expression_in_order() -> None:
    assert parse_expression("b + min(a, b) if c else 2 KiB").names == ("b", "a", "c")


def test_whole_and_holds() -> None:
    assert parse_expression("N // 3").whole(NAMES) == 33
    assert parse_expression("N > 3").holds(NAMES)
    for text, ask in (("N / 3", Expression.whole), ("1 KiB", Expression.whole), ("N", Expression.holds)):
        with pytest.raises(ExpressionError):
            ask(parse_expression(text), NAMES)


def test_quantities_stand_for_their_value() -> None:
    clock = Quantity(Fraction(10**9), Dimension.FREQUENCY, "1 GHz")
    assert parse_expression("20 cycles / CLOCK").evaluate({"CLOCK": clock}) == of(
        Fraction(20, 10**9), Dimension.TIME
    )


def test_the_longest_sum_is_evaluated() -> None:
    assert parse_expression("+".join(["1"] * 150)).evaluate({}) == 150
