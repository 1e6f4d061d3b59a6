"""A layout while it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.model.layouts import Argument, Digit, Dim, Fused
from specgen.model.layouts.sizes import ELEMENT
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context
    from specgen.source import Related

MAX_SIZE = 1 << 48
MAX_NAME = 64
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(slots=True)
class Notation:
    """What is known while a layout is read; ``free`` are the digits that nothing has taken yet."""

    ctx: Context
    origin: Origin
    dims: list[Dim] = field(default_factory=list)
    digits: dict[str, Digit] = field(default_factory=dict)
    fused: dict[str, Fused] = field(default_factory=dict)
    free: dict[str, Digit] = field(default_factory=dict)
    arguments: dict[str, Argument] = field(default_factory=dict)

    def report(
        self,
        rule: str,
        message: str,
        *path: str | int,
        hint: str | None = None,
        related: Sequence[Related] = (),
    ) -> None:
        """Report what is wrong at ``path``."""
        self.ctx.report(rule, message, self.origin.at(*path), related=related, hint=hint)

    def new(self, name: str, *path: str | int) -> bool:
        """Whether ``name`` can be that of a dimension or digit; what speaks against it is reported."""
        if self.named(name, *path):
            dims = {d.name for d in self.dims}
            if (
                name != ELEMENT
                and name not in self.digits.keys() | self.fused.keys() | self.arguments.keys() | dims
            ):
                return True
            what = "the extent of an element" if name == ELEMENT else "something else"
            self.report("layout-digit", f"{name} is the name of {what}", *path)
        return False

    def named(self, name: str, *path: str | int) -> bool:
        """Whether ``name`` is a name at all; else that is reported."""
        if len(name) <= MAX_NAME and _NAME.fullmatch(name):
            return True
        hint = f"a letter, then letters, digits and _; at most {MAX_NAME} of them"
        self.ctx.report("name-invalid", f"{name!r} is no name", self.origin.key(*path), hint=hint)
        return False

    def no_axis(self, axis: str, axes: Iterable[str], *path: str | int) -> None:
        """Report that ``path`` names an axis that `place` does not."""
        hint = did_you_mean(axis, axes) or f"axes: {', '.join(axes)}"
        self.report("layout-axis", f"there is no axis {axis}", *path, hint=hint)

    def take(self, name: object, *path: str | int) -> Digit | None:
        """Return a digit that nothing has taken, and take it."""
        digit = self.free.pop(name, None) if isinstance(name, str) else None
        if digit is None:
            known = isinstance(name, str) and (name in self.digits or name in self.fused)
            message = f"the digit {name} has its place already" if known else f"no digit is called {name!r}"
            hint = None if known else did_you_mean(str(name), self.free) or f"digits: {', '.join(self.free)}"
            self.report("layout-digit", message, *path, hint=hint)
        return digit

    def add(self, digit: Digit) -> None:
        """Add a digit to those that are free."""
        self.digits[digit.name] = self.free[digit.name] = digit
