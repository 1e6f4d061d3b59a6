"""The playground in a browser: words, assembly and programs are typed, and what they are is shown where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from specgen import api
from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.playground import codec_files, playground_page
from specgen.machine import Codec
from specgen.model import load_architecture
from tests.site.axe import violations
from tests.site.building import put, serving
from tests.site.visiting import Visit

PROGRAM = "start:\n  addi a0, zero, 5 # five\n  j start\n"


@pytest.fixture
def play(visit: Visit) -> Visit:
    visit.open("playground.html")
    expect(visit.page.locator("#sg-play")).to_be_visible()
    return visit


def test_a_word_is_read_as_it_is_typed(play: Visit, root: Path) -> None:
    page, codec = play.page, Codec(load_architecture(root / "spec"))
    word = codec.encode("addi", rd=5, rs1=0, imm=-3)
    page.fill("#sg-word", hex(word))
    expect(page.locator("#sg-text")).to_have_value(str(codec.decode(word)))
    expect(page.locator("#sg-play .sg-is")).to_contain_text("addi, 4 bytes")
    assert page.locator("#sg-play .sg-is a").get_attribute("href") == "instructions/addi.html"
    rows = page.locator("#sg-play .sg-fields tbody tr")
    assert [row.split("\t")[0] for row in rows.all_inner_texts()] == ["opcode", "rd", "rs1", "imm"]
    assert "".join(page.locator("#sg-play .sg-digits").all_inner_texts()).replace("\n", "") == f"{word:032b}"


def test_fields_light_up_with_their_bits(play: Visit) -> None:
    page = play.page
    page.fill("#sg-text", "addi a0, zero, 5")
    page.locator(".sg-box", has_text="imm").hover()
    expect(page.locator(".sg-fields tr.sg-lit")).to_contain_text("imm")
    page.locator(".sg-fields tr", has_text="rd").focus()
    expect(page.locator(".sg-box.sg-lit")).to_contain_text("rd")
    page.fill("#sg-text", "addi a0, zero, 4")
    assert len(page.locator(".sg-changed").all()) == 1


def test_what_is_wrong_with_a_line_is_marked(play: Visit) -> None:
    page = play.page
    for typed, said, marked in (
        ("addi a0, zero, 123456789", "imm: 123456789 is not within", "123456789"),
        ("add a0, a99, a1", "a register of x is expected here", "a99"),
        ("addd a0, a1, a2", "did you mean 'add'?", "addd"),
        ("add a0, a1", "add takes 3 operands, not 2", "add a0, a1"),
    ):
        page.fill("#sg-text", typed)
        expect(page.locator("#sg-text-problem")).to_contain_text(said)
        expect(page.locator("#sg-text-problem mark")).to_have_text(marked)
        expect(page.locator("#sg-text")).to_have_attribute("aria-invalid", "true")
    page.fill("#sg-word", "nonsense")
    expect(page.locator("#sg-word-problem")).to_contain_text("A number is expected here")
    page.fill("#sg-word", "0")
    expect(page.locator("#sg-word-problem")).to_have_text("0 is no instruction.")
    assert page.locator(".sg-box").count() == 0


def test_a_program_is_assembled_as_it_is_typed(play: Visit, root: Path) -> None:
    page = play.page
    image = api.load(root / "spec").assemble(PROGRAM).image
    page.fill("#sg-program", PROGRAM)
    expect(page.locator("#sg-program-said")).to_have_text("8 bytes at 0x0")
    cells = page.locator(".sg-emitted tbody tr")
    assert [row.split("\t")[:2] for row in cells.all_inner_texts()] == [
        ["00000000", image[:4].hex(" ")],
        ["00000004", image[4:].hex(" ")],
    ]
    page.get_by_role("button", name="00000004", exact=True).click()
    expect(page.locator("#sg-text")).to_have_value(re.compile("jal"))
    expect(page.locator("#sg-word")).to_be_focused()
    page.get_by_role("link", name="Step through it").click()
    expect(page.locator("#sg-step-source")).to_have_value(PROGRAM)


def test_errors_of_a_program_lead_to_their_places(play: Visit) -> None:
    page = play.page
    page.fill("#sg-program", "  addi a0, zero, 5\n  addi a0, nowhere, 5\n  .word gone\n")
    expect(page.locator("#sg-program-said")).to_have_text("2 errors")
    assert page.locator(".sg-editor mark").all_inner_texts() == ["nowhere", "gone"]
    page.get_by_role("button", name=re.compile("^2:12: a register of x")).click()
    text = "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    assert page.evaluate(text) == "nowhere"
    assert page.locator(".sg-emitted tbody tr").count() == 0


def test_what_is_typed_is_shared_by_its_address(play: Visit, browser: Browser) -> None:
    page = play.page
    before = page.input_value("#sg-word")
    page.select_option("#sg-variant", "edge")
    page.fill("#sg-text", "sub a0, a1, a2")
    expect(page.locator("#sg-word")).not_to_have_value(before)
    page.fill("#sg-program", PROGRAM)
    page.wait_for_function("location.hash.includes('code=')")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".sg-share output")).to_have_text(
        re.compile(r"Copied\.|The link is in the address bar\.")
    )
    with browser.new_context() as context:
        other = context.new_page()
        other.goto(page.url)
        expect(other.locator("#sg-text")).to_have_value("sub a0, a1, a2")
        expect(other.locator("#sg-program")).to_have_value(PROGRAM)
        expect(other.locator("#sg-variant")).to_have_value("edge")
        expect(other.locator("#sg-word")).to_have_value(page.input_value("#sg-word"))
        other.goto(play.base + "playground.html#variant=none&processor=none&code=%%%&word=%3Cb%3E")
        other.reload()
        expect(other.locator("#sg-word-problem")).to_contain_text("A number is expected here")
        expect(other.locator("#sg-variant")).to_have_value("large")


def test_a_keyboard_is_enough(play: Visit) -> None:
    page = play.page
    page.focus("#sg-word")
    page.keyboard.press("Control+a")
    page.keyboard.type("jj0")  # letters that are shortcuts elsewhere
    expect(page.locator("#sg-word")).to_have_value("jj0")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("sub a0, a1, a2")
    for _ in range(3):  # the instruction's page, the first field, the second
        page.keyboard.press("Tab")
    expect(page.locator(".sg-box.sg-lit")).to_contain_text("rd")
    offer = page.locator(".sg-offer").first
    offer.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sg-word")).to_have_value(offer.inner_text())
    expect(page.locator("#sg-word")).to_be_focused()


def test_without_scripts_the_page_says_what_it_is(browser: Browser, served: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(served + "playground.html")
        assert page.locator("#sg-play").is_hidden()
        assert "specgen decode" in page.locator("#sg-play-static").inner_text()
        assert page.locator("article table tbody tr").count() == 16
        page.goto(served + "instructions/matmul.html")
        assert page.locator(".sg-try").is_hidden()


def test_it_is_accessible_and_fits(play: Visit) -> None:
    page = play.page
    page.fill("#sg-text", "matmul.bf16 acc2, [a4 + 64, a5], 1, 64, 64, 64, 1")
    for width, scheme, program in (
        (1280, "default", f"{PROGRAM}  add a0\n# {'a long comment ' * 20}"),
        (390, "slate", PROGRAM),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.fill("#sg-program", program)
        page.locator(".sg-fields tr").nth(3).focus()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []


def test_an_instruction_is_tried_on_its_page(visit: Visit) -> None:
    page = visit.page
    visit.open("instructions/sub.html")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#sg-try-text")).to_be_focused()
    page.fill("#sg-try-text", "sub a7, a1, a2")
    expect(page.locator(".sg-try .sg-is")).to_contain_text("sub a7, a1, a2")
    page.get_by_role("link", name="Go on in the playground").click()
    expect(page.locator("#sg-text")).to_have_value("sub a7, a1, a2")


def test_the_browser_reads_words_as_specgen_does(play: Visit, root: Path) -> None:
    codec = Codec(load_architecture(root / "spec"))
    legal = [codec.decode(one.match) for one in codec.instructions.values()]
    words = [one.word for one in legal if one is not None]
    found = play.page.evaluate(
        """async (words) => {
          const { load } = await import(new URL("assets/codec/codec.js", document.baseURI));
          const codec = await load(new URL("assets/codec/tables.large.json", document.baseURI));
          return words.map((word) => codec.decode(word)).map(({ text }) => [text, String(codec.encode(text, 0n))]);
        }""",
        [hex(word) for word in words],
    )
    assert len(words) > 100
    for word, (text, again) in zip(words, found, strict=True):
        one = codec.decode(word)
        assert one is not None
        assert (text, int(again)) == (str(one), word & ~one.coder.ignored)


@pytest.fixture(params=["hostile", "wide"])
def bare(
    request: pytest.FixtureRequest, root: Path, tmp_path: Path, browser: Browser
) -> Iterator[tuple[Visit, Request]]:
    """The playground of a small spec with no theme around it."""
    asked = api.request(root / "tests" / "generators" / request.param)
    book = Book(
        Request(asked.architectures, asked.semantics, {k: asked.exhibits[k] for k in ("examples", "codec")})
    )
    ((_, markdown),) = playground_page(book)
    parts = re.findall(r"^<(?:div|script).*", markdown, re.MULTILINE)
    text = f'<!doctype html><meta charset="utf-8"><p id="sg-play-static">-</p>{"".join(parts)}'
    put(tmp_path, {"playground.html": text, "favicon.ico": "", **dict(codec_files(book))})
    with serving(tmp_path) as address, browser.new_context() as context:
        visit = Visit(context.new_page(), address)
        visit.open("playground.html")
        yield visit, asked
        assert not visit.wrong


def test_any_spec_has_one(bare: tuple[Visit, Request]) -> None:
    """Names that are markup are words; words of another processor are found there."""
    visit, asked = bare
    page = visit.page
    expect(page.locator("#sg-play")).to_be_visible()
    architecture = asked.default
    for processor in architecture.processors.values():
        if len(architecture.processors) > 1:
            page.select_option("#sg-processor", processor.name)
        codec = Codec(architecture, processor)
        for one in islice(codec.instructions.values(), 4):
            decoded = codec.decode(one.match)
            if decoded is None:
                continue
            page.fill("#sg-word", hex(one.match))
            expect(page.locator("#sg-text")).to_have_value(str(decoded))
            assert page.locator(".sg-fields tbody th").all_inner_texts() == [
                f.name for f in one.format.fields
            ]
    page.fill("#sg-text", '<img src=x onerror="throw 1">')
    expect(page.locator("#sg-text-problem")).to_contain_text("<img")
    page.fill("#sg-program", "<script>throw 1</script>\n")
    expect(page.locator(".sg-problems")).to_contain_text("<script>throw")
    assert page.locator("#sg-play img, #sg-play script").count() == 0
    assert json.loads(page.evaluate("JSON.stringify(globalThis.injected ?? null)")) is None
