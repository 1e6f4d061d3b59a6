"""Conversions, properties and studies of number formats in the terminal, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._grid import print_grid

if TYPE_CHECKING:
    from specgen.generators.numerics import BlockConversion, Conversion, Properties, Study

_CONVERSION = ("given", "code", "bits", "kind", "value", "exactly", "error", "ulps")


def print_conversions(found: Sequence[Conversion] | Sequence[BlockConversion], as_json: bool) -> None:
    """Print what numbers became, blocks one after the other."""
    from specgen.generators.numerics import Conversion, decimal, exact

    rows = [one for one in found if isinstance(one, Conversion)]
    blocks = [one for one in found if not isinstance(one, Conversion)]
    if as_json:
        _print_json(
            [_words(one) for one in rows]
            + [
                {
                    "scale": {"code": one.scale.hexadecimal, "value": exact(one.scale.value)},
                    "tensor_scale": exact(one.tensor_scale),
                    "elements": [_words(each) for each in one.elements],
                }
                for one in blocks
            ]
        )
        return
    if rows:
        _print_rows(rows, None)
    for number, one in enumerate(blocks):
        if number:
            click.echo()
        tensor = "" if one.tensor_scale == 1 else f", tensor scale {decimal(one.tensor_scale)}"
        _print_rows(one.elements, f"scale {one.scale.hexadecimal}: {exact(one.scale.value)}{tensor}")


def _print_rows(rows: Sequence[Conversion], title: str | None) -> None:
    print_grid(
        _CONVERSION, [tuple(_words(one).values()) for one in rows], title=title, left=("kind", "exactly")
    )


def _words(one: Conversion) -> dict[str, str]:
    from specgen.generators.numerics import decimal, exact

    return dict(
        zip(
            _CONVERSION,
            (
                decimal(one.given),
                one.code.hexadecimal,
                one.code.binary,
                one.code.kind,
                decimal(one.value),
                exact(one.value),
                "" if one.error is None else decimal(one.error, 4),
                "" if one.ulps is None else decimal(one.ulps, 4),
            ),
            strict=True,
        )
    )


def print_properties(found: Sequence[Properties], as_json: bool) -> None:
    """Print what formats can hold, one a line."""
    from specgen.generators.numerics import decimal

    rows = [
        {
            "format": one.name,
            "kind": one.kind,
            "bits": decimal(one.bits),
            "digits": str(one.precision),
            "greatest": decimal(one.greatest, 6),
            "least": decimal(one.least, 6),
            "least normal": "" if one.least_normal is None else decimal(one.least_normal, 6),
            "epsilon": decimal(one.epsilon, 6),
            "decades": f"{one.decades:.1f}",
            "dB": f"{one.decibels:.1f}",
            "infinities": "yes" if one.infinities else "no",
            "NaNs": str(one.nans),
            "-0": "yes" if one.negative_zero else "no",
        }
        for one in found
    ]
    _print_mappings(rows, as_json, ("format", "kind"))


def print_studies(found: Sequence[Study], as_json: bool) -> None:
    """Print what became of data, one a line; JSON has numbers, null for a ratio without end."""
    if as_json:
        _print_json(
            [
                {
                    "format": one.format,
                    "data": one.data,
                    "block": one.block,
                    "count": one.count,
                    "bits": one.bits,
                    "sqnr_db": one.sqnr_db if isfinite(one.sqnr_db) else None,
                    "max_error": one.max_error,
                    "underflow": one.underflow,
                    "overflow": one.overflow,
                }
                for one in found
            ]
        )
        return
    rows = [
        {
            "format": one.format,
            "data": one.data,
            "block": "" if one.block is None else str(one.block),
            "bits": f"{one.bits:g}",
            "SQNR dB": f"{one.sqnr_db:.2f}",
            "max error": f"{one.max_error:.4g}",
            "underflow": f"{one.underflow:.3%}",
            "overflow": f"{one.overflow:.3%}",
        }
        for one in found
    ]
    _print_mappings(rows, as_json, ("format", "data"))


def _print_mappings(rows: Sequence[dict[str, str]], as_json: bool, left: Sequence[str]) -> None:
    if as_json:
        _print_json(rows)
    else:
        print_grid(tuple(rows[0]), [tuple(row.values()) for row in rows], left=left)


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=False))
