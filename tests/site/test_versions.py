"""Two versions of the reference spec deployed beside one another: nothing that differs is missing, and one gets about."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.running import specgen
from tests.generators.docs.rendering import parsed
from tests.site.axe import violations
from tests.site.building import serving
from tests.site.deployed import SEARCH, both, git
from tests.site.visiting import Visit

pytestmark = pytest.mark.timeout(600)  # whoever comes first waits for both sites to be built


@pytest.fixture(scope="module")
def deployed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a clone, from which two versions were deployed, and in `served/docs` what is on its branch.

    `SPECGEN_DEPLOYED` names one that is there already, for those who work on a test.
    """
    if given := os.environ.get("SPECGEN_DEPLOYED"):
        return Path(given)
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = run / "deployed"
    with (run / "deployed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            folder.mkdir()
            with pytest.MonkeyPatch.context() as monkeypatch:
                done = both(root, folder, monkeypatch)
            (folder / "done").write_text(
                json.dumps([[one.version, one.status, one.compared] for one in done])
            )
    return folder


@pytest.fixture(scope="module")
def found(deployed: Path) -> list[dict[str, Any]]:
    """What `specgen diff` finds between the two."""
    old = str(deployed / "served/docs/0.1.0/downloads/basalt-0.1.0-spec.tar.gz")
    new = str(deployed / "clone/spec")
    options = ["--format", "json", "--trials", str(SEARCH.trials)]
    done = specgen("diff", old, new, *options)
    assert done.exit_code == 1, done.output
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return findings


def test_two_versions_stand_beside_one_another(deployed: Path) -> None:
    docs = deployed / "served/docs"
    known = json.loads((docs / "versions.json").read_text())
    assert [(one["version"], one["title"], one["aliases"]) for one in known] == [
        ("0.2.0", "0.2.0 (draft)", ["latest"]),
        ("0.1.0", "0.1.0", []),
    ]
    assert [one["properties"]["status"] for one in known] == ["draft", "ratified"]
    assert known[0]["properties"]["compared"] == {"0.1.0": known[1]["properties"]["content"]}
    assert 'url=latest/"' in (docs / "index.html").read_text()
    assert (docs / "latest").readlink() == Path("0.2.0")
    assert not git(deployed / "clone", "diff", "--name-only", "main", "HEAD").strip(), (
        "the branch of the spec is as it was"
    )


def test_no_difference_is_missing(deployed: Path, found: list[dict[str, Any]]) -> None:
    page = deployed / "served/docs/0.2.0/compare/0.1.0.html"
    elements = parsed(page.read_text(encoding="utf-8")).elements
    shown = {a["id"]: a for tag, a in elements if tag == "article" and a.get("class") == "sg-finding"}
    assert set(shown) == {f"f-{one['fingerprint']}" for one in found}
    assert {one["rule"] for one in found} >= {
        "ISA_OPCODE_CHANGED",
        "SEM_RESULT_CHANGED",
        "ISA_INSTR_ADDED",
        "DOC_ONLY",
    }
    text = unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))
    for one in found:
        assert one["message"].replace("`", "") in text
        hits = {
            name
            for name, effect in one["verdict"]["effects"].items()
            if effect in ("breaks", "source", "risk")
        }
        assert set(shown[f"f-{one['fingerprint']}"]["data-hits"].split()) == hits
    breaking = {a for a, told in shown.items() if told["data-verdict"] == "breaking"}
    assert breaking == {f"f-{one['fingerprint']}" for one in found if one["level"] == "breaking"}
    report = json.loads((deployed / "served/docs/0.2.0/compare/0.1.0.json").read_text())
    assert report["findings"] == found


def test_links_of_comparisons_and_badges_lead_somewhere(deployed: Path) -> None:
    docs = deployed / "served/docs"
    pages = [
        docs / "0.2.0" / name
        for name in ("compare.html", "releases.html", "compare/0.1.0.html", "instructions/and.html")
    ]
    followed = set()
    for page in pages:
        for link in parsed(page.read_text(encoding="utf-8")).links:
            address, _, anchor = link.partition("#")
            if address.startswith("http"):
                continue
            target = (page.parent / address).resolve() if address else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{page}: {link}"
            if anchor and target.suffix == ".html" and not anchor.startswith("__"):
                assert anchor in parsed(target.read_text(encoding="utf-8")).anchors, f"{page}: {link}"
            followed.add(target.relative_to(docs).as_posix())
    assert followed >= {
        "0.1.0/instructions/and.html",
        "0.2.0/instructions/and.html",
        "0.2.0/downloads/SHA256SUMS",
    }


def test_every_thing_that_changed_says_so(deployed: Path) -> None:
    docs = deployed / "served/docs/0.2.0"
    for page, verdict in (
        ("instructions/and", "breaking"),
        ("instructions/sw_mmio", "breaking"),
        ("instructions/nand", "additive"),
        ("instructions/add", "words"),
        ("memories/hbm", "words"),
    ):
        found = re.findall(
            r'<a class="sg-changed [^"]*" href="([^"]*)"[^>]*>([^<]*)<', (docs / f"{page}.html").read_text()
        )
        assert [text for _, text in found] == [f"in 0.2.0: {verdict}"]
        assert found[0][0].startswith("../compare/0.1.0.html#f-")
    assert "sg-changed" not in (docs / "instructions/sub.html").read_text()
    assert "sg-changed" not in (docs.parent / "0.1.0/instructions/and.html").read_text()


def test_what_can_be_taken_has_the_digests_told(deployed: Path) -> None:
    for version in ("0.1.0", "0.2.0"):
        folder = deployed / "served/docs" / version / "downloads"
        lines = (folder / "SHA256SUMS").read_text().splitlines()
        told = {line[66:]: line[:64] for line in lines}
        assert told == {
            file.name: sha256(file.read_bytes()).hexdigest()
            for file in folder.iterdir()
            if file.name != "SHA256SUMS"
        }
        page = (folder.parent / "releases.html").read_text()
        assert all(name in page and digest in page for name, digest in told.items())
    spec = json.loads((deployed / "served/docs/0.2.0/downloads/spec.json").read_text())
    assert spec["version"] == "0.2.0"
    assert spec["instructions"]["nand"]["encoding"]["funct"] == 63


@pytest.fixture
def page(deployed: Path, browser: Browser) -> Iterator[Visit]:
    """A visit to what is deployed, below a path that its pages know nothing of."""
    with serving(deployed / "served") as base:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
        visit = Visit(context.new_page(), f"{base}docs/")
        yield visit
        context.close()
    assert not visit.wrong


def test_the_keys_lead_to_the_same_page_of_another_version(page: Visit) -> None:
    page.open("latest/instructions/and.html")
    current = page.page.locator(".md-version__current")
    expect(current).to_have_text("0.2.0 (draft)")
    current.focus()
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Tab")
    expect(page.page.locator(".md-version__link:focus")).to_have_text("0.1.0")
    page.page.keyboard.press("Enter")
    page.page.wait_for_url("**/docs/0.1.0/instructions/and.html")
    expect(page.page.locator(".md-version__current")).to_have_text("0.1.0")


def test_a_badge_leads_to_the_difference(page: Visit) -> None:
    page.open("0.2.0/instructions/and.html")
    page.page.get_by_role("link", name="in 0.2.0: breaking").click()
    shown = page.page.locator(".sg-finding:target")
    expect(shown).to_be_in_viewport()
    expect(shown).to_contain_text("SEM_RESULT_CHANGED")
    page.page.get_by_role("link", name="in 0.1.0", exact=True).first.click()
    page.page.wait_for_url("**/docs/0.1.0/**")


def _count(page: Page) -> int:
    return page.locator(".sg-finding:visible").count()


def test_differences_are_chosen_by_verdict_and_consumer(page: Visit, found: list[dict[str, Any]]) -> None:
    page.open("0.2.0/compare/0.1.0.html")
    assert _count(page.page) == len(found)
    page.page.get_by_label("Verdict").select_option("breaking")
    assert _count(page.page) == 2
    expect(page.page.locator("output")).to_have_text(f"2 of {len(found)}")
    page.page.get_by_label("Verdict").select_option("")
    page.page.get_by_label("Meets").select_option("hardware")
    assert _count(page.page) == 3
    assert page.page.url.endswith("?meets=hardware")
    page.page.reload()
    assert _count(page.page) == 3


def test_two_versions_are_chosen(page: Visit) -> None:
    page.open("0.1.0/releases.html")
    page.open("0.2.0/compare.html")
    page.page.get_by_label("From").select_option("0.2.0")
    page.page.get_by_role("button", name="Compare").click()
    expect(page.page.get_by_role("form").or_(page.page.locator("form output"))).to_contain_text(
        "the same version"
    )
    page.page.get_by_label("From").select_option("0.1.0")
    page.page.get_by_role("button", name="Compare").click()
    page.page.wait_for_url("**/docs/0.2.0/compare/0.1.0.html")


def test_without_scripts_all_is_told(deployed: Path, browser: Browser, found: list[dict[str, Any]]) -> None:
    with serving(deployed / "served") as base:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{base}docs/0.2.0/compare.html")
        page.get_by_role("link", name="From 0.1.0 to 0.2.0").first.click()
        assert page.locator(".sg-finding").count() == len(found)
        expect(page.locator(".sg-finding").last).to_be_visible()
        expect(page.locator("[data-compare-filter]")).to_be_hidden()
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_reaches_everything(deployed: Path, browser: Browser, scheme: Any) -> None:
    with serving(deployed / "served") as base:
        context = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 800})
        page = context.new_page()
        for name in ("compare.html", "compare/0.1.0.html", "releases.html"):
            page.goto(f"{base}docs/0.2.0/{name}")
            page.wait_for_selector(".md-version")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
        context.close()
