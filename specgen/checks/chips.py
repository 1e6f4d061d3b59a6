"""Checks of chips: units of a thousand or of 1024, sparse rates taken for dense ones, measurements above a peak."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.quantity import Dimension
from specgen.model.units import written
from specgen.source import Severity, SourceFile

if TYPE_CHECKING:
    from specgen.model.performance import Chip, ChipPeak
    from specgen.model.quantity import Quantity

_WIDTHS = {
    "f16": 16, "bf16": 16, "e4m3": 8, "e5m2": 8, "mxfp8_e4m3": 8, "mxfp8_e5m2": 8, "s8": 8, "u8": 8,
    "e2m1": 4, "mxfp4": 4, "nvfp4": 4, "s4": 4, "u4": 4,
}  # fmt: skip
"""Bits of the formats whose rates double as bits halve; wider ones go their own ways."""

_CLOSE = Fraction(1, 1000)
_CHIP = """
    chips:
      one:
        peaks:
          - {unit: matrix, format: bf16, rate: 989.4 TFLOPS}
          %s
        levels:
          hbm: {size: 80 GB, bandwidth: %s}
"""
_DENSE = "- {unit: matrix, format: e4m3, rate: 1978.9 TFLOPS}"


@check(
    "chip-binary-units",
    Severity.WARNING,
    "Bandwidths are given in powers of a thousand, and numbers of one chip in the same units.",
    """
    A GiB is 7 % more than a GB, a TiB 10 % more than a TB. Makers give bandwidths in GB/s: read as binary units, they
    promise what no memory delivers, and every kernel that waits for it.
    """,
    wrong=_CHIP % (_DENSE, "3350 GiB/s"),
    right=_CHIP % (_DENSE, "3350 GB/s"),
)
def binary_units(subject: Subject) -> Iterator[Finding]:
    """Bandwidths with a binary unit, and numbers that are off from those of the library by exactly such factors."""
    for chip in subject.architecture.chips.values():
        for path, number in _numbers(chip):
            where = chip.origin.at(*path)
            if number.dimension is Dimension.BANDWIDTH and "iB" in number.text:
                decimal = number.text.replace("iB", "B")
                hint = f"{decimal} if a data sheet says so; {written(number.value, number.dimension)} is what this says"
                yield Finding(f"{number.text}: a bandwidth in powers of 1024", where, hint=hint)
        yield from _beside_library(chip)


def _beside_library(chip: Chip) -> Iterator[Finding]:
    """Numbers that are those of the library's chip of that name, but for the units."""
    known = dict(_numbers(_library()[chip.name])) if chip.name in _library() else {}
    for path, number in _numbers(chip):
        other = known.get(path)
        if other is None or other.dimension is not number.dimension or not other.value:
            continue
        ratio = number.value / other.value
        for power, unit in enumerate(("kB", "MB", "GB", "TB"), start=1):
            factor = Fraction(1024, 1000) ** power
            if any(abs(ratio / one - 1) < _CLOSE / 10 for one in (factor, 1 / factor)):
                message = (
                    f"{number.text} is {other.text} of the library with {unit} and {unit[0]}iB exchanged"
                )
                yield Finding(message, chip.origin.at(*path), hint=f"that rests on: {other.source}")


@check(
    "chip-sparse-peak",
    Severity.WARNING,
    "A dense peak is none that counts the zeros of structured sparsity.",
    """
    Data sheets like to print the rate at which half of the products are left out, which is twice the rate of products
    done. Taken for the peak it makes a chip twice as fast as any dense kernel can be.
    """,
    wrong=_CHIP % ("- {unit: matrix, format: e4m3, rate: 3957.6 TFLOPS}", "3.35 TB/s"),
    right=_CHIP
    % (
        f"{_DENSE}\n          - {{unit: matrix, format: e4m3, density: sparse, rate: 3957.8 TFLOPS}}",
        "3.35 TB/s",
    ),
)
def sparse_peak(subject: Subject) -> Iterator[Finding]:
    """Dense rates of matrix units that are twice what halving the bits gives, or those of the sparse ones."""
    for chip in subject.architecture.chips.values():
        dense = {one.format: (place, one) for place, one in _matrix(chip, "dense")}
        sparse = [one for _, one in _matrix(chip, "sparse")]
        if chip.name in _library():
            sparse += [one for _, one in _matrix(_library()[chip.name], "sparse")]
        for form, (place, one) in dense.items():
            where = chip.origin.at("peaks", place, "rate")
            if any(other.format == form and other.rate.value == one.rate.value for other in sparse):
                hint = "give it with density: sparse, and the rate without as the peak"
                yield Finding(
                    f"{one.rate.text} in {form} is the rate with structured sparsity", where, hint=hint
                )
                continue
            wider = [
                other
                for other in (found for _, found in dense.values())
                if _doubled(one, other) and form in _WIDTHS
            ]
            if wider:
                other = wider[0]
                message = (
                    f"{one.rate.text} in {form} is twice what {other.rate.text} in {other.format} lets expect"
                )
                hint = "if it counts the zeros of structured sparsity: density: sparse"
                yield Finding(message, where, hint=hint)


def _doubled(one: ChipPeak, other: ChipPeak) -> bool:
    """Whether a rate is twice that of a wider format times the bits saved."""
    bits, wide = _WIDTHS.get(one.format), _WIDTHS.get(other.format)
    if bits is None or wide is None or wide <= bits or not other.rate.value:
        return False
    return abs(one.rate.value / other.rate.value / Fraction(2 * wide, bits) - 1) < _CLOSE


@check(
    "chip-above-roof",
    Severity.WARNING,
    "What was measured lies under the peak of its format.",
    """
    A point above the roof says that something is wrong: a unit, a clock, a rate with sparsity, a cache that was warm, or
    the peak itself.
    """,
    wrong=_CHIP % ("- {unit: matrix, format: bf16, kind: achievable, rate: 1400 TFLOPS}", "3.35 TB/s"),
    right=_CHIP % ("- {unit: matrix, format: bf16, kind: achievable, rate: 794.5 TFLOPS}", "3.35 TB/s"),
)
def above_roof(subject: Subject) -> Iterator[Finding]:
    """Achievable rates above the dense peak of their unit and format."""
    for chip in subject.architecture.chips.values():
        peaks = {
            (one.unit, one.format): one for one in chip.peaks if one.kind == "peak" and one.density == "dense"
        }
        for place, one in enumerate(chip.peaks):
            peak = peaks.get((one.unit, one.format))
            if one.kind == "achievable" and peak is not None and one.rate.value > peak.rate.value:
                message = f"{one.rate.text} was measured in {one.format}, above the peak of {peak.rate.text}"
                yield Finding(message, chip.origin.at("peaks", place, "rate"))


def _matrix(chip: Chip, density: str) -> Iterator[tuple[int, ChipPeak]]:
    for place, one in enumerate(chip.peaks):
        if one.unit == "matrix" and one.density == density and one.kind == "peak":
            yield place, one


def _numbers(chip: Chip) -> Iterator[tuple[tuple[str, ...], Quantity]]:
    """The sizes and bandwidths of a chip, by where they stand."""
    for level in chip.levels:
        for name, number in (("size", level.size), ("bandwidth", level.bandwidth)):
            if number is not None:
                yield ("levels", level.name, name), number
    for network in chip.networks:
        yield ("networks", network.name, "bandwidth"), network.bandwidth


@cache
def _library() -> dict[str, Chip]:
    """The chips of `std:chips`."""
    from specgen.model import load_fragment

    return load_fragment(SourceFile("chips.yaml", "include: [std:chips/*.yaml]\n")).architecture().chips
