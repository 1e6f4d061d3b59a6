"""A site's folder of pages, out of those written by hand and those generated; and a configuration to build it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path

from specgen.generators.docs.finding.weights import weighed
from specgen.generators.docs.layouts.illustrations import drawn, listed
from specgen.generators.docs.navigation import OWN, heading, navigation
from specgen.generators.target import Files

MARK = "<!-- generated -->"
"""Where this stands alone on a line of a hand-written page, the generated page of that name follows."""

_HEAD = re.compile(r"\A# [^\n]*\n(?:\n[^\n]+\n\{: \.sg-summary \}\n)?")
_PAGES, _THEME = "pages/", "theme/"


def read_site(folder: Path) -> Files:
    """Return the files below a site's folders ``pages`` and ``theme``, and its ``nav.yml``; none where it does not exist."""
    found: Files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        wanted = name.startswith((_PAGES, _THEME)) or name == OWN
        if wanted and path.is_file() and not path.is_symlink():
            found[name] = path.read_bytes()
    return found


def pages(generated: Mapping[str, str | bytes], own: Mapping[str, str | bytes]) -> Files:
    """Return the folder of pages: the generated ones, and those of a site's folder, which take their places.

    ``own`` is as ``read_site`` gives it. A hand-written page holds the generated one where it says so, drawings of the
    layouts in its examples, and tables of files of `std:layouts`. Raises SpecError where these have errors.
    """
    merged = dict(generated)
    for path, content in own.items():
        if not path.startswith(_PAGES):
            continue
        target = path.removeprefix(_PAGES)
        if target.endswith(".md"):
            text = drawn(f"site/{path}", _merged(content, generated.get(target)))
            merged[target], more = listed(f"site/{path}", text)
            merged.update(more)
        else:
            merged[target] = content
    return {path: weighed(path, content) for path, content in sorted(merged.items())}


def _merged(content: str | bytes, generated: str | bytes | None) -> str:
    inner = _text(generated or "")
    body = _HEAD.sub("", inner, count=1).strip("\n")
    return "\n".join(body if line.strip() == MARK else line for line in _text(content).split("\n"))


def settings(
    name: str, summary: str, files: Mapping[str, str | bytes], own: Mapping[str, str | bytes]
) -> Files:
    """Return what builds a folder of pages ``files`` that stands beside: ``mkdocs.yml`` and what it alters of the theme.

    The site is called as its first page is, or ``name``. ``own`` is as ``read_site`` gives it. Raises SpecError where its
    ``nav.yml`` has errors.
    """
    template = (_assets() / "mkdocs.yml").read_text(encoding="utf-8")
    values = {
        "name": _quoted(heading(files.get("index.md", "")) or escape(name)),  # themes take both as they are
        "summary": _quoted(escape(summary)),
        "nav": navigation(files, _text(own.get(OWN, ""))),
    }
    made: Files = {"mkdocs.yml": re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], template)}
    made |= {f"{_THEME}{path}": content for path, content in _below(_assets() / "theme")}
    return made | {path: content for path, content in own.items() if path.startswith(_THEME)}


def _assets() -> Traversable:
    return resources(__package__) / "assets"


def _below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            yield from _below(one, f"{prefix}{one.name}/")
        else:
            yield prefix + one.name, one.read_bytes()


def _text(content: str | bytes) -> str:
    return content.decode() if isinstance(content, bytes) else content


def _quoted(text: str) -> str:
    return json.dumps(text)
