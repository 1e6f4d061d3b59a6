"""MkDocs's build of a folder of pages in less time: pages side by side, and only those that changed.

What comes out is what `mkdocs build` writes, byte for byte. It runs as a process of its own:
``python -m specgen.api.site.rendering SETTINGS SITE BEFORE RECORD``.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands import build as plainly
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from specgen.api.site.leaves import Leaf, digest, key_of, read_leaves, write_leaves
from specgen.api.site.lifting import Lifted

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

_PROCESSES = 2
_SHARE = 8  # pages that a process takes at a time
_SEARCH = {"search", "material/search"}
_LOG = logging.getLogger("mkdocs")

Said = list[tuple[int, str]]


@dataclass(slots=True)
class _Press:
    """What renders pages: shared, by forking, with the processes that help."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    pages: dict[str, Page]
    documents: list[File]

    def render(self, uri: str) -> tuple[Leaf, bytes]:
        """Return a page's leaf and its HTML."""
        page, plugins = self.pages[uri], self.config.plugins
        page = plugins.on_pre_page(page, config=self.config, files=self.files)
        page.read_source(self.config)
        leaf = Leaf(digest(page.file.content_bytes))
        lifted = Lifted.of(page.markdown or "")
        page.markdown = plugins.on_page_markdown(lifted.text, page=page, config=self.config, files=self.files)
        leaf.asked = self._converted(page)
        content = lifted.restored(page.content or "", unseen=False)
        page.content = plugins.on_page_content(content, page=page, config=self.config, files=self.files)
        leaf.anchors = sorted((page.present_anchor_ids or set()) | lifted.anchors)
        leaf.links = {to.src_uri: anchors for to, anchors in (page.links_to_anchors or {}).items()}
        html, leaf.entries = self._dressed(page)
        data = lifted.restored(html, unseen=True).encode("utf-8", errors="xmlcharrefreplace")
        leaf.html = digest(data)
        page.markdown = page.content = None
        return leaf, data

    def _converted(self, page: Page) -> list[str]:
        """Convert a page; the files that it looked for."""
        asked: set[str] = set()
        find = Files.get_file_from_path

        def noted(path: str) -> File | None:
            asked.add(path)
            return find(self.files, path)

        self.files.get_file_from_path = noted  # type: ignore[method-assign]
        try:
            page.render(self.config, self.files)
        finally:
            del self.files.get_file_from_path
        return sorted(asked)

    def _dressed(self, page: Page) -> tuple[str, list[dict[str, Any]]]:
        """Put a page into the theme; its HTML, and its entries for the search."""
        plugins, search = self.config.plugins, _search(self.config)
        if search is not None:
            search.entries = []
        page.active = True
        context = plainly.get_context(self.nav, self.documents, self.config, page)
        template = self.env.get_template(page.meta.get("template", "main.html"))
        context = plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
        html = plugins.on_post_page(template.render(context), page=page, config=self.config)
        page.active = False
        return html, search.entries if search is not None else []


def _search(config: MkDocsConfig) -> Any:
    """The index of the search, if there is any."""
    for name in _SEARCH & {*config.plugins}:
        return getattr(config.plugins[name], "search_index", None)
    return None


def _simple(config: MkDocsConfig, pages: Iterable[Page]) -> bool:
    """Whether a page depends on nothing but itself and the settings."""
    alone = not config.hooks and not config.extra_templates and {*config.plugins} <= _SEARCH
    return alone and all(page.title is not None for page in pages)


_press: _Press | None = None


def _help(uri: str) -> tuple[str, Leaf, bytes, Said]:
    """Render a page in a process that helps; what is said of it goes to the one that asked."""
    assert _press is not None
    heard = _Heard()
    _LOG.handlers = [heard]
    leaf, html = _press.render(uri)
    return uri, leaf, html, heard.said


class _Heard(logging.Handler):
    """Keeps what is said."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: Said = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.levelno, record.getMessage()))


def _rendered(press: _Press, uris: list[str]) -> Iterator[tuple[str, Leaf, bytes]]:
    """Render pages, the first alone, so that templates are ready for all, the others side by side."""
    global _press
    alone = uris if len(uris) < 4 * _SHARE or not hasattr(os, "fork") else uris[:1]
    for uri in alone:
        yield uri, *press.render(uri)
    if len(alone) == len(uris):
        return
    _press = press
    with multiprocessing.get_context("fork").Pool(min(_PROCESSES, os.cpu_count() or 1)) as helpers:
        for uri, leaf, html, said in helpers.imap(_help, uris[1:], _SHARE):
            for level, message in said:
                _LOG.log(level, message)
            yield uri, leaf, html


def build(settings: Path, site: Path, before: Path, record: Path) -> None:
    """Build pages by their settings into the empty folder ``site``; those of ``before`` that stay are taken as they are.

    Raises mkdocs.exceptions.Abort where MkDocs would.
    """
    config = load_config(config_file=str(settings), site_dir=str(site), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        files.add_files_from_theme(env, config)
        files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        if not _simple(config, nav.pages):
            plainly.build(load_config(config_file=str(settings), site_dir=str(site), strict=True))
            return
        documents = list(files.documentation_pages())
        pages = {file.src_uri: file.page or Page(None, file, config) for file in documents}
        env = config.plugins.on_env(env, config=config, files=files)
        press = _Press(config, files, nav, env, pages, documents)
        _write(press, before, record, key_of(settings))
    finally:
        config.plugins.on_shutdown()


def _write(press: _Press, before: Path, record: Path, key: str) -> None:
    config, files = press.config, press.files
    files.copy_static_files()
    for template in config.theme.static_templates:
        plainly._build_theme_template(template, press.env, files, config, press.nav)
    known = read_leaves(record, key)
    leaves: dict[str, Leaf] = {}
    for uri, leaf, html in _stayed(press, known, before):
        leaves[uri] = leaf
        _put(press.pages[uri], html)
    for uri, leaf, html in _rendered(press, [uri for uri in press.pages if uri not in leaves]):
        leaves[uri] = leaf
        _put(press.pages[uri], html)
    _check_anchors(press, leaves)
    if (search := _search(config)) is not None:
        search.entries = [entry for uri in press.pages for entry in leaves[uri].entries]
    config.plugins.on_post_build(config=config)
    write_leaves(record, key, {uri: leaves[uri] for uri in press.pages})


def _stayed(press: _Press, known: dict[str, Leaf], before: Path) -> Iterator[tuple[str, Leaf, bytes]]:
    """The pages that are as they were, with their HTML of the last build."""
    for uri, page in press.pages.items():
        leaf = known.get(uri)
        if leaf is None or leaf.source != digest(page.file.content_bytes):
            continue
        if not all(press.files.get_file_from_path(path) for path in leaf.asked):
            continue
        try:
            html = (before / page.file.dest_uri).read_bytes()
        except OSError:
            continue
        if digest(html) == leaf.html:
            yield uri, leaf, html


def _put(page: Page, html: bytes) -> None:
    path = Path(page.file.abs_dest_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(html)


def _check_anchors(press: _Press, leaves: dict[str, Leaf]) -> None:
    for uri, page in press.pages.items():
        page.present_anchor_ids = set(leaves[uri].anchors)
    for uri, page in press.pages.items():
        links = {press.files.get_file_from_path(to): anchors for to, anchors in leaves[uri].links.items()}
        page.links_to_anchors = {to: anchors for to, anchors in links.items() if to is not None}
        page.validate_anchor_links(files=press.files, log_level=press.config.validation.links.anchors)


def main(settings: str, site: str, before: str, record: str) -> int:
    """Build as `build` does, strictly; return the status that the process ends with."""
    logging.basicConfig(format="%(levelname)-8s-  %(message)s", level=logging.INFO, stream=sys.stdout)
    counts = CountHandler()
    counts.setLevel(logging.WARNING)
    _LOG.addHandler(counts)
    try:
        build(Path(settings), Path(site), Path(before), Path(record))
    except MkDocsException as error:
        _LOG.error(str(error))
        return 1
    return 1 if counts.get_counts() else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
