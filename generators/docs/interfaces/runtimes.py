"""Runtimes: handles and how long they live, functions, who owns what, which thread may call, what may go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.interfaces.lifecycle import begun, ended, lifecycle
from specgen.generators.docs.parts.page import anchored, codes, facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import code, html
from specgen.generators.runtime import prototypes

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.model.interfaces import Call, Handle, Parameter, Runtime

_THREADS = {"any": "any, at any time", "handle": "one at a time for a handle", "none": "one at a time in all"}
_HANDED = {
    ("handle", "out"): "the caller owns it",
    ("handle", "in"): "the caller gives it up",
}


def runtime_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of runtimes, a page for each, and one for each of its functions."""
    runtimes = book.every(lambda a: a.runtimes)
    if not runtimes:
        return
    links = book.at("runtimes")
    rows = (
        (
            links.md("runtimes", r.name),
            code(f"{r.prefix}.h"),
            _version(r),
            str(len(r.functions)),
            links.inline(r.summary),
        )
        for r in runtimes.values()
    )
    heads = ("Runtime", "Header", "Version", "Functions", "Meaning")
    words = "The interfaces in C through which programs use the device."
    yield "runtimes.md", join([title("Runtimes", words), table(heads, rows)])
    for name, one in runtimes.items():
        yield f"runtimes/{name}.md", join(_page(one, book.at(f"runtimes/{name}")))
        declared = prototypes(one)
        for call in one.functions.values():
            links = book.at(f"runtimes/{name}/{call.name}")
            yield f"{links.page}.md", join(_function(one, call, declared.get(call.name, ""), links))


def _version(one: Runtime) -> str:
    return f"{one.version[0]}.{one.version[1]}"


def _page(one: Runtime, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(
        [
            ("Header", f"<code>{html(one.prefix)}.h</code>"),
            ("Dispatch table", html(_version(one))),
            *life(one, links),
        ]
    )
    yield links.prose(one.description)
    yield "## Handles"
    yield lifecycle(one)
    heads = ("Handle", "Made from", "Begun by", "Ended by", "Meaning")
    yield table(heads, (_handle(one, handle, links) for handle in one.handles.values()))
    yield "## Functions"
    heads = ("Function", "Slot", "Threads", "Waits", "Meaning")
    yield table(heads, (_row(one, call, links) for call in one.functions.values()))
    yield from requirements(one, links)


def _handle(runtime: Runtime, one: Handle, links: Links) -> tuple[str, ...]:
    ends = ", ".join(f"[{code(n)}](#{n})" for n in ended(runtime, one)) or "the end of what it is made from"
    return (
        code(one.name),
        code(one.parent.name) if one.parent is not None else "",
        ", ".join(f"[{code(n)}](#{n})" for n in begun(runtime, one)),
        ends,
        links.inline(one.summary),
    )


def _row(runtime: Runtime, call: Call, links: Links) -> tuple[str, ...]:
    waits = "may wait" if call.blocking else ""
    return (
        anchored(f"[{code(call.name)}]({runtime.name}/{call.name}.md)", call.name),
        str(call.slot),
        _THREADS[call.threads],
        waits,
        links.inline(call.summary),
    )


def _function(runtime: Runtime, call: Call, declared: str, links: Links) -> Iterator[str]:
    yield title(call.name, links.inline(call.summary))
    yield facts(
        [
            ("Runtime", links.a("runtimes", runtime.name)),
            ("Slot", str(call.slot)),
            ("Threads", _THREADS[call.threads]),
            ("Waits", "may wait" if call.blocking else ""),
            *life(call, links),
        ]
    )
    yield f"```c\n{declared}\n```" if declared else "Retired: its slot is null."
    yield links.prose(call.description)
    if call.parameters:
        heads = ("Parameter", "Goes", "Owned", "Meaning")
        yield "## Parameters"
        yield table(heads, (_parameter(p, links) for p in call.parameters))
    if call.errors:
        yield "## Errors"
        rows = ((links.md("errors", e.name), str(e.code), links.inline(e.summary)) for e in call.errors)
        yield table(("Error", "Code", "Meaning"), rows)
    yield from requirements(call, links)


def _parameter(one: Parameter, links: Links) -> tuple[str, ...]:
    owned = ""
    if one.ownership == "transferred":
        owned = _HANDED.get((one.kind, one.direction), "given up")
    elif one.ownership == "kept":
        owned = "kept until the handle ends"
    counted = f" {codes([one.counted_by])} of them." if one.counted_by else ""
    maybe = " May be null." if one.optional else ""
    return code(one.name), one.direction, owned, f"{links.inline(one.summary)}{counted}{maybe}"
