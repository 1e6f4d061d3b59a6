"""`specgen numerics`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._grid import print_grid
from specgen.cli._numbers import print_conversions, print_properties, print_studies
from specgen.cli._options import (
    INPUT,
    OUTPUT,
    Choice,
    Command,
    Function,
    existing_spec,
    findings_shown,
    require,
    save,
    spec_where_needed_option,
    variant_option,
    wrong_use,
)
from specgen.cli._words import NUMBER
from specgen.model.types import OVERFLOWS, ROUNDINGS

if TYPE_CHECKING:
    from specgen.model.types import DataType

MOST_BITS = 16


@click.group("numerics")
def command() -> None:
    """List, convert and compare number formats.

    FORMAT is a format of the spec; std:NAME is one that comes with specgen and needs no spec, as all do with --std.
    """


def _formats_options(one: Function) -> Function:
    """Add what says where formats are looked up."""
    for option in (
        variant_option,
        click.option(
            "--std", "standard", is_flag=True, help="Of the formats that come with specgen, not of a spec."
        ),
        spec_where_needed_option,
    ):
        one = option(one)
    return one


def _found(names: tuple[str, ...], spec: Path, variant: str | None, standard: bool) -> list[DataType]:
    """Return the formats of these names; leave with code 2 where one is not there."""
    from specgen import api

    with findings_shown(api.UnknownFormat):
        if standard:
            return api.find_formats(names, None)
        if not all(name.startswith("std:") for name in names):
            require("variant", variant, api.load_spec(existing_spec(spec)).variants)
        return api.find_formats(names, spec, variant)


def _all(spec: Path, variant: str | None, standard: bool) -> list[DataType]:
    from specgen import api

    with findings_shown():
        if standard:
            return list(api.formats(None).values())
        require("variant", variant, api.load_spec(existing_spec(spec)).variants)
        return list(api.formats(spec, variant).values())


JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@command.command(
    "table",
    cls=Command,
    examples=("specgen numerics table e4m3 --std", "specgen numerics table std:e2m1 --csv"),
)
@click.argument("name", metavar="FORMAT")
@_formats_options
@JSON
@click.option("--csv", "as_csv", is_flag=True, help="Print lines with commas.")
def table(name: str, spec: Path, variant: str | None, standard: bool, as_json: bool, as_csv: bool) -> None:
    """List all codes of FORMAT, of up to 16 bits, and what they mean."""
    from specgen.generators.numerics import codes, decimal, exact
    from specgen.model.types import BlockType

    (of,) = _found((name,), spec, variant, standard)
    if isinstance(of, BlockType):
        wrong_use(f"{of.name} is made of {of.element.name} and {of.scale.name}: list one of these")
    if of.width > MOST_BITS:
        wrong_use(f"{of.name} has {of.width} bits; a table has at most {MOST_BITS}")
    columns = ("code", "bits", "kind", "value", "exactly")
    rows = [(c.hexadecimal, c.binary, c.kind, decimal(c.value), exact(c.value)) for c in codes(of)]
    if as_json:
        click.echo(
            json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1, ensure_ascii=False)
        )
    elif as_csv:
        click.echo("\n".join(",".join(row) for row in (columns, *rows)))
    else:
        print_grid(columns, rows, left=("kind", "exactly"))


class _Sizes(click.ParamType):  # type: ignore[type-arg]  # generic in some versions of click only
    """Sizes with commas."""

    name = "sizes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the sizes, or refuse the text."""
        if isinstance(value, tuple):
            return value
        sizes = tuple(NUMBER.convert(part.strip(), param, ctx) for part in value.split(","))
        if 0 in sizes:
            self.fail("a block has at least one value", param, ctx)
        return sizes


_SIZES = _Sizes()


class _Signed(Command):
    """A command whose arguments may be negative numbers, which are no options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the hyphen of a number for the minus that it is."""
        return super().parse_args(
            ctx, [re.sub(r"^-(?=[\d.]|inf|nan)", "\N{MINUS SIGN}", word) for word in args]
        )


@command.command(
    "convert",
    cls=_Signed,
    examples=(
        "specgen numerics convert 0.1 1/3 -300 --to e4m3 --std",
        "specgen numerics convert 0x7e --from std:e4m3 --to std:e5m2 --round toward_zero",
        "specgen numerics convert 0.3 --to std:e4m3 --round stochastic --random 5 --random-bits 3",
        "specgen numerics convert --file input.npy --to std:mxfp8_e4m3 -o codes.npz",
    ),
)
@click.argument("values", nargs=-1, metavar="[VALUE]...")
@click.option("--to", "to", required=True, metavar="FORMAT", help="What to convert into.")
@click.option(
    "--from", "source", metavar="FORMAT", help="VALUES, or those of the file, are codes of this format."
)
@click.option("--round", "rounding", type=Choice(ROUNDINGS), help="How to round; else as the format says.")
@click.option(
    "--overflow", type=Choice(OVERFLOWS), help="What becomes of greater numbers; else as the format says."
)
@click.option("--random", type=NUMBER, default=0, help="The random number of a stochastic rounding.")
@click.option("--random-bits", type=click.IntRange(0, 63), default=0, help="How many bits it has.")
@click.option(
    "--file", "file", type=INPUT, metavar="FILE", help="Convert an array of NumPy instead of VALUES."
)
@click.option("--seed", type=NUMBER, default=0, help="What a file's random numbers are drawn from.")
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Where an array goes: .npy, of blocks .npz.")
@_formats_options
@JSON
def convert(
    values: tuple[str, ...],
    to: str,
    source: str | None,
    rounding: str | None,
    overflow: str | None,
    random: int,
    random_bits: int,
    file: Path | None,
    seed: int,
    output: Path | None,
    spec: Path,
    variant: str | None,
    standard: bool,
    as_json: bool,
) -> None:
    """Convert numbers, and show codes, values and errors exactly.

    VALUE is a number such as 0.1, 1/3, 0x1.8p-3, -0, inf or nan; with --from, a code such as 0x7e. Modes are those of the
    format where none are given. An array is written into a file; that of f16, f32 and f64 holds floats, else codes.
    """
    from specgen import api

    values = tuple(word.replace("\N{MINUS SIGN}", "-") for word in values)
    if bool(values) == (file is not None) or (file is None) != (output is None):
        wrong_use("give VALUES, or --file FILE and -o FILE")
    found = _found((to, *([source] if source else [])), spec, variant, standard)
    target, of = found[0], found[1] if source else None
    modes = api.Modes(rounding, overflow, random, random_bits)
    with findings_shown(ValueError):
        if file is None or output is None:
            print_conversions(api.convert_words(values, target, of, modes), as_json)
        else:
            save(output, api.convert_file(file, target, of, modes, seed))


@command.command(
    "compare",
    cls=Command,
    examples=(
        "specgen numerics compare e4m3 e5m2 mxfp4 --std",
        "specgen numerics compare std:bf16 std:tf32 --json",
    ),
)
@click.argument("names", nargs=-1, metavar="[FORMAT]...")
@_formats_options
@JSON
def compare(names: tuple[str, ...], spec: Path, variant: str | None, standard: bool, as_json: bool) -> None:
    """Say what formats can hold, by default all: range, precision and what codes are spent on.

    The least value, and the least with all digits; epsilon is the distance from 1 to the next greater value; decades and dB
    lead from the least to the greatest.
    """
    from specgen.generators.numerics import properties

    found = _found(names, spec, variant, standard) if names else _all(spec, variant, standard)
    print_properties([properties(of) for of in found], as_json)


@command.command(
    "study",
    cls=Command,
    examples=(
        "specgen numerics study mxfp8_e4m3 mxfp4 nvfp4 --std --block-sizes 16,32,64",
        "specgen numerics study std:e4m3 --data normal,student_t,input.npy --json",
    ),
)
@click.argument("names", nargs=-1, required=True, metavar="FORMAT...")
@click.option(
    "--data",
    default="normal,student_t,outliers",
    show_default=True,
    metavar="NAME,NAME",
    help="Data: normal, laplace, student_t, outliers, uniform, or a .npy file.",
)
@click.option(
    "--block-sizes",
    "blocks",
    type=_SIZES,
    default=(),
    metavar="N,N",
    help="Sizes of blocks; else the format's own.",
)
@click.option(
    "--count",
    type=click.IntRange(1, 1 << 26),
    default=1 << 18,
    show_default=True,
    help="How many values are drawn.",
)
@click.option("--seed", type=NUMBER, default=0, show_default=True, help="What they are drawn from.")
@_formats_options
@JSON
def study(
    names: tuple[str, ...],
    data: str,
    blocks: tuple[int, ...],
    count: int,
    seed: int,
    spec: Path,
    variant: str | None,
    standard: bool,
    as_json: bool,
) -> None:
    """Say what quantising does to data: signal to noise, the greatest error, and what is lost at either end.

    Saturating, by the format's own rounding. Underflow is the share of values that became zero, overflow that of values
    beyond the range.
    """
    from specgen import api
    from specgen.generators.numerics import SAMPLES

    kinds = tuple(dict.fromkeys(name.strip() for name in data.split(",")))
    for name in kinds:
        if not name.endswith(".npy"):
            require("data", name, SAMPLES)
    found = _found(names, spec, variant, standard)
    with findings_shown(ValueError):
        print_studies(api.studies(found, kinds, blocks, count, seed), as_json)
