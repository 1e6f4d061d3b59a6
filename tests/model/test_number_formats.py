"""Number formats as documents: defaults, what is refused and where, and formats drawn at random."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from specgen.checks.examples import write_example
from specgen.model import load
from specgen.model.numerics import Special, decode, encode, quantise_block
from specgen.model.types import BlockType, FixedType, FloatType
from specgen.source import find_rule
from tests.model.specs import refused, resolved

STD = "include: [std:types/mx.yaml, std:types/ofp8.yaml]\n"


def test_defaults_of_fixed_point_and_blocks(tmp_path: Path) -> None:
    fragment = """
    include: [std:types/mx.yaml]
    types:
      q7: {kind: fixed, width: 8, fraction: 7}
      plain: {kind: block, element: q7, scale: e8m0, block: 16}
      full: {kind: block, element: s4, scale: f16, block: 8, axis: 0, scale_rule: amax, scale_rounding: up, tensor_scale: f32}
    """
    found = resolved(tmp_path, fragment)
    q7 = found.fixed_types["q7"]
    assert (q7.low, q7.high, q7.bytes, q7.integer.name, q7.rounding) == (-128, 127, 1, "s8", "nearest_even")
    plain, full = found.block_types["plain"], found.block_types["full"]
    assert (plain.element, plain.axis, plain.scale_rule, plain.scale_rounding) == (q7, -1, "floor", None)
    assert plain.tensor_scale is None
    assert (full.element.name, full.axis, full.scale_rule, full.scale_rounding) == ("s4", 0, "amax", "up")
    assert full.tensor_scale is found.types["f32"]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ("{kind: float, exponent: 4, mantissa: 3, infinities: false}", "type-infinities"),
        ("{kind: float, exponent: 0, mantissa: 3, nans: none}", "spec-number-range"),
        ("{kind: float, exponent: 1, mantissa: 0, nans: all_ones}", "type-codes"),
        ("{kind: float, exponent: 1, mantissa: 0, nans: none, infinities: true}", "type-codes"),
        ("{kind: float, exponent: 15, mantissa: 60}", "type-width"),
        ("{kind: float, exponent: 4, mantissa: 61}", "spec-number-range"),
        ("{kind: float, exponent: 4, mantissa: 3, signed: false, nans: negative_zero}", "type-nans"),
        ("{kind: float, exponent: 4, mantissa: 0, subnormals: false, nans: negative_zero}", "type-zero"),
        ("{kind: float, exponent: 4, mantissa: 3, nans: none, overflow: infinity}", "type-overflow"),
        ("{kind: float, exponent: 4, mantissa: 3, rounding: stochastic}", "schema-choice"),
        ("{kind: float, exponent: 4, mantissa: 3, overflow: wrap}", "schema-choice"),
        ("{kind: float, exponent: 4, mantissa: 3, nans: all_ones, canonical_nan: 0}", "type-canonical-nan"),
        ("{kind: fixed, width: 0, fraction: 0}", "spec-number-range"),
        ("{kind: fixed, width: 65, fraction: 0}", "spec-number-range"),
        ("{kind: fixed, width: 8, fraction: -1}", "spec-number-range"),
        ("{kind: fixed, width: 1, fraction: 0}", "type-codes"),
        ("{kind: fixed, width: 8, fraction: 0, signed: false, symmetric: true}", "type-symmetric"),
        ("{kind: block, element: s1, scale: e8m0, block: 32}", "type-codes"),
        ("{kind: block, element: e4m4, scale: e8m0, block: 32}", "ref-unknown"),
        ("{kind: block, element: mxfp4, scale: e8m0, block: 32}", "type-block"),
        ("{kind: block, element: e4m3, scale: int8_6, block: 32}", "type-fixed"),
        ("{kind: block, element: e4m3, scale: u8, block: 32}", "type-scale"),
        ("{kind: block, element: e4m3, scale: e8m0, block: 0}", "spec-number-range"),
        ("{kind: block, element: e4m3, scale: e8m0, block: 32, axis: 8}", "spec-number-range"),
        ("{kind: block, element: e4m3, scale: e8m0, block: 32, axis: first}", "expr-unknown-name"),
        ("{kind: block, element: e4m3, scale: e8m0, block: 32, scale_rounding: up}", "type-scale-rounding"),
        ("{kind: block, element: e4m3, scale: e8m0, block: 32, tensor_scale: s32}", "type-scale"),
        ("{kind: decimal, width: 8}", "schema-choice"),
    ],
)
def test_what_is_refused(tmp_path: Path, given: str, rule: str) -> None:
    assert refused(tmp_path, f"{STD}types:\n  wrong: {given}\n") == [(rule, 3)]


def test_a_nearby_name_is_offered_for_an_element(tmp_path: Path) -> None:
    text = f"{STD}types:\n  w: {{kind: block, element: int8_7, scale: e8m0, block: 32}}\n"
    (one,) = load(write_example(text, tmp_path)).check()[1]
    assert one.hint is not None
    assert "int8_6" in one.hint


_VALUES: tuple[Any, ...] = (
    *(
        0,
        1,
        2,
        3,
        4,
        5,
        8,
        11,
        15,
        23,
        52,
        60,
        64,
        127,
        -1,
        1 << 70,
        1.5,
        "4 + 1",
        "nothing",
        "",
        None,
        [],
        {},
    ),
    *(True, False, "last", "x" * 200),
)
_WORDS: dict[str, tuple[str, ...]] = {
    "nans": ("ieee", "all_ones", "negative_zero", "none"),
    "overflow": ("saturate", "propagate", "infinity", "nan"),
    "rounding": ("nearest_even", "away", "odd", "stochastic"),
    "element": ("e4m3", "s8", "int8_6", "t1", "t2", "t7", "mxfp4"),
    "scale": ("e8m0", "e4m3", "f32", "t1", "t3", "u8"),
    "tensor_scale": ("f32", "t1", "int8_6"),
    "scale_rule": ("floor", "ceil", "nearest", "amax"),
    "scale_rounding": ("up", "down"),
}
_KEYS = {
    "float": ("bias", "signed", "infinities", "nans", "subnormals", "canonical_nan", "overflow", "rounding"),
    "fixed": ("signed", "symmetric", "rounding"),
    "block": ("axis", "scale_rule", "scale_rounding", "tensor_scale"),
    "integer": ("signed",),
}
_NEEDED = {
    "float": ("exponent", "mantissa"),
    "fixed": ("width", "fraction"),
    "block": ("element", "scale", "block"),
    "integer": ("width",),
}


def _value(key: str, dice: Random) -> Any:
    if dice.random() < 0.06:
        return dice.choice(_VALUES)
    if key in _WORDS:
        return dice.choice(_WORDS[key])
    if key in ("signed", "infinities", "subnormals", "symmetric"):
        return dice.random() < 0.5
    return dice.randint(-2, 4) if key == "axis" else dice.randint(0, 12)


def _document(dice: Random) -> dict[str, Any]:
    kind = dice.choice(("float", "float", "float", "fixed", "block", "block", "integer"))
    keys = [*_NEEDED[kind], *(key for key in _KEYS[kind] if dice.random() < 0.4)]
    found = {"kind": kind, **{key: _value(key, dice) for key in keys}}
    if dice.random() < 0.05:
        found.pop(dice.choice(keys))
    if dice.random() < 0.03:
        found["misspelt"] = 1
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_document_is_understood_or_refused(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    types = {f"t{number}": _document(dice) for number in range(250)}
    made, found = load(write_example(f"{STD}types: {json.dumps(types)}\n", tmp_path)).check()
    assert len(found) > 100
    assert all(find_rule(one.rule) is not None for one in found)
    for architecture in made.values():
        formats: list[FloatType | FixedType] = [
            *architecture.types.values(),
            *architecture.fixed_types.values(),
        ]
        blocks = list(architecture.block_types.values())
        assert len(formats) + len(blocks) > 60
        for of in formats:
            _is_sound(of)
        for block in blocks:
            _holds_its_greatest(block)


def _is_sound(of: FloatType | FixedType) -> None:
    """All codes of short formats, and the ends of all, mean what converting their meaning gives."""
    least = of.max_code if isinstance(of, FloatType) else of.high
    codes = range(1 << of.width) if of.width <= 8 else (0, 1, least, (1 << of.width) - 1)
    for code in codes:
        value = decode(of, code)
        if value is not Special.NAN and value != Special.INFINITY:
            again = encode(of, value, overflow=None if isinstance(of, FloatType) else "saturate")
            symmetric = isinstance(of, FixedType) and of.symmetric and code == 1 << (of.width - 1)
            assert decode(of, again) == value or symmetric, (of, code)


def _holds_its_greatest(of: BlockType) -> None:
    value = decode(of.element, of.element.max_code if isinstance(of.element, FloatType) else of.element.high)
    scale, elements = quantise_block(of, [value])
    assert len(elements) == 1
    assert decode(of.scale, scale) is not Special.NAN
