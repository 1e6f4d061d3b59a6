"""Pages of fixed-point and block-scaled formats."""

from __future__ import annotations

from dataclasses import replace

from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.finding.backlinks import add_backlinks, uses_of
from specgen.generators.docs.numbers.types import type_pages
from specgen.generators.target import Files
from specgen.model.types import BlockType, FixedType, FloatType
from tests.generators.docs.rendering import rendered
from tests.generators.docs.small import small
from tests.peers import standard


def _pages() -> dict[str, str]:
    chosen = [standard()[name] for name in ("e8m0", "e2m1", "e4m3", "int8_6", "mxint8", "nvfp4")]
    architecture = replace(
        small(),
        types={**small().types, **{t.name: t for t in chosen if isinstance(t, FloatType)}},
        fixed_types={t.name: t for t in chosen if isinstance(t, FixedType)},
        block_types={t.name: t for t in chosen if isinstance(t, BlockType)},
    )
    book = Book(Request((architecture,), {}, {}))
    pages: Files = dict(type_pages(book))
    add_backlinks(book, uses_of(book), pages)
    return {path: rendered(str(text)).text for path, text in pages.items()}


def test_fixed_point_and_blocks_have_their_pages() -> None:
    pages = _pages()
    assert "1.984375" in pages["types.md"]
    assert "value = code × 2−6" in pages["types/int8_6.md"]
    assert "mxint8" in pages["types/int8_6.md"]
    assert "A value is its block's scale times the element." in pages["types/mxint8.md"]
    assert "times its tensor's." in pages["types/nvfp4.md"]
    assert "amax" in pages["types/nvfp4.md"]
    assert "nvfp4" in pages["types/e4m3.md"]
