"""All that a site has about versions: comparisons, releases with what can be taken, the history that later sites read."""

from __future__ import annotations

from importlib.resources import files as resources
from typing import TYPE_CHECKING

from specgen.generators.docs.versions.compare import compare_pages
from specgen.generators.docs.versions.history import HISTORY, history_file
from specgen.generators.docs.versions.releases import download_files, release_pages

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.generators.target import Files

_SCRIPT = "assets/compare.js"


def version_files(book: Book) -> Files:
    """Return the pages, what they load, and what can be taken, by path."""
    known = book.exhibits.versions
    files: Files = {**dict(compare_pages(book)), **dict(release_pages(book)), **download_files(book)}
    if known.comparisons:
        docs = resources("specgen.generators.docs")
        files[_SCRIPT] = (docs / _SCRIPT).read_text(encoding="utf-8")
    if known.deployed:
        files[HISTORY] = history_file(book)
    return files
