"""Where pages stand: a few tabs, and under each a list short enough to be on every page of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape, unescape

from specgen.generators.docs.index import SECTIONS
from specgen.source import Diagnostics, SourceFile, SpecError, Tree, did_you_mean, load_yaml

OWN = "nav.yml"
"""In a site's folder: where the pages written by hand stand, a list of pages for each tab."""

_TABS = {
    "Start": ("index", "status"),
    "Reference": (),
    "Try": ("playground", "step"),
    "Performance": ("performance", "rooflines", "workloads", "coverage", "chips", "targets", "decisions"),
    "Review": ("releases", "compare", "requirements", "review", "rules"),
    "Guides": (),
}
"""The tabs in order, and what is generated under each; other sections are the reference, other pages guides."""

_SECTIONS = {page: title for page, title, _ in SECTIONS} | {"index": "Home", "reference": "Overview"}
_HEADING = re.compile(r"^# +(.*?) *(?:\{:?[^{}]*\})? *$", re.MULTILINE)
_MARKUP = re.compile(r"[`*]|\\(?=[^\w\s])")


def navigation(files: Mapping[str, str | bytes], own: str = "") -> str:
    """Return the ``nav`` of a ``mkdocs.yml`` for a folder of pages; only those at its top are in it.

    ``own`` says in YAML which pages stand first under which tab: ``Start: [index, tour]``; a tab it names may be a new one.
    Raises SpecError where it says something else, or a page is not there.
    """
    titles = {
        path.removesuffix(".md"): _title(path.removesuffix(".md"), content)
        for path, content in files.items()
        if path.endswith(".md") and "/" not in path
    }
    lines = ["nav:"]
    for tab, pages in _tabs(list(titles), _own(own, titles)):
        lines.append(f"  - {_quoted(tab)}:")
        lines += [f"      - {_quoted(titles[page])}: {_quoted(f'{page}.md')}" for page in pages]
    return "\n".join(lines)


def _tabs(pages: list[str], own: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Every tab with its pages: those that ``own`` lists, then those generated for it, then what nothing mentions."""
    placed = {page for listed in own.values() for page in listed}
    known = {page for listed in _TABS.values() for page in listed}
    sections = [page for page in ("reference", *_SECTIONS) if page not in known]
    generated = _TABS | {
        "Reference": tuple(dict.fromkeys(sections)),
        "Guides": tuple(sorted(page for page in pages if page not in {*known, *_SECTIONS})),
    }
    for tab in dict.fromkeys((*generated, *own)):
        listed = [*own.get(tab, ()), *(p for p in generated.get(tab, ()) if p in pages and p not in placed)]
        if listed:
            yield tab, listed


def _title(page: str, content: str | bytes) -> str:
    """What a page is called in lists: a section by its short name, another by its heading."""
    return _SECTIONS.get(page) or heading(content) or page.replace("-", " ").capitalize()


def heading(content: str | bytes) -> str:
    """Return the first heading of a page as HTML without elements, as themes take it; empty where there is none."""
    found = _HEADING.search(content.decode() if isinstance(content, bytes) else content)
    return escape(unescape(_MARKUP.sub("", found[1]))) if found else ""


def _own(text: str, pages: Iterable[str]) -> dict[str, list[str]]:
    wrong = Diagnostics()
    tree = load_yaml(SourceFile(f"site/{OWN}", text), wrong) if text.strip() else None
    if tree is not None:
        _check(tree, set(pages), wrong)
    if wrong.errors:
        raise SpecError(wrong)
    return dict(tree.data) if tree is not None else {}


def _check(tree: Tree, pages: set[str], wrong: Diagnostics) -> None:
    if not isinstance(tree.data, dict):
        wrong.report(
            "schema-type", "tabs and their pages are expected: `Guides: [tour]`", tree.value_location(())
        )
        return
    for tab, listed in tree.data.items():
        if not isinstance(listed, list):
            message = f"the pages under {tab!r} are expected as a list"
            wrong.report("schema-type", message, tree.value_location((tab,)))
            continue
        for number, page in enumerate(listed):
            if page not in pages:
                hint = did_you_mean(str(page), pages) or "a page is named without its .md"
                wrong.report(
                    "ref-unknown", f"there is no page {page!r}", tree.value_location((tab, number)), hint=hint
                )


def _quoted(text: str) -> str:
    return json.dumps(text)
