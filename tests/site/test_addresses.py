"""A small spec's site over its versions: addresses are recorded, kept, and led on in a browser, with scripts or without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.cli.running import specgen
from tests.generators.docs.rendering import parsed
from tests.machine.requirements.test_coverage import SPEC, report

GUIDE = "# Guide\n\n## First steps\n\nOne.\n\n## The last steps\n\nTwo.\n"
RENAMED = SPEC.replace("  add: {format: r,", "  sum: {renamed_from: add, format: r,")


REGISTERED = """{
 "guide.html": "first-steps guide last-steps",
 "index.html": "kept",
 "instructions/add.html": "R-ADD-1 R-ADD-2 add encoding",
 "old/begin.html": "now"
}
"""
MOVED = """
guide.html#last-steps: guide.html#the-last-steps
old/begin.html: guide.html
old/begin.html#now: guide.html#first-steps
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spec whose site had other addresses, and a report of its tests."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "spec").mkdir()
    (folder / "site" / "pages").mkdir(parents=True)
    (folder / "spec" / "spec.yaml").write_text(RENAMED)
    (folder / "site" / "pages" / "guide.md").write_text(GUIDE)
    (folder / "site" / "anchors.json").write_text(REGISTERED)
    report(folder, ("wraps", "", "R-ADD-1"))
    return folder


def build(folder: Path, code: int) -> str:
    words = ("--spec", folder / "spec", "-o", folder / "build")
    told = specgen("docs", "build", *words, "--results", folder / "report.xml")
    assert told.exit_code == code, told.output
    return told.stderr


def test_a_build_fails_where_an_address_is_lost_and_nothing_says_where_it_went(folder: Path) -> None:
    said = build(folder, code=1)
    assert "site/anchors.json:2:2: error[site-anchor-lost]: guide.html#last-steps is gone" in said
    assert "write into site/moved.yaml: `guide.html#last-steps: guide.html#the-last-steps`" in said
    assert "site/anchors.json:5:2: error[site-anchor-lost]: old/begin.html is gone" in said
    assert said.rstrip().endswith("2 errors")


@pytest.fixture(scope="module")
def led(folder: Path) -> str:
    """The address of the site that says where everything went."""
    (folder / "site" / "moved.yaml").write_text(MOVED)
    build(folder, code=0)
    return (folder / "build" / "site").as_uri()


def test_what_is_built_is_recorded_with_what_was(led: str, folder: Path) -> None:
    words = ("--spec", folder / "spec", "-o", folder / "build")
    assert specgen("docs", "anchors", *words, "--check").exit_code == 0
    told = specgen("docs", "anchors", *words, "--record")
    assert told.exit_code == 0
    assert re.fullmatch(r".*anchors\.json: \d+ new\n", told.stdout)
    lines = (folder / "site" / "anchors.json").read_text().splitlines()
    assert ' "guide.html": "first-steps guide last-steps the-last-steps",' in lines
    assert ' "old/begin.html": "now",' in lines
    assert specgen("docs", "anchors", *words, "--record").stdout.endswith(": 0 new\n")


def test_sentences_show_what_their_tests_said(led: str, folder: Path) -> None:
    said = parsed((folder / "build" / "site" / "instructions" / "sum.html").read_text()).text
    assert "It wraps.Passed at 1.0.0wraps of t" in said
    assert "It is done at once.No test names it" in said


@pytest.mark.parametrize("scripts", [True, False])
def test_old_addresses_lead_on(led: str, browser: Browser, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{led}/instructions/add.html")
    page.wait_for_url("**/instructions/sum.html")
    page.goto(f"{led}/guide.html#last-steps")
    page.locator(".sg-moved p:target a").click()
    page.wait_for_url("**/guide.html#the-last-steps")
    page.goto(f"{led}/old/begin.html#now")
    page.wait_for_url("**/guide.html#first-steps" if scripts else "**/guide.html")
    if scripts:
        page.goto(f"{led}/instructions/add.html#encoding")
        page.wait_for_url("**/instructions/sum.html#encoding")
    context.close()
