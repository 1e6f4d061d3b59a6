"""Pages about versions: all that differs is on them, in pages of a size that is read, and words stay words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specgen.generators import Files, Request
from specgen.generators.docs import generate
from specgen.generators.docs.book import Book
from specgen.generators.docs.versions.badges import badges
from specgen.generators.docs.versions.compare import ROOM
from specgen.generators.docs.versions.data import (
    Changed,
    Comparison,
    Difference,
    Download,
    Notes,
    Release,
    Site,
    Thing,
    Versions,
)
from specgen.generators.docs.versions.history import HISTORY
from tests.generators.docs.rendering import rendered
from tests.generators.docs.small import small

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) `<img src=x onerror=alert(1)>` {: onclick=alert(1) } \"'>"


def _difference(number: int, verdict: str = "risk", words: str = "it differs") -> Difference:
    effects = {"compiler": "breaks", "tools": "risk", "runtime": "none"}
    witness = (("asked", words), ("before", words))
    sources = (("1", words, words), ("2", words, words))
    return Difference(
        f"{number:012x}", "RULE", words, verdict, f"{words} {number}", effects, ("compiler", "tools"), ("back",),
        words, witness, words, words, sources,
    )  # fmt: skip


def _comparison(things: tuple[Thing, ...], words: str = "words") -> Comparison:
    return Comparison(
        "1", "2", "1", words, words, things, {"back": words}, {"compiler": ("breaks", "risk")},
        ((words, words, words, words, words),), words, Site("../1/", frozenset({"instructions/gone.html"})), Site(), "{}",
    )  # fmt: skip


def _many(count: int) -> tuple[Thing, ...]:
    return tuple(
        Thing(("state", f"s{n}"), f"s{n}", f"s{n}", (_difference(2 * n), _difference(2 * n + 1)))
        for n in range(count)
    )


def _files(versions: Versions) -> Files:
    architecture = small()
    return generate(Request((architecture,), {}, {"versions": versions}))


def _text(files: Files, name: str) -> str:
    text = files[name]
    assert isinstance(text, str)
    return text


def _pages(files: Files) -> Iterator[tuple[str, str]]:
    yield from (
        (name, _text(files, name)) for name in files if name.startswith("compare") and name.endswith(".md")
    )


def test_without_other_versions_nothing_is_said_of_any() -> None:
    files = _files(Versions())
    assert not {name for name in files if name.startswith(("compare", "releases", "downloads"))}
    assert HISTORY not in files


def test_a_long_comparison_has_a_page_for_each_part_and_misses_nothing() -> None:
    things = (*_many(120), Thing(("instructions", "gone"), "gone", "", (_difference(999, "breaking"),)))
    versions = Versions("2", "1", (_comparison(things),), deployed=True)
    files = _files(versions)
    pages = dict(_pages(files))
    assert len(pages) > 4
    ids = [anchor for text in pages.values() for anchor in rendered(text).anchors if anchor.startswith("f-")]
    assert sorted(ids) == sorted(f"f-{one.id}" for thing in things for one in thing.differences)
    assert all(len(text.encode()) < ROOM + 8000 for text in pages.values())
    history = {tuple(key): address for key, *_, address in json.loads(_text(files, HISTORY))}
    for key, address in history.items():
        page, _, anchor = address.partition("#")
        assert anchor in rendered(pages[f"{page.removesuffix('.html')}.md"]).anchors, key
    links = rendered(pages["compare/1.md"]).links
    assert {link.partition(".html")[0] for link in links if link.startswith("1/")} == {
        name.removeprefix("compare/").removesuffix(".md") for name in pages if name.startswith("compare/1/")
    }


def test_what_is_gone_links_to_where_it_was() -> None:
    gone = Thing(("instructions", "gone"), "gone", "", (_difference(1, "breaking"),), (("<svg></svg>", ""),))
    text = _text(_files(Versions("2", "1", (_comparison((gone,)),))), "compare/1.md")
    assert "../../1/instructions/gone.html" in rendered(text).links
    assert "gone</p>" in text


def test_words_of_a_spec_stay_words() -> None:
    thing = Thing(
        ("instructions", HOSTILE),
        HOSTILE,
        HOSTILE,
        (_difference(1, "breaking", HOSTILE),),
        (),
        (HOSTILE, f"{HOSTILE}\n{HOSTILE}"),
    )
    notes = Notes(
        {"Breaking": [(HOSTILE, "RULE", HOSTILE)]}, {"Who writes": [("breaks", HOSTILE, HOSTILE, HOSTILE)]}
    )
    release = Release("2", "draft", "00", {HOSTILE: "00"}, HOSTILE, "1", notes)
    download = Download("file.json", HOSTILE, b"")
    versions = Versions("2", "1", (_comparison((thing,), HOSTILE),), {}, (release,), (download,))
    files = _files(versions)
    for name in ("compare.md", "compare/1.md", "releases.md"):
        found = rendered(_text(files, name))
        assert not [
            a
            for tag, a in found.elements
            if tag in ("script", "img") and not a.get("src", "").endswith("compare.js")
        ]
        assert not [a for _, a in found.elements if any(key.startswith("on") for key in a)]
        assert not [link for link in found.links if link.startswith("javascript")]
        assert len(found.anchors) == len(set(found.anchors))
    assert "alert(1)" in rendered(_text(files, "compare/1.md")).text


def test_a_badge_tells_the_worst_and_counts_the_others() -> None:
    thing = Thing(("state", "x"), "x", "x", (_difference(1, "words"), _difference(2, "breaking")))
    part = Thing(("registers", "dma", "registers", "go"), "dma", "dma", (_difference(3, "additive"),))
    earlier = Changed("1", "risk", "it was risky", 0, "../1/compare/0.html#f-x")
    versions = Versions("2", "1", (_comparison((thing, part)),), {("state", "x"): [earlier]})
    links = Book(Request((small(),), {}, {"versions": versions})).at("state/x")
    assert [
        (a["href"], a["title"]) for tag, a in rendered(badges(("state", "x"), links)).elements if tag == "a"
    ] == [
        ("../compare/1.html#f-000000000002", "it differs 2, and 1 more"),
        ("../../1/compare/0.html#f-x", "it was risky"),
    ]
    for path in (("registers", "dma"), ("registers", "dma", "registers", "go")):
        assert rendered(badges(path, links)).text == "in 2: additive"
    assert badges(("state", "y"), links) == ""
