"""What is inaccessible on a page, found by axe-core."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe finds on a page as it stands: a line a violation and element, with the rule's name first.

    With ``rules`` it looks for these alone.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = _AXE.run(page, options=options).response["violations"]
    return [_line(one, node) for one in found for node in one["nodes"]]


def _line(violation: dict[str, Any], node: dict[str, Any]) -> str:
    said = "; ".join(one["message"] for key in ("any", "all", "none") for one in node[key])
    return f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: {said}"
