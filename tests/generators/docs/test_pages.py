"""What the pages of a small architecture say, and that all their links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest

from specgen.api import start
from specgen.generators import Files, Request
from specgen.generators.docs import generate
from specgen.model import load
from specgen.model.architecture import Architecture
from specgen.model.item import Requirement
from specgen.perfmodel.charts import Report, Sheet
from specgen.semantics import analyse
from specgen.source import Diagnostics, Rule, Severity
from tests.generators.docs.rendering import Found, rendered
from tests.generators.docs.small import small
from tests.machine.simulated import spec

RULE = Rule("some-rule", Severity.ERROR, "It is `so`.", "Because.", "a: <b>\x07\n", "a: c\n")


def _files(architecture: Architecture, **exhibits: Any) -> Files:
    diagnostics = Diagnostics()
    semantics = analyse(architecture, diagnostics)
    assert not diagnostics.errors
    other = replace(architecture, variant="large")
    both = {"small": semantics, "large": semantics}
    return generate(Request((architecture, other), both, exhibits))


@pytest.fixture(scope="module")
def files() -> Files:
    examples = {"mv": [("mv x4, x5", 0x5413)]}
    return _files(small(), examples=examples, rules=[RULE])


@pytest.fixture(scope="module")
def pages(files: Files) -> dict[str, Found]:
    return {path: rendered(str(text)) for path, text in files.items() if path.endswith(".md")}


def test_there_is_a_page_for_everything(files: Files) -> None:
    assert {path for path in files if path.endswith(".md")} == {
        *("index.md", "reference.md", "instructions.md", "encoding.md", "formats.md", "types.md", "enums.md"),
        *(
            "state.md",
            "memories.md",
            "layouts.md",
            "engines.md",
            "faults.md",
            "functions.md",
            "extensions.md",
        ),
        *("parameters.md", "absent.md", "glossary.md", "rules.md", "rules/some-rule.md"),
        *("functions/half.md", "tables/seed.md"),
        *("instructions/mv.md", "instructions/matmul.md", "formats/r.md", "formats/wide.md", "types/e4m3.md"),
        *("types/f32.md", "enums/kinds.md", "state/pc.md", "state/x.md", "state/acc.md", "memories/imem.md"),
        *("memories/sram.md", "memories/hbm.md", "layouts/row_major.md"),
        *("source.md", "source/hand.md"),
    }


def test_every_link_leads_to_a_page_and_an_anchor_of_it(pages: dict[str, Found]) -> None:
    anchors = {path: set(found.anchors) for path, found in pages.items()}
    dead = []
    for path, found in pages.items():
        for link in found.links:
            page, _, anchor = link.partition("#")
            target = normpath(join(dirname(path), re.sub(r"\.html$", ".md", page))) if page else path
            if target not in pages or (anchor and anchor not in anchors[target]):
                dead.append(f"{path}: {link}")
    assert not dead


def test_no_anchor_is_given_twice(pages: dict[str, Found]) -> None:
    assert not [path for path, found in pages.items() if len(set(found.anchors)) != len(found.anchors)]


def test_names_are_anchors(pages: dict[str, Found]) -> None:
    matmul = set(pages["instructions/matmul.md"].anchors)
    assert {"c", "dtype", "accumulate", "rs1", "k", "offset", "a", "R-MATMUL-1"} <= matmul
    assert {"out_of_range"} <= set(pages["faults.md"].anchors)
    assert {"control", "matrix", "s", "all"} <= set(pages["engines.md"].anchors)
    assert {"LANES", "CLOCK"} <= set(pages["parameters.md"].anchors)
    assert {"matrix", "scalar"} <= set(pages["instructions.md"].anchors)
    assert {"some-rule"} <= set(pages["rules.md"].anchors)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("instructions/matmul.md", "R-MATMUL-1 The sum runs in ascending k."),
        ("instructions/matmul.md", "k <= 8"),
        ("instructions/matmul.md", "0x0000000003ffffff000000ffff00e0ff"),
        ("instructions/matmul.md", "total = fma(f32(a[i, q]), f32(a[j, q]), total)"),
        ("instructions/matmul.md", "1,024 fma f32"),
        ("instructions/matmul.md", "256 B of sram"),
        ("instructions/matmul.md", "Register of x."),
        ("instructions/mv.md", "mv x4, x5  # 0x00005413"),
        ("types/e4m3.md", "448"),
        ("memories/sram.md", "estimated"),
        ("memories/hbm.md", "90 GB/s to 100 GB/s: Data sheet."),
        ("parameters.md", "assumed: Design target."),
        ("absent.md", "No workload asked for it."),
        ("rules/some-rule.md", "a: <b>\\u0007"),
        ("engines.md", "There are 4 instances (tile)"),
    ],
)
def test_pages_say(pages: dict[str, Found], page: str, words: str) -> None:
    assert words in pages[page].text


def test_names_in_semantics_are_linked(pages: dict[str, Found]) -> None:
    links = pages["instructions/matmul.md"].links
    assert {"../state/acc.html", "../types/f32.html", "#k", "#a", "../memories/sram.html"} <= set(links)


def test_values_of_small_types_are_all_there(files: Files) -> None:
    text = str(files["types/e4m3.md"])
    assert len(re.findall(r"<td[ >]", text)) == 256
    assert text.count("NaN</td>") == 2
    assert "<td>448</td>" in text
    assert "<td>3×2<sup>−9</sup></td>" in text
    assert "<td" not in str(files["types/f32.md"])


def test_same_spec_same_bytes(files: Files) -> None:
    assert _files(small(), examples={"mv": [("mv x4, x5", 0x5413)]}, rules=[RULE]) == files


def test_same_bytes_wherever_the_spec_is_read_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(tmp_path / "slate", "slate")
    monkeypatch.chdir(tmp_path)
    first, second = (
        generate(Request((load(path).architecture(),), {})) for path in (Path("slate"), tmp_path / "slate")
    )
    assert first == second
    assert "<code>isa/instructions.yaml:" in str(first["instructions/vmul.md"])


def test_pages_of_hostile_texts_hold_no_script() -> None:
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) `<img src=x onerror=alert(1)>` {: onclick=alert(1) } \"'>"
    architecture = small(
        summary=hostile,
        description=hostile,
        group=hostile,
        requirements=(Requirement(hostile, hostile),),
        since=hostile,
    )
    absent = {hostile: hostile}
    files = _files(replace(architecture, summary=hostile, description=hostile, absent=absent))
    for path, text in files.items():
        if not path.endswith(".md"):
            continue
        found = rendered(str(text))
        tags = {tag for tag, _ in found.elements}
        assert not tags & {"script", "img", "iframe", "object", "style"}, path
        attributes = {name for _, given in found.elements for name in given}
        assert not [name for name in attributes if name.startswith("on")], path
        assert not [link for link in found.links if "javascript:" in link.lower()], path


def test_a_spec_without_semantics_has_pages() -> None:
    architecture = small()
    assert "instructions/matmul.md" in generate(Request((architecture,), {}))


def test_faults_of_reads_of_what_nobody_wrote_are_told_of() -> None:
    architecture, semantics = spec("system", "bare")
    files = generate(Request((architecture,), {architecture.variant: semantics}, {}))
    pages = {name: str(files[f"instructions/{name}.md"]) for name in ("lw", "sw", "lh")}
    row = "| 12 | A byte that nobody ever wrote was read. Looked at where a run asks for it. |"
    assert [name for name, text in pages.items() if row in text] == ["lw"]
    told = str(files["faults.md"]).partition("\n## unwritten {")[2]
    assert "[`lw`](instructions/lw.md)" in told.partition("\n## ")[0]


def test_sheets_become_pages_and_their_words_stay_words() -> None:
    drawing = '<svg viewBox="0 0 1 1"><title>x</title></svg>'
    rows = (("<script>1</script>", "3 GB"),)
    charts = (
        Report("one", "A <b> chart", "Says `this`.", drawing, {"data": []}, ("What|who", "Size"), rows),
        Report("two", "A table", "", "", {}, ("What",), (("x",),)),
    )
    made = _files(small(), sheets=[Sheet("extra", "Extra <i>", "Words.", charts)])
    page = str(made["extra.md"])
    assert '<figure class="sg-chart" data-figure="charts/one.json">' in page
    assert "charts/one.json" in made
    assert "charts/two.json" not in made
    assert "<script>1" not in page
    assert "<b> chart" not in page
    assert "3\u00a0GB" in page
