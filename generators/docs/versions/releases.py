"""The page of releases: what each version brought, what to do about it, and what there is to take of this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import facts, join, table, title
from specgen.generators.docs.parts.text import html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book
    from specgen.generators.docs.versions.data import Download, Release
    from specgen.generators.target import Files

FOLDER = "downloads"
SUMS = "SHA256SUMS"


def release_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of releases, where there is anything to tell."""
    known = book.exhibits.versions
    if known.releases or known.downloads:
        yield "releases.md", join(_page(book))


def download_files(book: Book) -> Files:
    """Return what can be taken of this version, with the list of digests by which `sha256sum -c` verifies it."""
    files = {one.name: one.data for one in book.exhibits.versions.downloads}
    if not files:
        return {}
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {f"{FOLDER}/{name}": data for name, data in files.items()} | {f"{FOLDER}/{SUMS}": sums}


def _page(book: Book) -> Iterator[str]:
    known = book.exhibits.versions
    yield title("Releases", "What each version brought, whom it meets, and what there is to take.")
    if known.downloads:
        yield f"## Downloads of {plain(known.version)} {{: #downloads }}"
        yield from _downloads(known.downloads)
    for one in known.releases:
        yield from _release(one, book)


def _downloads(downloads: Sequence[Download]) -> Iterator[str]:
    yield (
        f"The same spec gives the same bytes. [`{SUMS}`]({FOLDER}/{SUMS}) has all digests: in a folder of these files, "
        f"`sha256sum -c {SUMS}` verifies them."
    )
    rows = "".join(_download(one) for one in downloads)
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("File", "What it is", "Bytes", "SHA-256"))
    yield (
        '<div class="sg-grid" tabindex="0" role="region" aria-label="Downloads"><table class="sg-table sg-downloads"><thead>'
        f"<tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _download(one: Download) -> str:
    digest = sha256(one.data).hexdigest()
    return (
        f'<tr><th scope="row"><a href="{FOLDER}/{html(one.name)}" download>{html(one.name)}</a></th>'
        f"<td>{html(one.about)}</td><td>{len(one.data):,}</td><td><code>{digest}</code></td></tr>"
    )


def _release(one: Release, book: Book) -> Iterator[str]:
    known = book.exhibits.versions
    date = f" ({plain(one.date)})" if one.date else ""
    yield f"## {plain(one.version)}{date} {{: #v-{html(one.version)} }}"
    status = f'<span class="sg-status sg-{html(one.status)}">{html(one.status)}</span>'
    pairs = [("Status", status), ("Content", f"<code>{html(one.content[:16])}</code>")]
    if one.root:
        pairs.append(("Site", f'<a href="{html(one.root)}index.html">{html(one.version)}</a>'))
    compared = {each.other for each in known.comparisons}
    against = one.since if one.version == known.version else one.version
    if against in compared:
        there = next(each for each in known.comparisons if each.other == against)
        pairs.append(
            (
                "Compared",
                f'<a href="compare/{html(against)}.html">from {html(there.old)} to {html(there.new)}</a>',
            )
        )
    yield facts(pairs)
    yield one.notes
    if one.binary:
        yield table(
            ("Variant", "Hash of what binaries depend on"),
            ((plain(name), f"`{digest}`") for name, digest in one.binary.items()),
        )
