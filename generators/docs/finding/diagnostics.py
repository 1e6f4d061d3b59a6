"""Pages of the rules of checks: one each, and their names on one page, with the anchors that they have always had there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.generators.docs.finding.facets import Row, facet_bar, facet_data
from specgen.generators.docs.parts.page import join, named, title
from specgen.generators.docs.parts.text import code, listing

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links
    from specgen.source import Rule

_FEWEST = 3  # rules whose names begin alike that are a family


def diagnostic_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the page of all diagnostics and a page for each, where the rules were handed in."""
    rules = sorted(book.exhibits.rules, key=lambda rule: rule.id)
    if not rules:
        return
    families = _families(rules)
    yield "rules.md", join(_index(book, families))
    yield facet_data("rules", (_row(rule, family) for family, of in families.items() for rule in of))
    for rule in rules:
        yield f"rules/{rule.id}.md", join(_page(rule, book.at(f"rules/{rule.id}")))


def _families(rules: Sequence[Rule]) -> dict[str, list[Rule]]:
    """The rules by the first part of their names; those that are few of their kind together, at last."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.id.partition("-")[0], []).append(rule)
    others = [rule for of in found.values() if len(of) < _FEWEST for rule in of]
    large = {family: of for family, of in found.items() if len(of) >= _FEWEST}
    return large | ({"": others} if others else {})


def _index(book: Book, families: dict[str, list[Rule]]) -> Iterator[str]:
    words = "What `specgen check` finds wrong with a spec, why, and an example that breaks each rule beside one mended."
    yield title("Diagnostics", words)
    yield facet_bar(book, "rules")
    for family, rules in families.items():
        yield (
            f"## {code(f'{family}-')} {{: #family-{family} }}" if family else "## Others {: #family-others }"
        )
        yield named((rule.id, f"rules/{rule.id}.html") for rule in rules)


def _row(rule: Rule, family: str) -> Row:
    facets = {"Severity": [rule.severity.value], "About": [family or "other"]}
    return Row(rule.id, f"rules/{rule.id}.html", rule.summary, facets)


def _page(rule: Rule, links: Links) -> Iterator[str]:
    yield title(rule.id, links.inline(rule.summary))
    yield f"**{rule.severity.value.capitalize()}.** {links.prose(rule.rationale)}"
    yield from ("## Wrong", _yaml(rule.wrong), "## Right", _yaml(rule.right))
    yield "[All diagnostics](../rules.md)"


def _yaml(text: str) -> str:
    """An example as a block; what cannot be seen is written as an escape."""
    shown = "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)
    return listing(shown) or "(nothing)"
