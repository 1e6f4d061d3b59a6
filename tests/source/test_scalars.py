from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from specgen.source import SpelledFloat, SpelledInt, exact, spelling_of
from tests.source.reading import findings, tree_of

NUMBERS = {
    "0": 0, "12": 12, "-3": -3, "+5": 5, "-0": 0, "1_000": 1000, "1_0_0": 100,
    "0x40": 64, "-0x40": -64, "0xdead_beef": 0xDEADBEEF, "0b1": 1, "0b1010_0101": 0xA5, "0o17": 15,
    "1e3": 1000, "1E3": 1000, "1.5e3": 1500, "1e+3": 1000, "2.0": 2, "5.": 5, "0e3": 0, "1e18": 10**18,
    "-2e2": -200,    "1e30": 10**30,
    "123456789012345678901234567890": 123456789012345678901234567890,
    "1.5": 1.5, ".5": 0.5, "-0.25": -0.25, "1e-3": 1e-3, "1.10": 1.1, "1_000.5": 1000.5, "1.5e-400": 0.0,
}  # fmt: skip
TEXTS = [
    "no", "yes", "on", "off", "No", "NO", "y", "n", "True", "TRUE", "False", "Null", "NULL",
    "12:30", "1:2:3", "3:0", ".inf", "-.inf", ".nan", "2024-01-02", "1.2.3", "1__0", "1_", "_1", "+", ".",
    "e3", ".e3", "12e", "0b1??0", "a", "٣", "4.8 TB/s", "31:25", "x + 1", "1e1_0", "=", "0 x",
]  # fmt: skip
REFUSED = {
    "010": ("yaml-leading-zero", "write 10 for decimal or 0o10 for octal, or quote it if it is text"),
    "-010": ("yaml-leading-zero", "write -10 for decimal or -0o10 for octal, or quote it if it is text"),
    "089": ("yaml-leading-zero", "write 89 for decimal, or quote it if it is text"),
    "00": ("yaml-leading-zero", "write 0 for decimal, or quote it if it is text"),
    "0_1": ("yaml-leading-zero", "write 1 for decimal or 0o1 for octal, or quote it if it is text"),
    "00.5": ("yaml-leading-zero", "write 0.5, or quote it if it is text"),
    "0b12": ("yaml-number", "quote it if it is text"),
    "0o8": ("yaml-number", "quote it if it is text"),
    "0x": ("yaml-number", "quote it if it is text"),
    "0xfg": ("yaml-number", "quote it if it is text"),
    "0x1__0": ("yaml-number", "quote it if it is text"),
    "0X1F": ("yaml-number", "write 0x1F"),
    "-0B1": ("yaml-number", "write -0b1"),
}


@pytest.mark.parametrize("spelling", NUMBERS)
def test_numbers(spelling: str) -> None:
    value = tree_of(f"- {spelling}").data[0]
    assert value == NUMBERS[spelling]
    assert isinstance(value, type(NUMBERS[spelling]))
    assert spelling_of(value) == spelling


@pytest.mark.parametrize("text", TEXTS)
def test_plain_text(text: str) -> None:
    assert tree_of(f"- {text}").data == [text]


@pytest.mark.parametrize("spelling", [*NUMBERS, *TEXTS, *REFUSED, "true", "null", "~", ""])
def test_quoted_is_text(spelling: str) -> None:
    assert tree_of(f"- '{spelling}'\n- \"{spelling}\"").data == [spelling, spelling]


@pytest.mark.parametrize("spelling", REFUSED)
def test_refused(spelling: str) -> None:
    assert findings(f"ab: {spelling}") == [(REFUSED[spelling][0], 1, 5)]
    assert findings(f"[a, {spelling}]") == [(REFUSED[spelling][0], 1, 5)]


@pytest.mark.parametrize("spelling", REFUSED)
def test_hints(spelling: str) -> None:
    from tests.source.reading import load

    (found,) = load(spelling)[1]
    assert found.hint == REFUSED[spelling][1]


def test_constants() -> None:
    assert tree_of("[true, false, null, ~, , a]".replace(", ,", ",")).data == [True, False, None, None, "a"]
    assert tree_of("a:\nb: ~\n").data == {"a": None, "b": None}
    assert tree_of("").data is None


@pytest.mark.parametrize(
    "text",
    ["1" * 1251, "9" * 1240, "0x" + "f" * 1025, "1e1201", "1e99999999999", "1e-9999", "0." + "1" * 1250],
)
def test_huge_numbers_are_refused(text: str) -> None:
    assert findings(f"a: {text}") == [("yaml-number-range", 1, 4)]


def test_largest_numbers() -> None:
    assert tree_of("a: 0x" + "f" * 1024).data["a"] == 2**4096 - 1
    assert tree_of("a: 1e1200").data["a"] == 10**1200


@given(st.integers(-(2**4000), 2**4000))
def test_every_integer_is_itself(number: int) -> None:
    assert tree_of(f"a: {number}").data["a"] == number
    assert tree_of(f"a: {number:#x}").data["a"] == number


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals_are_exact(number: object) -> None:
    assert exact(tree_of(f"a: {number}").data["a"]) == Fraction(str(number))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_nearest(number: float) -> None:
    assert float(tree_of(f"a: {number!r}").data["a"]) == number


def test_spelled_numbers_are_numbers() -> None:
    number, real = SpelledInt(64, "0x40"), SpelledFloat(1.1, "1.10")
    assert (number, hash(number), number + 1, str(number)) == (64, hash(64), 65, "64")
    for value in (number, real):
        copy = pickle.loads(pickle.dumps(value))
        assert (copy, type(copy), spelling_of(copy)) == (value, type(value), spelling_of(value))
    assert TypeAdapter(int).validate_python(number, strict=True) == 64
    assert TypeAdapter(float).validate_python(real, strict=True) == 1.1
    assert exact(real) == Fraction(11, 10)
