"""Hand-written pages and generated ones become one folder."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from specgen.generators import Files, Request
from specgen.generators.docs import generate
from specgen.generators.docs.assemble import pages, read_site, settings
from specgen.source import SpecError

GENERATED: Files = {
    "index.md": "# spec\n\nA summary.\n{: .sg-summary }\n\nThe body.\n",
    "instructions.md": "# Instructions\n",
    "assets/specgen.css": "a {}\n",
}


def test_a_hand_written_page_holds_the_generated_one() -> None:
    own = {"pages/index.md": b"# Mine\n\nBefore.\n\n<!-- generated -->\n\nAfter.\n"}
    assert pages(GENERATED, own)["index.md"] == "# Mine\n\nBefore.\n\nThe body.\n\nAfter.\n"


def test_hand_written_pages_take_the_place_of_generated_ones() -> None:
    merged = pages(GENERATED, {"pages/instructions.md": "# Other\n", "pages/tour.md": "# Tour\n"})
    assert merged["instructions.md"] == "# Other\n"
    assert merged["tour.md"] == "# Tour\n"
    assert merged["index.md"] == GENERATED["index.md"]


def test_a_site_folder_is_read(tmp_path: Path) -> None:
    for path in ("pages/a.md", "pages/b/x.json", "theme/partials/nav.html", "nav.yml", "other/no.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    own = read_site(tmp_path)
    assert list(pages({}, own)) == ["a.md", "b/x.json"]
    made = settings("spec", "", {}, {"theme/partials/nav.html": b"mine", "nav.yml": b""})
    assert made["theme/partials/nav.html"] == b"mine"
    assert made["theme/partials/tabs.html"] == settings("spec", "", {}, {})["theme/partials/tabs.html"]
    assert read_site(tmp_path / "none") == {}


def _configuration(name: str, files: Files, own: str = "") -> dict[str, Any]:
    made = yaml.safe_load(settings(name, name, files, {"nav.yml": own})["mkdocs.yml"])
    assert isinstance(made, dict)
    return made


@pytest.mark.parametrize("name", ["spec", 'a "name": [x]', "a\nb: c"])
def test_a_configuration_is_yaml_whatever_the_names(name: str) -> None:
    files: Files = {
        "instructions.md": "",
        "tour.md": f"# {name}\n",
        "reference.md": "",
        "instructions/add.md": "",
    }
    made = _configuration(name, files)
    assert unescape(made["site_name"]) == name
    assert {"Reference": [{"Overview": "reference.md"}, {"Instructions": "instructions.md"}]} in made["nav"]
    assert {"Guides": [{escape(name.split("\n")[0]): "tour.md"}]} in made["nav"]
    assert made["use_directory_urls"] is False
    assert made["theme"]["font"] is False


def test_a_site_is_called_as_its_first_page_is() -> None:
    assert (
        _configuration("spec", {"index.md": "# The `Spec` &#60;1&#62;\n"})["site_name"]
        == "The Spec &lt;1&gt;"
    )


def test_a_summary_leaves_no_attribute() -> None:
    made = _configuration('"><script>x</script>', GENERATED)
    assert made["site_description"] == "&quot;&gt;&lt;script&gt;x&lt;/script&gt;"


def test_pages_written_by_hand_stand_where_their_site_says() -> None:
    files: Files = {**GENERATED, "tour.md": "# The *tour* {: #t }\n", "b.md": "# B\n", "a.md": "# A\n"}
    made = _configuration("spec", files, "Start: [index, tour]\nMore: [instructions]\n")
    assert made["nav"] == [
        {"Start": [{"Home": "index.md"}, {"The tour": "tour.md"}]},
        {"Guides": [{"A": "a.md"}, {"B": "b.md"}]},
        {"More": [{"Instructions": "instructions.md"}]},
    ]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("[tour]", "tabs and their pages are expected"),
        ("Start: tour", "the pages under 'Start' are expected as a list"),
        ("Start: [tuor]", "there is no page 'tuor'"),
        ("Start: [", "yaml-syntax"),
    ],
)
def test_a_navigation_of_something_else_is_refused(own: str, said: str) -> None:
    with pytest.raises(SpecError, match=re.escape(said)) as refused:
        settings("spec", "", {"tour.md": "# Tour\n"}, {"nav.yml": own})
    assert "site/nav.yml:1" in str(refused.value)


def test_every_page_is_in_the_navigation_or_in_a_folder(reference: Request) -> None:
    files = generate(reference)
    made = yaml.safe_load(settings("spec", "", files, {})["mkdocs.yml"])
    listed = [page for tab in made["nav"] for title in tab.values() for one in title for page in one.values()]
    assert sorted(listed) == sorted(path for path in files if path.endswith(".md") and "/" not in path)
    assert made["not_in_nav"] == "/*/"
