"""Names and parameters: the formats and roundings that ``gfloat`` and ``ml_dtypes`` share with `std:types`."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
from gfloat import Domain, RoundMode, Signedness, formats

from specgen.model import load_architecture
from specgen.model.types import BlockType, FixedType, FloatType

GFLOAT_ROUNDINGS = {
    "nearest_even": RoundMode.TiesToEven,
    "nearest_away": RoundMode.TiesToAway,
    "toward_zero": RoundMode.TowardZero,
    "up": RoundMode.TowardPositive,
    "down": RoundMode.TowardNegative,
    "stochastic": RoundMode.StochasticFastest,
    "stochastic_centred": RoundMode.StochasticFast,
    "stochastic_even": RoundMode.Stochastic,
    "stochastic_odd": RoundMode.StochasticOdd,
}

_GFLOAT = {
    "f16": formats.format_info_binary16,
    "bf16": formats.format_info_bfloat16,
    "e5m2": formats.format_info_ocp_e5m2,
    "e4m3": formats.format_info_ocp_e4m3,
    "e2m3": formats.format_info_ocp_e2m3,
    "e3m2": formats.format_info_ocp_e3m2,
    "e2m1": formats.format_info_ocp_e2m1,
    "e8m0": formats.format_info_ocp_e8m0,
    "int8_6": formats.format_info_ocp_int8,
}

_ML_DTYPES = {
    "f16": np.float16,
    "bf16": ml_dtypes.bfloat16,
    "e3m4": ml_dtypes.float8_e3m4,
    "e4m3": ml_dtypes.float8_e4m3fn,
    "e4m3_ieee": ml_dtypes.float8_e4m3,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2": ml_dtypes.float8_e5m2,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e8m0": ml_dtypes.float8_e8m0fnu,
    "e2m1": ml_dtypes.float4_e2m1fn,
    "e2m3": ml_dtypes.float6_e2m3fn,
    "e3m2": ml_dtypes.float6_e3m2fn,
}

_GFLOAT_BLOCKS = {
    "mxfp8_e4m3": formats.format_info_mxfp8_e4m3,
    "mxfp8_e5m2": formats.format_info_mxfp8_e5m2,
    "mxfp6_e2m3": formats.format_info_mxfp6_e2m3,
    "mxfp6_e3m2": formats.format_info_mxfp6_e3m2,
    "mxfp4": formats.format_info_mxfp4_e2m1,
    "mxint8": formats.format_info_mxint8,
}


@cache
def standard() -> dict[str, FloatType | FixedType | BlockType]:
    """Every format of `std:types`, by name."""
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "spec.yaml"
        spec.write_text("include: ['std:types/*.yaml']\nname: all\nversion: 1.0.0\n", "utf-8")
        found = load_architecture(Path(folder))
    return {**found.types, **found.fixed_types, **found.block_types}


@cache
def gfloat_formats() -> dict[str, Any]:
    """The ``gfloat`` format of the same codes, by our name."""
    known = standard()
    p3109 = {name: _p3109(name) for name in known if name.startswith("binary")}
    return {**_GFLOAT, **p3109}


def _p3109(name: str) -> Any:
    parts = re.fullmatch(r"binary(\d+)p(\d+)([su])([ef])", name)
    assert parts is not None
    bits, precision, sign, domain = parts.groups()
    signedness = Signedness.Signed if sign == "s" else Signedness.Unsigned
    return formats.format_info_p3109(
        int(bits), int(precision), signedness, Domain.Extended if domain == "e" else Domain.Finite
    )


def gfloat_blocks() -> dict[str, Any]:
    """The ``gfloat`` block format of the same elements and scales, by our name."""
    return _GFLOAT_BLOCKS


def ml_dtypes_formats() -> dict[str, type[Any]]:
    """The NumPy scalar type of the same codes, by our name."""
    return _ML_DTYPES
