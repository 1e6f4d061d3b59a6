"""The page on extending: its files are those of the example packages, its commands show what they show."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import specgen.plugin
from specgen.generators.sandbox import DATA
from specgen.generators.sandbox.data import ITEM
from specgen.generators.sandbox.words import FILTERS
from tests.pages import page_of
from tests.plugins.conftest import SPEC

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def tables() -> str:
    """What templates see, as the page has it."""
    common = {part.name for part in ITEM}
    rows = [("*item*", part.name, part.meaning) for part in ITEM]
    for kind, parts in DATA.items():
        item = common <= {part.name for part in parts}
        own = [part for part in parts if not (item and part.name in common)]
        rows += [(f"**{kind}**", part.name, part.meaning) for part in own]
    shown, last = "| a | has | which is |\n|---|---|---|\n", ""
    for kind, name, meaning in rows:
        shown += f"| {kind if kind != last else ''} | `{name}` | {meaning} |\n"
        last = kind
    return shown


def filters() -> str:
    """The filters, as the page has them."""
    return _rows((name, inspect.getdoc(function) or "") for name, function in FILTERS.items())


def names() -> str:
    """The names of the plugin API and the first lines of what they say, as the page has them."""
    things = [(name, getattr(specgen.plugin, name)) for name in specgen.plugin.__all__]
    told = {
        "API_VERSION": "What this specgen has: (major, minor).",
        "Files": "Relative path with `/` to contents, text or bytes.",
    }
    lines = (
        (name, told.get(name) or (inspect.getdoc(thing) or "").partition("\n")[0]) for name, thing in things
    )
    return _rows(lines)


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    lines = (f"| `{name}` | {words.replace('``', '`')} |\n" for name, words in rows)
    return "|---|---|\n" + "".join(lines)


@pytest.fixture(name="page", scope="module")
def _page(root: Path) -> str:
    return page_of(root, "extending")


def test_its_files_are_those_of_the_packages(page: str, root: Path) -> None:
    shown = [text for language, text in BLOCK.findall(page) if language in ("python", "jinja")]
    folder = root / "examples/plugins"
    files = [path for kind in ("*.py", "*.j2") for path in folder.rglob(kind)]
    assert len(files) == 6
    for path in files:
        assert path.read_text(encoding="utf-8") in shown, path
    (project, *points) = [text for language, text in BLOCK.findall(page) if language == "toml"]
    assert project == (folder / "csv/pyproject.toml").read_text(encoding="utf-8")
    for text, name in zip(points, ("names", "frozen"), strict=True):
        assert text in (folder / name / "pyproject.toml").read_text(encoding="utf-8")
    for name in ("csv", "names", "frozen", "cheatsheet"):
        assert (folder / name / "README.md").read_text(encoding="utf-8").startswith(f"# specgen-{name}\n")


def test_its_tables_are_what_there_is(page: str) -> None:
    assert tables() in page
    assert filters() in page
    assert names() in page


def desk(page: str, folder: Path) -> None:
    """The files that the page shows, and the next spec that it tells of."""
    spec, checks, diff = (text for language, text in BLOCK.findall(page) if language == "yaml")
    assert spec == SPEC
    next_spec = spec.replace("reset: 3", "reset: 5").replace("version: 1.0.0", "version: 2.0.0")
    for name, text in (("chip/spec.yaml", spec), ("next/spec.yaml", next_spec), ("next/plugins.yaml", diff)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "settings.yaml").write_text(checks, encoding="utf-8")
    (template,) = [t for language, t in BLOCK.findall(page) if language == "jinja" and "#define" in t]
    (folder / "map.h.j2").write_text(template, encoding="utf-8")


def run(page: str, installed: Path, folder: Path) -> str:
    """All console blocks, run in the order of the page; settings of checks are there once they were shown."""
    desk(page, folder)
    happened = []
    for language, text in BLOCK.findall(page):
        if language == "yaml" and text.startswith("checks:"):
            (folder / "settings.yaml").rename(folder / "chip/plugins.yaml")
        for line in text.splitlines() if language == "console" else ():
            if line.startswith("$ "):
                happened += [line, *_shell(line.removeprefix("$ "), installed, folder).splitlines()]
    return "\n".join(happened)


def _shell(line: str, installed: Path, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        env=os.environ | {"PATH": path, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(installed)},
    )  # fmt: skip
    return done.stdout


def test_the_console_shows_what_happens(page: str, installed: Path, tmp_path: Path) -> None:
    shown = "".join(text for language, text in BLOCK.findall(page) if language == "console")
    assert run(page, installed, tmp_path) + "\n" == shown
