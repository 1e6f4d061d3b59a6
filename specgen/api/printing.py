"""Pages of a built site on paper: PDF files, printed by Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from specgen.api.site import SiteError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 600
_TAGGED = 50  # pages up to which a document says its structure, which makes it four times as large
_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}[^)]*\)")


class PrintError(SiteError):
    """A PDF that cannot be made; the message says why."""


def browser() -> str:
    """Return the program that prints. Raises PrintError where there is none."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    raise PrintError(
        "a PDF is printed by Chromium, which is not installed (Debian: apt-get install chromium)"
    )


def pdf(site: Path, pages: Sequence[str], title: str) -> bytes:
    """Return pages of a built site, by path without suffix, as one PDF with a table of contents and links between them.

    ``site`` is the folder of the built site. By default, with no ``pages``, it is the reference. The same pages give the same
    bytes. Raises PrintError without a browser, or for a page that the site does not have.
    """
    from specgen.generators.docs.printing import document, printed_pages

    program = browser()
    order = list(pages) or printed_pages(_known(site))
    for page in order:
        if not (site / f"{page}.html").is_file():
            raise PrintError(f"the site has no page {page!r}")
    texts = {page: (site / f"{page}.html").read_text(encoding="utf-8") for page in order}
    text = document(texts, order, title, _styles(site))
    with TemporaryDirectory(prefix="specgen-print-") as folder:
        source, made = Path(folder, "print.html"), Path(folder, "print.pdf")
        source.write_text(text, encoding="utf-8")
        _print(program, source, made, tagged=len(order) <= _TAGGED)
        return _undated(made.read_bytes())


def _known(site: Path) -> list[str]:
    pages = (path.relative_to(site).as_posix().removesuffix(".html") for path in site.rglob("*.html"))
    return sorted(pages)


def _styles(site: Path) -> list[str]:
    """The theme's style sheet and the site's own, as addresses of files."""
    theme = sorted((site / "assets" / "stylesheets").glob("main.*.css"))
    own = site / "assets" / "specgen.css"
    return [path.resolve().as_uri() for path in (*theme, own) if path.is_file()]


def _print(program: str, source: Path, made: Path, *, tagged: bool) -> None:
    command = [
        program,
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-pdf-header-footer",
        "--allow-file-access-from-files",
        f"--user-data-dir={source.parent / 'profile'}",
        "--export-tagged-pdf" if tagged else "--disable-pdf-tagging",
        f"--print-to-pdf={made}",
        source.as_uri(),
    ]
    if os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium refuses root otherwise
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrintError(f"{program} did not print: {error}") from None
    if not made.is_file():
        said = done.stderr.strip().splitlines()
        raise PrintError(f"{program} did not print: {said[-1] if said else f'code {done.returncode}'}")


def _undated(made: bytes) -> bytes:
    """The same file without the time at which it was printed, byte for byte as long."""
    return _DATE.sub(lambda found: re.sub(rb"\d{14}", b"19800101000000", found[0]), made)


def print_site(
    path: str | Path = "spec",
    output: str | Path = "build",
    pages: Sequence[str] = (),
    file: str | Path | None = None,
) -> Path:
    """Write pages of the site in ``output/site`` into one PDF, by default ``output/NAME-VERSION.pdf``; return its path.

    Raises PrintError, as `pdf` does, and where the site was not built; SpecError; OSError.
    """
    from specgen.api.checking import load_spec
    from specgen.source.writing import write_whole

    one = load_spec(path).architecture()
    site = Path(output) / "site"
    if not (site / "index.html").is_file():
        raise PrintError(f"{site} holds no site; `specgen docs build` builds it")
    into = Path(file) if file is not None else Path(output) / f"{one.name}-{one.version}.pdf"
    write_whole(into, pdf(site, pages, f"{one.name} {one.version}"))
    return into
