"""Numbers in words, and what formats can hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from specgen import api
from specgen.generators.numerics import (
    SAMPLES,
    codes,
    decimal,
    encode,
    exact,
    explain,
    explain_blocks,
    parse_number,
    properties,
    samples,
    study,
    unpack_bits,
)
from specgen.model import numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import PREDEFINED_FLOATS, BlockType, FloatType
from tests.generators.interpreter.formats import E4M3, E4M3_FNUZ, E5M2, E8M0, FLUSHED

STANDARD = api.formats(None)
SHORT = [of for of in STANDARD.values() if not isinstance(of, BlockType) and of.width <= 8]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("-1/3", Fraction(-1, 3)),
        ("1_000", 1000),
        (" 2.5E-3 ", Fraction(1, 400)),
        ("+.5", Fraction(1, 2)),
        ("-0x1.8p-3", Fraction(-3, 16)),
        ("0xff", 255),
        ("0b101", 5),
        ("-0.0", Special.NEGATIVE_ZERO),
        ("−2", -2),
        ("-Infinity", Special.NEGATIVE_INFINITY),
        ("NaN", Special.NAN),
    ],
)
def test_numbers_are_read_exactly(text: str, value: Real) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "-", "--1", "1x", "0x", "1e", "e5", ".", "1/0", "1/-2", "1e123456", "1 2", "½"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        parse_number(text)


@pytest.mark.parametrize(
    ("value", "shown", "exactly"),
    [
        (Fraction(0), "0", "0"),
        (Fraction(-7, 4), "-1.75", "-1.75 × 2^0"),
        (Fraction(1, 3), "0.333333333", "1/3"),
        (Fraction(448), "448", "1.75 × 2^8"),
        (Fraction(1, 1 << 130), "7.34683969e-40", "1 × 2^-130"),
        (Fraction(1 << 60), "1.1529215e18", "1 × 2^60"),
        (Special.NEGATIVE_ZERO, "-0", "-0"),
        (Special.NAN, "nan", "nan"),
    ],
)
def test_values_are_shown(value: Real, shown: str, exactly: str) -> None:
    assert (decimal(value), exact(value)) == (shown, exactly)


@pytest.mark.parametrize("of", SHORT, ids=lambda of: of.name)
def test_properties_are_those_of_all_codes(of: FloatType) -> None:
    found, every = properties(of), list(codes(of))
    positive = [one.value for one in every if isinstance(one.value, Fraction) and one.value > 0]
    assert (found.least, found.greatest) == (min(positive), max(positive))
    assert found.nans == sum(one.kind == "NaN" for one in every)
    assert found.infinities == any(one.kind == "infinity" for one in every)
    assert found.negative_zero == any(one.value is Special.NEGATIVE_ZERO for one in every)
    subnormal = [one for one in every if one.kind == "subnormal"]
    if found.least_normal is not None:
        assert min(v for one in every if one.kind == "normal" and (v := one.value) > 0) == found.least_normal  # type: ignore[operator,type-var]
        assert subnormal
    assert all(len("".join(one.fields)) == of.width for one in every)
    if {1, 1 + found.epsilon} <= set(positive):
        assert not any(1 < value < 1 + found.epsilon for value in positive)


def test_properties_of_blocks() -> None:
    found = properties(STANDARD["nvfp4"])
    assert (found.bits, found.greatest, found.least) == (Fraction(9, 2), Fraction(2688), Fraction(1, 1024))
    assert round(properties(E8M0).decades, 2) == 76.46


def test_errors_count_last_places() -> None:
    one = explain(E4M3, Fraction(11, 10))
    assert (one.value, one.error, one.ulps) == (Fraction(9, 8), Fraction(1, 40), Fraction(1, 5))
    assert explain(E4M3, Special.INFINITY).ulps is None
    assert explain(E4M3_FNUZ, Fraction(0)).ulps == 0
    assert explain(FLUSHED, Fraction(1, 10**6), "up").code.code == 1


def test_blocks_are_explained_as_they_are_quantised() -> None:
    of = STANDARD["nvfp4"]
    assert isinstance(of, BlockType)
    values: list[Real] = [Fraction(n, 7) for n in range(-20, 13)]
    found = explain_blocks(of, values)
    tensor = numerics.tensor_scale(of, values)
    assert [len(one.elements) for one in found] == [16, 16, 1]
    scale, elements = numerics.quantise_block(of, values[16:32], tensor)
    assert found[1].scale.code == scale
    assert [one.code.code for one in found[1].elements] == elements
    assert [one.value for one in found[1].elements] == numerics.dequantise_block(of, scale, elements, tensor)
    assert all(abs(one.ulps or Fraction(0)) <= Fraction(2, 3) for one in found[1].elements)


@pytest.mark.parametrize("kind", SAMPLES)
def test_samples_are_what_they_are_called(kind: str) -> None:
    found = samples(kind, 50_000, 3)
    assert found.dtype == np.float32
    assert (found == samples(kind, 50_000, 3)).all()
    assert (found[:9] != samples(kind, 9, 4)).all()
    spread = {
        "normal": 1,
        "laplace": 1,
        "student_t": 3**0.5,
        "outliers": (1 + 1023 / 256) ** 0.5,
        "uniform": 3**-0.5,
    }
    assert abs(found.mean()) < 0.05
    assert abs(found.std() / spread[kind] - 1) < (0.3 if kind == "student_t" else 0.05)


def test_samples_never_change() -> None:
    assert samples("normal", 2, 0).tolist() == [np.float32(1.764052345967664), np.float32(0.4001572083672233)]


def test_noise_is_that_of_theory() -> None:
    uniform = samples("uniform", 1 << 16)
    assert abs(study(STANDARD["int8_6"], uniform).sqnr_db - (20 * np.log10(64) + 10 * np.log10(4))) < 0.1
    assert study(PREDEFINED_FLOATS["f32"], uniform).sqnr_db == np.inf
    assert study(STANDARD["e4m3"], np.zeros(4)).sqnr_db == np.inf


def test_shares_that_are_lost() -> None:
    given = np.array([1e6, -1e6, 1e-6, 0, 1, np.nan, np.inf])
    found = study(E4M3, given)
    assert (found.count, found.overflow, found.underflow) == (5, 0.4, 0.2)
    assert study(STANDARD["s8"], np.array([-128.0, 127, 128])).overflow == 1 / 3
    assert study(STANDARD["u8"], np.array([-1.0, 255, 4, 5])).overflow == 0.25
    blocks = study(STANDARD["mxfp4"], np.array([7.9] + [0.01] * 31), 32)
    assert (blocks.block, blocks.bits, blocks.overflow, blocks.underflow) == (32, 4.25, 1 / 32, 31 / 32)
    assert study(STANDARD["mxfp4"], given[:5], 1).underflow == 0
    with pytest.raises(ValueError, match="no finite values"):
        study(E5M2, np.array([np.nan]))
    with pytest.raises(ValueError, match="no data are called"):
        samples("sand", 3)


def test_packed_codes_of_a_format() -> None:
    packed = np.array([0x21, 0x43], np.uint8)
    assert unpack_bits(packed, 4).tolist() == [1, 2, 3, 4]
    assert encode(E4M3, 1.0) == 0x38
