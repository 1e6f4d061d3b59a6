"""A site's folder of pages, out of those written by hand and those generated; and a configuration to build it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files as resources
from pathlib import Path

from specgen.generators.docs.index import SECTIONS
from specgen.generators.docs.layouts.illustrations import drawn, listed
from specgen.generators.target import Files

MARK = "<!-- generated -->"
"""Where this stands alone on a line of a hand-written page, the generated page of that name follows."""

_HEAD = re.compile(r"\A# [^\n]*\n(?:\n[^\n]+\n\{: \.sg-summary \}\n)?")
_FOLDERS = {"pages": "", "theme": "assets/", "vendor": "assets/"}


def read_site(folder: Path) -> Files:
    """Return the files below a site's folders ``pages``, ``theme`` and ``vendor``; none where it does not exist."""
    found: Files = {}
    for part in _FOLDERS:
        for path in sorted((folder / part).rglob("*")):
            if path.is_file() and not path.is_symlink():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def pages(generated: Mapping[str, str | bytes], own: Mapping[str, str | bytes]) -> Files:
    """Return the folder of pages: the generated ones, and those of a site's folder, which take their places.

    ``own`` is as ``read_site`` gives it. A hand-written page holds the generated one where it says so, drawings of the
    layouts in its examples, and tables of files of `std:layouts`. Raises SpecError where these have errors.
    """
    merged = dict(generated)
    for path, content in own.items():
        part, _, rest = path.partition("/")
        target = _FOLDERS[part] + rest
        if target.endswith(".md"):
            text = drawn(f"site/{path}", _merged(content, generated.get(target)))
            merged[target], more = listed(f"site/{path}", text)
            merged.update(more)
        else:
            merged[target] = content
    return dict(sorted(merged.items()))


def _merged(content: str | bytes, generated: str | bytes | None) -> str:
    text = content.decode() if isinstance(content, bytes) else content
    inner = generated.decode() if isinstance(generated, bytes) else generated or ""
    body = _HEAD.sub("", inner, count=1).strip("\n")
    return "\n".join(body if line.strip() == MARK else line for line in text.split("\n"))


def configuration(name: str, summary: str, files: Iterable[str], docs: str, site: str) -> str:
    """Return a ``mkdocs.yml`` for a folder of pages: ``docs`` and ``site`` are paths from where it will stand."""
    names = sorted(files)
    template = (resources(__package__) / "assets" / "mkdocs.yml").read_text(encoding="utf-8")
    known = [(page, title) for page, title, _ in SECTIONS if f"{page}.md" in names]
    extra = [path.removesuffix(".md") for path in names if path.endswith(".md") and "/" not in path]
    listed = {page for page, _ in known} | {"index", "reference"}
    lines = [f"      - {_quoted(title)}: {page}.md" for page, title in known]
    written = [
        f"  - {_quoted(page.replace('-', ' ').capitalize())}: {page}.md"
        for page in extra
        if page not in listed
    ]
    values = {
        "name": _quoted(name),
        "summary": _quoted(escape(summary)),  # themes put it into an attribute as it is
        "docs": _quoted(docs),
        "site": _quoted(site),
        "reference": "\n".join(lines),
        "pages": "\n".join(written),
    }
    return re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], template)


def _quoted(text: str) -> str:
    return json.dumps(text)
