"""One folder of pages: MkDocs, ProperDocs and specgen's own way of driving MkDocs make the same of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.assemble import pages, settings
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.small import small
from tests.site.building import put

_MAKER = re.compile(rb'<meta name="generator"[^>]*>')
_FENCED = "# Code\n\n```html\n\n<div data-search-exclude>1</div>\n\n```\n\n<div data-search-exclude>2</div>\n"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a small spec, one by hand that looks like what is taken out of others, and the settings."""
    folder = tmp_path_factory.mktemp("tree")
    architecture = small()
    files = generate(Request((architecture,), {"small": analyse(architecture, Diagnostics())}))
    files = pages(files, {"pages/code.md": _FENCED})
    put(folder / "docs", files)
    put(folder / "mkdocs", settings(architecture.name, architecture.summary, files, {}))
    return folder


@pytest.fixture(scope="module")
def plain(tree: Path) -> dict[str, bytes]:
    """What MkDocs makes of it."""
    return _built(
        tree,
        "mkdocs",
        "build",
        "--strict",
        "--config-file",
        tree / "mkdocs/mkdocs.yml",
        "--site-dir",
        tree / "plain",
    )


def _run(tree: Path, module: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "SOURCE_DATE_EPOCH": "315532800",
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": ":".join(sys.path),
    }
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tree)


def _built(tree: Path, module: str, *arguments: str | Path) -> dict[str, bytes]:
    done = _run(tree, module, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return _files(Path(arguments[-1]))


def _files(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def _driven(tree: Path, site: str, before: str = "none") -> subprocess.CompletedProcess[str]:
    places = (tree / "mkdocs" / "mkdocs.yml", tree / site, tree / before, tree / "pages.json")
    return _run(tree, "specgen.api.site.rendering", *places)


def test_properdocs_makes_the_same(tree: Path, plain: dict[str, bytes]) -> None:
    other = _built(
        tree,
        "properdocs",
        "build",
        "--strict",
        "--config-file",
        tree / "mkdocs/mkdocs.yml",
        "--site-dir",
        tree / "proper",
    )
    assert other.keys() == plain.keys()
    assert not [name for name in plain if _MAKER.sub(b"", other[name]) != _MAKER.sub(b"", plain[name])]


def test_our_own_way_makes_the_same_and_then_only_what_changed(tree: Path, plain: dict[str, bytes]) -> None:
    assert _driven(tree, "first").returncode == 0
    assert _files(tree / "first") == plain
    page = tree / "docs" / "code.md"
    page.write_text(page.read_text().replace("# Code", "# Codes"))
    marked = tree / "first" / "index.html"
    known = marked.read_bytes()
    assert _driven(tree, "second", "first").returncode == 0
    second = _files(tree / "second")
    assert {name for name in plain if second[name] != plain[name]} == {
        "code.html",
        "search/search_index.json",
    }
    marked.write_bytes(b"edited")
    assert _driven(tree, "third", "first").returncode == 0
    assert (tree / "third" / "index.html").read_bytes() == known
    page.write_text(_FENCED)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# x\n\n[no](types.md#such)\n", "does not contain an anchor '#such'"),
        ("# x\n\n[no](gone.md)\n", "'gone.md'"),
        ("# x\n\n<div id='here' data-search-exclude><b>x</b></div>\n\n[yes](#here)\n", ""),
    ],
)
def test_our_own_way_refuses_what_mkdocs_refuses(tree: Path, text: str, said: str) -> None:
    (tree / "docs" / "code.md").write_text(text)
    done = _driven(tree, "refused")
    assert done.returncode == (1 if said else 0), done.stdout
    assert said in done.stdout
    shutil.rmtree(tree / "refused")
    (tree / "docs" / "code.md").write_text(_FENCED)


def test_a_page_that_another_links_to_may_not_vanish_unseen(tree: Path) -> None:
    (tree / "docs" / "code.md").write_text("# x\n\n[other](other.md)\n")
    (tree / "docs" / "other.md").write_text("# Other\n")
    settings = tree / "mkdocs" / "mkdocs.yml"
    text = settings.read_text()
    settings.write_text(text.replace("not_in_nav: /*/", "not_in_nav: |\n  /*/\n  /other.md"))
    assert _driven(tree, "with").returncode == 0
    (tree / "docs" / "other.md").unlink()
    done = _driven(tree, "without", "with")
    assert (done.returncode, "other.md" in done.stdout) == (1, True)
    settings.write_text(text)
