"""The spec's files on pages: every line, where each thing is written, and nothing but words."""

from __future__ import annotations

from pathlib import Path

from specgen.api.checking import load_spec
from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.source.pages import source_pages
from tests.generators.docs.rendering import Found, rendered

HEAD = """\
name: two
version: 0.1.0
summary: A machine.
include: [isa/*.yaml, ../shared/library.yaml, "std:types/ofp8.yaml"]
"""
ISA = """\
# Registers <script>alert(1)</script>
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 4}
memories: {rom: {size: 4 KiB, address: u32, out_of_range: outside}}
processors: {core: {program_counter: pc, memory: rom, granule: 32, illegal: illegal, fetch: outside}}
formats:
  short: {width: 32, fields: {opcode: "3:0", rd: "5:4", imm: "31:6"}}
instructions:
"""
ONE = """\
  li{n}:
    format: short
    encoding: {{opcode: {n}}}
    assembly: "li{n} {{rd:x}}, {{imm}}"
    summary: "{words}"
    semantics: "x[rd] = imm"
"""


def book(folder: Path, count: int = 2, words: str = "Load & <b>go</b>.") -> Book:
    (folder / "spec" / "isa").mkdir(parents=True)
    (folder / "shared").mkdir()
    (folder / "spec" / "spec.yaml").write_text(HEAD)
    (folder / "shared" / "library.yaml").write_text("include: [faults.yaml]\n")
    (folder / "shared" / "faults.yaml").write_text(
        "faults: {illegal: {code: 1, value: u32}, outside: {code: 2}}\n"
    )
    text = ISA + "".join(ONE.format(n=n, words=words) for n in range(count))
    (folder / "spec" / "isa" / "all.yaml").write_text(text)
    return Book(Request((load_spec(folder / "spec").architecture(),), {}))


def rendering(made: Book) -> dict[str, Found]:
    return {path: rendered(text) for path, text in source_pages(made)}


def test_every_line_has_an_anchor_and_its_words(tmp_path: Path) -> None:
    pages = rendering(book(tmp_path))
    found = pages["source/isa/all.md"]
    text = (tmp_path / "spec" / "isa" / "all.yaml").read_text()
    assert [one for one in found.anchors if one.startswith("L")] == [
        f"L{n}" for n in range(1, text.count("\n") + 1)
    ]
    assert text in "".join(found.words)
    assert {tag for tag, _ in found.elements} <= {"h1", "div", "pre", "code", "span", "a"}


def test_files_beside_the_spec_and_of_the_library_are_shown(tmp_path: Path) -> None:
    pages = rendering(book(tmp_path))
    assert set(pages) == {
        *("source.md", "source/spec.md", "source/isa/all.md"),
        *("source/outside/shared/faults.md", "source/std/types/ofp8.md"),
    }
    assert str(tmp_path) not in "".join(word for page in pages.values() for word in page.words)


def test_things_lead_to_their_lines_and_back(tmp_path: Path) -> None:
    made = book(tmp_path)
    one = made.instructions["li1"][0]
    line = one.origin.key().line
    assert made.at("instructions/li1").source(one.origin) == (
        f'<a href="../source/isa/all.html#L{line}"><code>isa/all.yaml:{line}</code></a>'
    )
    links = rendering(made)["source/isa/all.md"].links
    assert "../../instructions/li1.html" in links
    assert "../../formats/short.html" in links


def test_a_long_file_is_shown_in_parts_that_begin_with_a_thing(tmp_path: Path) -> None:
    made = book(tmp_path, count=16, words="word " * 900)
    parts = made.sources.parts["isa/all.yaml"]
    assert len(parts) > 2
    assert [one.first for one in parts[1:]] == [one.last + 1 for one in parts[:-1]]
    pages = dict(source_pages(made))
    for part in parts:
        assert len(pages[f"{part.page}.md"]) < 40_000
    file = made.sources.files["isa/all.yaml"]
    assert all(file.line(part.first).startswith("  li") for part in parts[1:])
    assert f"[{parts[1].first} to {parts[1].last}](all-L{parts[1].first}.md)" in pages["source/isa/all.md"]
    last = made.instructions["li15"][0]
    assert f"{parts[-1].page.rpartition('/')[2]}.html#L" in made.at("instructions/li15").source(last.origin)
