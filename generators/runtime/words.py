"""What a function's comment says: its parameters, who owns what, which thread may call, what it may return."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING

from specgen.generators.templating import comment
from specgen.model.interfaces import Handle

if TYPE_CHECKING:
    from specgen.generators.runtime.ctypes import Function
    from specgen.model.interfaces import Parameter, Runtime

WIDTH = 112

THREADS = {
    "any": "Any thread may call it at any time.",
    "handle": "One thread at a time may call it for a handle.",
    "none": "One thread in all may call it at a time.",
}


def paragraphs(text: str) -> Iterator[str]:
    """Yield the lines of a description in a comment, an empty one before each paragraph."""
    for part in text.strip().split("\n\n"):
        if part:
            yield ""
            yield from wrap(comment(part), WIDTH)


def lifetime(runtime: Runtime, handle: Handle) -> str:
    """Return when a handle begins and ends, as a sentence after a blank."""
    begun = [c.name for c in runtime.functions.values() if c.creates is handle]
    ended = [c.name for c in runtime.functions.values() if c.destroys is handle]
    words = f" From {' or '.join(begun)}" if begun else ""
    if ended:
        return f"{words} to {' or '.join(ended)}."
    return (
        f"{words} until its {handle.parent.name} ends."
        if handle.parent
        else f"{words} to the end of the program."
    )


def words(function: Function) -> Iterator[str]:
    """Yield the lines of a function's comment after its summary."""
    call = function.call
    yield from paragraphs(call.description)
    if function.arguments:
        yield ""
    for argument in function.arguments:
        said = " ".join(filter(None, (comment(argument.parameter.summary), _handed(argument.parameter))))
        lines = wrap(f"{argument.name}: {said}", WIDTH - 2)
        yield f"  {lines[0]}"
        yield from (f"      {line}" for line in lines[1:])
    yield ""
    waits = "It may wait for the device." if call.blocking else "It does not wait."
    yield f"{THREADS[call.threads]} {waits}"
    yield from wrap(f"Errors: {', '.join(e.name for e in call.errors) or 'none'}.", WIDTH)
    if call.since:
        yield f"Since {call.since}."


def _handed(p: Parameter) -> str:
    found = []
    if p.direction != "in":
        found.append("out" if p.direction == "out" else "in and out")
    if p.counted_by and p.direction == "in":
        found.append(f"{p.counted_by} of them" if p.kind != "bytes" else f"{p.counted_by} bytes")
    if p.optional:
        found.append("may be null")
    if p.kind == "handle" and p.ownership == "transferred":
        found.append("the caller owns it" if p.direction == "out" else "the caller gives it up")
    elif p.ownership == "kept":
        found.append("kept until the handle ends")
    elif p.ownership == "transferred":
        found.append("given up")
    return f"({'; '.join(found)})" if found else ""
