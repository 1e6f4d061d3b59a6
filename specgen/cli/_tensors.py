"""Options of what makes a layout one of a tensor: shape, element, arguments; and where it is looked up."""

from __future__ import annotations

from typing import Any

import click

from specgen.cli._options import Function, spec_where_needed_option, variant_option


class Numbers(click.ParamType):  # type: ignore[type-arg]  # generic in some versions of click only
    """Numbers with commas."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the numbers, or refuse the text."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(int(part, 0) for part in value.replace("x", ",").split(","))
        except ValueError:
            self.fail(f"{value!r} are no numbers: write 64,96", param, ctx)


class Argument(click.ParamType):  # type: ignore[type-arg]  # generic in some versions of click only
    """An argument of a layout."""

    name = "argument"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """Return its name and number, or refuse the text."""
        if isinstance(value, tuple):
            return value
        name, _, number = value.partition("=")
        try:
            return name, int(number, 0)
        except ValueError:
            self.fail(f"{value!r} gives no number: write pitch=72", param, ctx)


NUMBERS = Numbers()


STANDARD = click.option(
    "--std", "standard", is_flag=True, help="Of the layouts that come with specgen, not of a spec."
)
_SHAPE = click.option(
    "--shape", type=NUMBERS, metavar="N,N", help="Sizes of the dimensions; else the example's."
)
_ELEMENT = click.option("--element", metavar="FORMAT", help="The number format of its elements.")
_ARGUMENTS = click.option(
    "--argument",
    "arguments",
    type=Argument(),
    multiple=True,
    metavar="NAME=N",
    help="An argument, such as the pitch (repeatable).",
)


def element_options(one: Function) -> Function:
    """Add what is to be known of a tensor beside its shape."""
    return _ELEMENT(_ARGUMENTS(spec_where_needed_option(variant_option(one))))


def tensor_options(one: Function) -> Function:
    """Add what makes a layout one of a tensor."""
    return _SHAPE(element_options(one))
