"""Statements and tests of C."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specgen.generators.structures.c.types import constant


def none_of(value: str, codes: list[int], *, signed: bool = False) -> str:
    """Return the test that a value is none of these numbers."""
    runs: list[tuple[int, int]] = []
    for code in sorted(set(codes)):
        if runs and code == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    tests = []
    for low, high in runs:
        if low == high:
            tests.append(f"{value} != {constant(low)}")
        elif low == 0 and not signed:
            tests.append(f"{value} > {constant(high)}")
        else:
            tests.append(f"({value} < {constant(low)} || {value} > {constant(high)})")
    return " && ".join(tests) or "true"


def unused(body: list[str], *parameters: str) -> Iterator[str]:
    """Yield statements that use the parameters which a function's body does not."""
    for name in parameters:
        if not any(re.search(rf"\b{name}\b", line) for line in body):
            yield f"    (void){name};"


def block(head: str, body: list[str], *, always: bool = False) -> Iterator[str]:
    """Yield statements in braces, nothing where there are none, unless ``always``."""
    if body or always:
        yield f"{head} {{" if head else "{"
        yield from (f"    {line}" for line in body)
        yield "}"
