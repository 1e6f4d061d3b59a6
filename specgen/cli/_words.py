"""Numbers on the command line."""

from __future__ import annotations

from typing import Any

import click


class _Number(click.ParamType):  # type: ignore[type-arg]  # generic in some versions of click only
    """A number written as in a spec: 64, 0x40, 0b100_0000."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or refuse the text."""
        if isinstance(value, int):
            return value
        try:
            number = int(value.replace("_", ""), 0)
        except ValueError:
            self.fail(f"{value!r} is no number: write 64, 0x40 or 0b100_0000", param, ctx)
        if number < 0:
            self.fail(f"{value} is negative", param, ctx)
        return number


NUMBER = _Number()


def address_or_name(text: str | None) -> int | str | None:
    """The number that a text is where it begins like one, else the text, which names something."""
    return NUMBER.convert(text, None, None) if text and text[0].isdecimal() else text
