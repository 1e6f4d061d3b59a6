"""Annotated dumps: every byte of a file beside what it is, for terminals and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from specgen.machine.executables.describing import as_text
from specgen.machine.executables.rules import RULES
from specgen.machine.executables.spans import Span, spans

if TYPE_CHECKING:
    from specgen.machine.executables.opened import Opened
    from specgen.model.interfaces.codec import Refusal

_ROW = 16
_MOST_ROWS = 64  # of one thing, such as weights
_COLOURS = {
    "header": 33, "table": 32, "code": 36, "data": 35, "strings": 34, "symbols": 94, "relocations": 91, "buffers": 92,
    "entries": 93, "arguments": 95, "quantisation": 96, "hooks": 90, "features": 94, "signature": 31, "notes": 37,
    "padding": 90, "unknown": 41,
}  # fmt: skip


def hex_lines(opened: Opened, *, colour: bool = False) -> Iterator[str]:
    """Yield a legend, then offset, bytes and meaning of everything; of long contents the first rows."""
    found = list(spans(opened))
    parts = list(dict.fromkeys(span.part for span in found))
    yield "  ".join(_painted(part, part, colour) for part in parts)
    for span in found:
        yield from (_painted(span.part, line, colour) for line in _lines(opened, span))


def _lines(opened: Opened, span: Span) -> Iterator[str]:
    text = f"{span.path}: {span.text}" if span.path else span.text
    label = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    rows = range(span.start, span.end, _ROW)
    for count, at in enumerate(rows):
        if count == _MOST_ROWS:
            yield f"{'...':>8}  {span.end - at} more bytes"
            return
        data = bytes(opened.data[at : min(at + _ROW, span.end)])
        yield f"{at:08x}  {data.hex(' '):<47}  {label if count == 0 else ''}".rstrip()


def _painted(part: str, text: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS.get(part, 37)}m{text}\x1b[0m" if colour else text


def page(opened: Opened, refusals: list[Refusal], name: str) -> str:
    """Return a page that needs nothing else: what the file says, what is wrong with it, and all of its bytes."""
    found = list(spans(opened))
    parts = list(dict.fromkeys(span.part for span in found))
    rows = "".join(_page_rows(opened, span) for span in found)
    legend = "".join(f'<span class="{_class(part)}">{escape(part)}</span> ' for part in parts)
    wrong = "".join(_page_refusal(one) for one in refusals) or "<p>Nothing is wrong with it.</p>"
    said = escape("\n".join(as_text(opened))) if not refusals else ""
    body = f"<h1>{escape(name)}</h1>{wrong}" + (f"<pre>{said}</pre>" if said else "")
    return _PAGE.format(
        title=escape(name),
        style=_STYLE,
        body=f'{body}<p class="legend">{legend}</p><table>{rows}</table>',
    )


def _class(part: str) -> str:
    return f"p-{part}" if part in _COLOURS else "p-unknown"


def _page_rows(opened: Opened, span: Span) -> str:
    made = ""
    for count, at in enumerate(range(span.start, span.end, _ROW)):
        if count == _MOST_ROWS:
            return (
                made + f'<tr><td></td><td class="{_class(span.part)}">{span.end - at} more bytes</td></tr>\n'
            )
        data = bytes(opened.data[at : min(at + _ROW, span.end)]).hex(" ")
        first = f"<b>{escape(span.path)}</b> {escape(span.text)}" if count == 0 else ""
        made += f'<tr><td>{at:08x}</td><td class="{_class(span.part)}">{data}</td><td>{first}</td></tr>\n'
    return made


def _page_refusal(one: Refusal) -> str:
    why, remedy = RULES.get(one.rule, ("", ""))
    return (
        f'<p class="wrong"><b>{escape(one.path)}</b> at byte {one.offset}: {escape(one.message)} '
        f"({escape(one.rule)})<br>{escape(why)} {escape(remedy)}</p>"
    )


def explained(refusals: list[Refusal]) -> Iterator[str]:
    """Yield each fault with its place, its rule, why that is a fault, and what to do about it."""
    for one in refusals:
        why, remedy = RULES.get(one.rule, ("", ""))
        message = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in one.message)
        yield f"{one.offset:#x}: {one.path}: {message} [{one.rule}]"
        yield f"    {why} {remedy}"
    yield f"{len(refusals)} fault{'s' * (len(refusals) != 1)}" if refusals else "nothing is wrong"


_HUES = {part: (i * 47) % 360 for i, part in enumerate(_COLOURS)}
_STYLE = (
    "body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#1c1e21;background:#fff}"
    "pre,table{font:12px/1.5 ui-monospace,monospace}pre{overflow:auto}td{padding:0 .6rem;white-space:pre}"
    "td:first-child{color:#777}.wrong{border-left:4px solid #c62828;padding-left:.8rem}.legend span{padding:.1rem .4rem}"
    + "".join(f".p-{part}{{background:hsl({hue} 70% 90%)}}" for part, hue in _HUES.items())
    + "@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181c}"
    + "".join(f".p-{part}{{background:hsl({hue} 40% 25%)}}" for part, hue in _HUES.items())
    + "}"
)
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{style}</style></head>
<body>{body}</body>
</html>
"""
