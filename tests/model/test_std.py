"""The number formats that come with specgen."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from specgen.model import Architecture, load_architecture
from specgen.model.numerics import decode
from specgen.model.types import PREDEFINED_FLOATS
from tests.model.specs import write_files

STANDARD = "include: ['std:types/*.yaml']\nname: all\nversion: 1.0.0\n"


@pytest.fixture(scope="module")
def all_types(tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    return load_architecture(write_files(tmp_path_factory.mktemp("std"), {"spec.yaml": STANDARD}))


@pytest.mark.parametrize(
    ("name", "width", "least", "greatest"),
    [
        ("e4m3", 8, Fraction(1, 512), 448),
        ("e5m2", 8, Fraction(1, 65536), 57344),
        ("bf16", 16, Fraction(1, 1 << 133), (2**8 - 1) * 2**120),
        ("tf32", 19, Fraction(1, 1 << 136), (2**11 - 1) * 2**117),
        ("e2m1", 4, Fraction(1, 2), 6),
        ("e2m3", 6, Fraction(1, 8), Fraction(15, 2)),
        ("e3m2", 6, Fraction(1, 16), 28),
        ("e4m3fnuz", 8, Fraction(1, 1024), 240),
        ("e5m2fnuz", 8, Fraction(1, 131072), 57344),
        ("e4m3b11fnuz", 8, Fraction(1, 8192), 30),
        ("e3m4", 8, Fraction(1, 64), Fraction(31, 2)),
        ("e4m3_ieee", 8, Fraction(1, 512), 240),
        ("binary8p4se", 8, Fraction(1, 1024), 224),
        ("binary8p3uf", 8, Fraction(1, 1 << 33), 3 << 30),
    ],
)
def test_widths_and_ends(
    all_types: Architecture, name: str, width: int, least: object, greatest: object
) -> None:
    of = all_types.types[name]
    assert of.width == width
    assert decode(of, 1) == least
    assert decode(of, of.max_code) == greatest
    assert of.summary


def test_scales(all_types: Architecture) -> None:
    of = all_types.types["e8m0"]
    scales: list[object] = [Fraction(1, 1 << 127), 1, 1 << 127]
    assert [decode(of, code) for code in (0, 127, 254)] == scales
    assert of.canonical_nan == 0xFF


def test_blocks(all_types: Architecture) -> None:
    elements = {name: (b.element.name, b.scale.name, b.block) for name, b in all_types.block_types.items()}
    assert elements == {
        "mxfp8_e4m3": ("e4m3", "e8m0", 32),
        "mxfp8_e5m2": ("e5m2", "e8m0", 32),
        "mxfp6_e2m3": ("e2m3", "e8m0", 32),
        "mxfp6_e3m2": ("e3m2", "e8m0", 32),
        "mxfp4": ("e2m1", "e8m0", 32),
        "mxint8": ("int8_6", "e8m0", 32),
        "nvfp4": ("e2m1", "e4m3", 16),
    }


def test_every_format_says_what_it_is_and_where_that_is_written(all_types: Architecture) -> None:
    ours = {**all_types.types, **all_types.fixed_types, **all_types.block_types}
    formats = [of for name, of in ours.items() if name not in PREDEFINED_FLOATS]
    assert len(formats) == 87
    assert [of.name for of in formats if not of.summary or not of.description] == []
    assert [of.name for of in formats if "Source:" not in of.description] == []


def test_each_file_stands_alone(root: Path, tmp_path: Path) -> None:
    for path in sorted((root / "specgen" / "std" / "types").glob("*.yaml")):
        text = STANDARD.replace("*.yaml", path.name)
        assert load_architecture(write_files(tmp_path / path.stem, {"spec.yaml": text})).types
