"""What tests of the site share: the reference site, built once for all of a run's processes, its address, a browser.

`SPECGEN_SITE` names a folder with a site that is built already, for those who work on a test.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from specgen.api import build_site
from tests.site.building import serving
from tests.site.visiting import Visit


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference spec's site, as users build it; nobody writes into it."""
    if given := os.environ.get("SPECGEN_SITE"):
        return Path(given).resolve()
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (run / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run / "site.built").exists():
            build_site(root / "spec", run / "reference")
            (run / "site.built").touch()
    return run / "reference" / "site"


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address at which the reference site is served, with a slash at its end."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser; it ends with the tests of the site, since its loop of events is in the way of others'."""
    path = shutil.which("chromium")
    assert path is not None, "chromium is missing: scripts/setup installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Visit]:
    """A visit to the reference site on a desk, in light colours; nothing may go wrong while it lasts."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    visit = Visit(context.new_page(), served)
    yield visit
    context.close()
    assert not visit.wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever comes first waits for the site to be built."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(600))
