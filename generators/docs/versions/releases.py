"""The page of releases: what each version brought, what to do about it, and what there is to take of this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import facts, join, slug, table, title
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.generators.docs.versions.data import Download, Notes, Release
    from specgen.generators.target import Files

FOLDER = "downloads"
SUMS = "SHA256SUMS"
LATER = "<tbody></tbody>"
"""Where rows stand of what is made of the built site itself."""
MOST = 12
"""Lines below one heading; the page of the comparison has all."""
_SURELY = {"breaks": "Must", "source": "On the next build", "risk": "Look at"}


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
    else:
        yield "Versions that are deployed beside one another are compared here, and can be taken (`specgen docs deploy`)."
    for one in known.releases:
        yield from _release(one, book)


def _downloads(downloads: Sequence[Download]) -> Iterator[str]:
    yield (
        f"The same spec gives the same bytes. [`{SUMS}`]({FOLDER}/{SUMS}) has all digests: in a folder of these files, "
        f"`sha256sum -c {SUMS}` verifies them."
    )
    rows = "".join(map(download_row, downloads))
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("File", "What it is", "Bytes", "SHA-256"))
    yield (
        '<div class="sg-grid" tabindex="0" role="region" aria-label="Downloads"><table class="sg-table sg-downloads"><thead>'
        f"<tr>{heads}</tr></thead><tbody>{rows}</tbody>{LATER}</table></div>"
    )


def download_row(one: Download) -> str:
    """Return the row of a file in the table of what can be taken."""
    digest = sha256(one.data).hexdigest()
    return (
        f'<tr><th scope="row"><a href="{FOLDER}/{html(one.name)}" download>{html(one.name)}</a></th>'
        f"<td>{html(one.about)}</td><td>{len(one.data):,}</td><td><code>{digest}</code></td></tr>"
    )


def _release(one: Release, book: Book) -> Iterator[str]:
    links = book.at("releases")
    date = f" ({plain(one.date)})" if one.date else ""
    yield f"## {plain(one.version)}{date} {{: #v-{html(one.version)} }}"
    yield facts(_facts(one, book))
    if one.notes is not None:
        yield from _brought(one.notes, one.since, links)
    if one.binary:
        yield table(
            ("Variant", "Hash of what binaries depend on"),
            ((plain(name), f"`{digest}`") for name, digest in one.binary.items()),
        )


def _facts(one: Release, book: Book) -> Iterator[tuple[str, str]]:
    known = book.exhibits.versions
    yield "Status", f'<span class="sg-status sg-{html(one.status)}">{html(one.status)}</span>'
    yield "Content", f"<code>{html(one.content[:16])}</code>"
    yield "Site", f'<a href="{html(one.root)}index.html">{html(one.version)}</a>' if one.root else ""
    other = one.since if one.version == known.version else one.version
    for each in known.comparisons:
        if each.other == other:
            told = f"from {html(each.old)} to {html(each.new)}"
            yield "Compared", f'<a href="compare/{html(other)}.html">{told}</a>'


def _brought(notes: Notes, since: str, links: Links) -> Iterator[str]:
    whole = f"[all of it](compare/{since}.md)"
    if not notes.groups:
        yield f"Nothing that {plain(since)} says was changed."
    for name, found in notes.groups.items():
        yield f"### {plain(name)} {{: #{slug(name)} }}"
        rows = [
            f"- {links.inline(message)} ({code(rule)} at {code(subject)})" for message, rule, subject in found
        ]
        yield "\n".join(_most(rows, whole))
    if notes.steps:
        yield f"### From {plain(since)} to here {{: #migration }}"
    for reader, steps in notes.steps.items():
        yield f"#### {plain(reader)} {{: #{slug(reader)} }}"
        yield "\n".join(_most([_step(step, links) for step in steps], whole))


def _step(step: tuple[str, str, str, str], links: Links) -> str:
    surely, what, todo, seen = step
    line = f"- **{_SURELY[surely]}**: {links.inline(what.rstrip('.'))}: {links.inline(todo.rstrip('.'))}."
    return f"{line} Seen: {links.inline(seen.rstrip('.'))}." if seen else line


def _most(rows: list[str], whole: str) -> list[str]:
    """As many rows as one reads; the rest is counted."""
    more = len(rows) - MOST
    return [*rows[:MOST], f"- and {more} more: {whole}"] if more > 1 else rows
