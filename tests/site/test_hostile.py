"""A spec whose every text would be a script has a site in which it is text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from playwright.sync_api import Browser

from specgen import api
from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.assemble import pages, settings
from tests.site.building import build, put, serving

_INLINE = re.compile(r"(?<=summary: )[^|>\"'\n{}]+(?=\}|$)", re.MULTILINE)
_SCRIPT = "\"<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\""


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag == "img" or any(name.startswith("on") for name, _ in attrs):
            self.wrong.append(self.get_starttag_text() or tag)


def _site(folder: Path, spec: Path) -> Path:
    asked = api.request(spec)
    files = pages(generate(Request(asked.architectures, asked.semantics)), {})
    put(folder / "docs", files)
    put(folder / "mkdocs", settings(asked.default.name, asked.default.summary, files, {}))
    status, said = build(folder / "mkdocs" / "mkdocs.yml")
    assert status == 0, said
    return folder / "site"


def _scripts(site: Path) -> dict[str, int]:
    found = {}
    for path in site.rglob("*.html"):
        elements = _Elements()
        elements.feed(path.read_text(encoding="utf-8"))
        assert not elements.wrong, f"{path}: {elements.wrong}"
        found[path.relative_to(site).as_posix()] = elements.scripts
    return found


def test_a_script_in_every_text_stays_text(browser: Browser, root: Path, tmp_path: Path) -> None:
    harmless, poisoned, count = root / "examples" / "amx", tmp_path / "poisoned" / "spec", 0
    for path in harmless.rglob("*.yaml"):
        text, here = _INLINE.subn(lambda _: _SCRIPT, path.read_text(encoding="utf-8"))
        count += here
        put(poisoned, {path.relative_to(harmless).as_posix(): text})
    assert count > 20
    before, site = (
        _site(tmp_path / "harmless", harmless),
        _site(tmp_path / "poisoned", poisoned),
    )
    assert _scripts(site) == _scripts(before)
    page = browser.new_page()
    with serving(site) as address:
        for name in _scripts(site):
            page.goto(address + name)
            assert page.evaluate("window.hacked") is None, name
    page.close()
