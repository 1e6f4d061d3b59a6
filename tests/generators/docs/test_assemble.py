"""Hand-written pages and generated ones become one folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.assemble import configuration, pages, read_site

GENERATED = {
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
    for path in ("pages/a.md", "theme/charts.js", "vendor/plotly/x.js", "other/no.md"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    merged = pages({}, read_site(tmp_path))
    assert list(merged) == ["a.md", "assets/charts.js", "assets/plotly/x.js"]
    assert read_site(tmp_path / "none") == {}


@pytest.mark.parametrize("name", ["spec", 'a "name": [x]', "a\nb: c"])
def test_a_configuration_is_yaml_whatever_the_names(name: str) -> None:
    files = {**GENERATED, "tour.md": "", "instructions/add.md": ""}
    made = yaml.safe_load(configuration(name, name, files, "docs", "site"))
    assert made["site_name"] == name
    assert {"Reference": [{"Overview": "reference.md"}, {"Instructions": "instructions.md"}]} in made["nav"]
    assert {"Tour": "tour.md"} in made["nav"]
    assert made["use_directory_urls"] is False
    assert made["theme"]["font"] is False


def test_a_summary_leaves_no_attribute() -> None:
    made = yaml.safe_load(configuration("spec", '"><script>x</script>', GENERATED, "docs", "site"))
    assert made["site_description"] == "&quot;&gt;&lt;script&gt;x&lt;/script&gt;"


@pytest.mark.parametrize("name", ["mkdocs.yml", "generators/docs/assets/mkdocs.yml"])
def test_pages_of_things_are_reached_from_their_indexes(name: str, root: Path, reference: Request) -> None:
    folders = {
        path.split("/")[0] for path in generate(reference) if path.count("/") == 1 and path.endswith(".md")
    }
    text = (root / name).read_text()
    listed = text.partition("not_in_nav: |\n")[2].partition("\n\n")[0].split()
    assert folders <= {one.strip("/") for one in listed}
