"""A small spec over three releases: what is added, what breaks, what is renamed, told to those whom it concerns."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.releases import Verdict
from specgen.releases.changelog import escaped
from tests.releases.test_releases import FIRST, QUICK

ADDED = (
    FIRST.replace("1.0.0", "1.1.0")
    + "  late: {code: 2, summary: Too late., cause: Time is up., blame: nobody, remedy: Hurry.}\n"
)
BROKEN = ADDED.replace("1.1.0", "2.0.0").replace('urgent: "0", lane: "3:1"', 'lane: "2:0", urgent: "3"')
RENAMED = BROKEN.replace("2.0.0", "2.1.0").replace("length: u16", "size: {type: u16, renamed_from: length}")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    spec = folder / "spec"
    spec.mkdir()
    for text in (FIRST, ADDED, BROKEN):
        (spec / "spec.yaml").write_text(text)
        api.add_release(spec, folder / "releases", search=QUICK)
    (spec / "spec.yaml").write_text(RENAMED)
    return folder


def test_the_changelog_tells_each_release(history: Path) -> None:
    text = api.changelog(history / "spec", history / "releases", search=QUICK)
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads == ["## Unreleased: 2.1.0", "## 2.0.0", "## 1.1.0", "## 1.0.0", "## Hashes"]
    newest, second, third = text.split("\n## ")[1:4]
    assert "late" in third.partition("### Added")[2]
    assert "### Breaking" not in third
    broken = second.partition("### Breaking")[2].partition("###")[0]
    assert "lane" in broken
    assert "**" in broken
    assert "Seen: " in second
    assert "length" in newest
    assert "size" in newest
    assert text == api.changelog(history / "spec", history / "releases", search=QUICK)


def test_what_is_not_released_can_be_left_out(history: Path) -> None:
    assert "Unreleased" not in api.changelog(None, history / "releases", search=QUICK)


def test_old_releases_are_replayed(history: Path) -> None:
    found = api.replay_releases(history / "spec", history / "releases")
    assert not any(one.fails for one in found)
    odd = {
        (one.release, one.artefact.subject, one.verdict) for one in found if one.verdict is not Verdict.SAME
    }
    assert odd == {(old, "structures.packet", Verdict.OTHERWISE) for old in ("1.0.0", "1.1.0")}


def test_words_of_a_spec_are_no_markup() -> None:
    assert escaped("a*b <c> `d*`.") == "a\\*b \\<c\\> `d*`"
    assert escaped("one ` alone") == "one ' alone"
