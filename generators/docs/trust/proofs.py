"""What stands under a normative sentence: the tests that cover it, and what they said last."""

from __future__ import annotations

import re
from posixpath import dirname, relpath
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import code, html, inline, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.docs.trust.covered import Covered, Test

STATES = {
    "passed": "Passed",
    "failed": "Failed",
    "skipped": "Skipped",
    "stale": "Passed before a change",
    "uncovered": "No test names it",
}
"""What is known of a sentence, in words."""

_SHOWN = 3
_SAFE = re.compile(r"[A-Za-z][\w.-]*")


def anchor_of(id: str) -> str:  # noqa: A002
    """Return the permanent anchor of a requirement: its id, where that can be one."""
    return id if _SAFE.fullmatch(id) else re.sub(r"[^A-Za-z0-9]+", "-", id).strip("-") or "other"


def proof(id: str, links: Links) -> str:  # noqa: A002
    """Return what follows the sentence (HTML in a line of Markdown); nothing where no test of the spec names any sentence."""
    one = links.book.proofs.get(id)
    if one is None:
        return ""
    every = relpath("requirements.html", dirname(links.page) or ".")
    more = len(one.tests) - _SHOWN
    listed = "".join(f"<br>{tested(test)}" for test in one.tests[:_SHOWN])
    if more > 0:
        listed += f'<br><a href="{every}">{more} more</a>'
    return f'<span class="sg-proof" data-search-exclude>{state(one)}{listed}</span>'


def state(one: Covered) -> str:
    """Return what is known of a sentence, and of which version (HTML)."""
    at = f" at {plain(one.version)}" if one.tests else ""
    return f'<span class="sg-state" data-state="{html(one.state)}">{STATES[one.state]}</span>{at}'


def tested(test: Test) -> str:
    """Return a test's name, where it is, and its cases (HTML in which Markdown finds nothing)."""
    counts = {"passed": test.passed, "failed": test.failed, "skipped": test.skipped}
    told = [f"{count} {name}" for name, count in counts.items() if count]
    if told == [f"{test.passed} passed"]:
        told = [f"{test.passed} cases"] if test.passed > 1 else []
    place, _, name = test.name.rpartition("::")
    return ", ".join([f"<code>{plain(name)}</code>" + (f" of {plain(place)}" if place else ""), *told])


def checks(id: str, links: Links) -> str:  # noqa: A002
    """Return a sentence on the checks of the whole instruction whose requirement this is; empty for other things."""
    one = links.book.proofs.get(id)
    return f"Beyond these, {checked(one)}." if one and one.records else ""


def checked(one: Covered) -> str:
    """Return against what the instruction of a sentence was compared, and how often (Markdown)."""
    cases = (f"{inline(record.against)} in {record.cases:,} cases" for record in one.records)
    return f"all that {code(one.thing)} does agrees with {' and '.join(cases)}"
