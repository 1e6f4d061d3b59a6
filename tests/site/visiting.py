"""A page in a browser, and what goes wrong on it."""

from __future__ import annotations

from playwright.sync_api import Page


class Visit:
    """A visit to a site: its page, and errors of scripts and requests to anywhere else in `wrong`."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("request", lambda request: self._request(request.url))

    def open(self, name: str) -> None:
        """Open a page of the site, all that it loads included."""
        self.page.goto(self.base + name)

    def _request(self, address: str) -> None:
        if not address.startswith((self.base, "data:", "blob:")):
            self.wrong.append(f"asks for {address}")
