"""Pages of runtimes: every handle drawn, every function with its declaration, its threads and its errors."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.interfaces.lifecycle import lifecycle
from specgen.generators.docs.interfaces.runtimes import runtime_pages


def test_every_function_is_told(reference: Request) -> None:
    pages = dict(runtime_pages(Book(reference)))
    runtime = reference.default.runtimes["host"]
    page = pages["runtimes/host.md"]
    for call in runtime.functions.values():
        own = pages[f"runtimes/host/{call.name}.md"]
        assert f"basalt_status basalt_{call.name}(" in own
        linked = re.findall(r"\(\.\./\.\./errors/(\w+)\.md\)", own.partition("## Errors")[2])
        assert linked == [error.name for error in call.errors]
        row = f'| <span id="{call.name}">[`{call.name}`](host/{call.name}.md)</span> | {call.slot} |'
        assert row in page


def test_the_drawing_shows_every_life(reference: Request) -> None:
    runtime = reference.default.runtimes["host"]
    drawn = ET.fromstring(lifecycle(runtime).replace(" data-search-exclude", ""))
    texts = [text.text for text in drawn.iter("text")]
    for handle in runtime.handles.values():
        assert handle.name in texts
    assert "until buffer_free" in texts
    assert "goes with it" in texts
    boxes = [tuple(float(r.attrib[key]) for key in ("x", "y", "width", "height")) for r in drawn.iter("rect")]
    for i, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[:i]:
            apart = x >= other_x + other_width or other_x >= x + width
            assert apart or y >= other_y + other_height or other_y >= y + height
