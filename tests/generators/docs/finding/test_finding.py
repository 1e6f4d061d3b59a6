"""Names, backlinks, facets and the glossary of a small spec and of the reference."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from specgen.generators import Request
from specgen.generators.docs.book import Book
from specgen.generators.docs.finding.backlinks import MOST, add_backlinks, uses_of
from specgen.generators.docs.finding.facets import Row, facet_data
from specgen.generators.docs.finding.glossary import add_glossary, anchor_of, terms_of
from specgen.generators.docs.finding.names import name_data
from specgen.generators.docs.finding.terms import TERMS
from specgen.generators.docs.finding.weights import weighed
from specgen.generators.target import Files


@pytest.fixture(scope="module")
def book(reference: Request) -> Book:
    return Book(Request(reference.architectures, reference.semantics))


@pytest.fixture(scope="module")
def names(book: Book) -> Any:
    ((_, data),) = name_data(book, ["state.md"])
    return json.loads(data)


def _users(book: Book, kind: str, name: str) -> dict[str, set[str]]:
    return {words: {name for _, name in users} for words, users in uses_of(book)[kind, name].items()}


def test_every_thing_is_in_the_list_of_names(book: Book, names: Any) -> None:
    listed = {
        kind["page"].replace("*", one if isinstance(one, str) else one[0])
        for kind in names["kinds"]
        for one in kind["names"]
    }
    places = {f"{at.page}.html" + (f"#{at.anchor}" if at.anchor else "") for at in book.places.values()}
    assert places <= listed
    assert ["State", "Page", "state.html"] in names["places"]


def test_a_mnemonic_is_listed_with_the_values_of_its_operand(names: Any) -> None:
    instructions = names["kinds"][0]["names"]
    assert ["window_set", "window.set"] in instructions
    (matmul,) = (one[1] for one in instructions if one[0] == "matmul")
    assert matmul.startswith("matmul.") and "e4m3" in matmul.removeprefix("matmul.").split("|")


def test_words_tell_instructions_apart(book: Book, names: Any) -> None:
    for name, width, match, mask, _ in names["words"]:
        one, _ = book.instructions[name]
        assert (width, int(match, 16), int(mask, 16)) == (one.format.width, one.match, one.mask)


def test_effects_say_who_reads_and_writes(book: Book) -> None:
    acc = _users(book, "state", "acc")
    assert "acc_zero" in acc["Written by"] - acc["Read by"]
    assert acc["State"] == {"acc_int"}
    assert "dma_load" in _users(book, "memories", "hbm")["Read by"]
    assert "matmul" in _users(book, "faults", "weight_fault")["Raised by"]


@pytest.mark.parametrize(
    ("kind", "name", "words", "user"),
    [
        ("formats", "b", "Instructions", "beq"),
        ("enums", "operand_type", "Formats", "product"),
        ("types", "e8m0", "Data types", "mxfp8_e4m3"),
        ("parameters", "ARRAY_DIM", "Decisions", "array_size"),
        ("parameters", "HBM_BANDWIDTH", "Paths", "load"),
        ("structures", "copy_packet", "Queues", "commands"),
        ("registers", "interrupt", "Interrupts", "completion"),
        ("workloads", "chat_answer", "Targets", "chat_rate"),
        ("instructions", "addi", "Aliases", "nop"),
        ("functions", "exponential", "Functions", "logistic"),
        ("layouts", "column_major", "Layouts", "mxfp8_columns"),
        ("engines", "dma", "Memories", "hbm"),
    ],
)
def test_things_say_who_uses_them(book: Book, kind: str, name: str, words: str, user: str) -> None:
    assert user in _users(book, kind, name)[words]


def test_nothing_uses_itself_or_what_is_not_there(book: Book) -> None:
    for thing, by in uses_of(book).items():
        users = [user for of in by.values() for user in of]
        assert thing in book.places
        assert thing not in users
        assert not [user for user in users if user not in book.places]


def test_of_many_users_the_first_are_named(book: Book) -> None:
    users = {"Instructions": dict.fromkeys((("instructions", name) for name in book.instructions), None)}
    files: Files = {"state/x.md": "# x\n"}
    add_backlinks(book, {("state", "x"): users}, files)
    text = str(files["state/x.md"])
    assert text.count("](../instructions/") == MOST
    more = f"{len(book.instructions) - MOST} more"
    assert f'and <a href="../instructions.html?state=x">{more}</a>' in text


def test_things_on_one_page_are_told_below_themselves(book: Book) -> None:
    page = "# Faults\n\n## a {: #hbm_fault }\n\nOne.\n\n### Requirements\n\n## b {: #sram_fault }\n\nTwo.\n"
    files: Files = {"faults.md": page}
    uses = {
        ("faults", name): {"Raised by": {("instructions", user): None}}
        for name, user in (("hbm_fault", "add"), ("sram_fault", "sub"), ("weight_fault", "matmul"))
    }
    add_backlinks(book, uses, files)
    text = str(files["faults.md"])
    places = [
        text.index(part) for part in ("### Requirements", "`add`", "## b", "`sub`", "## Used by", "`matmul`")
    ]
    assert places == sorted(places)
    assert "[`weight_fault`](#weight_fault)" in text


def test_facets_are_those_in_which_things_differ() -> None:
    rows = [
        Row("a", "x.html#a", "<b>", {"Same": ["1"], "Own": ["2"], "Many": ["3", "4", "3"]}),
        Row("b", "x.html#b", "", {"Same": ["1"], "Many": [""]}),
    ]
    path, data = facet_data("x", rows)
    assert path == "assets/data/facets/x.json"
    assert json.loads(data) == {
        "facets": ["Own", "Many"],
        "rows": [["a", "x.html#a", "<b>", ["2"], ["3", "4"]], ["b", "x.html#b", "", [], []]],
    }


def test_the_glossary_has_the_words_of_the_pages_there_are(book: Book) -> None:
    files: Files = {"layouts.md": "# Layouts\n"}
    add_glossary(book, files)
    page = str(files["glossary.md"])
    assert 'id="stride"' in page
    assert 'id="mailbox"' not in page
    assert "[stride](glossary.md#stride)" in str(files["layouts.md"])
    anchors = re.findall(r'id="([^"]+)"|#(letter-\w+)', page)
    assert len(set(anchors)) == len(anchors)


def test_terms_have_places_of_their_own_and_a_page_that_any_spec_may_have() -> None:
    assert len({anchor_of(term) for term in TERMS}) == len(TERMS)
    assert all(term.meaning.endswith(".") for term in TERMS)
    assert terms_of([]) == []


def test_pages_of_things_weigh_more_in_the_search() -> None:
    assert str(weighed("instructions/a.md", "# a\n")).startswith("---\nsearch:\n  boost: 16\n---\n\n# a")
    for path, text in (
        ("instructions.md", "# I\n"),
        ("types/a.json", "# a"),
        ("types/a.md", "---\ntitle: a\n---\n"),
    ):
        assert weighed(path, text) == text
