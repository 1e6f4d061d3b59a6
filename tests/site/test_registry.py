"""The addresses of the reference site that are kept for ever: what people quote is among them."""

from __future__ import annotations

from pathlib import Path

from specgen import api
from specgen.generators.docs.trust import REGISTRY, anchors, read_registry
from specgen.source import Diagnostics, SourceFile
from tests.generators.docs.rendering import parsed


def registry(root: Path) -> dict[str, frozenset[str]]:
    found = Diagnostics()
    text = (root / "site" / REGISTRY).read_text(encoding="utf-8")
    known, _ = read_registry(SourceFile(REGISTRY, text), found)
    assert not found.errors
    return dict(known)


def test_requirements_are_registered_where_their_pages_show_them(root: Path, site: Path) -> None:
    known, covered = registry(root), api.requirements(root / "spec")[0]
    assert len(covered) > 40
    shown = anchors({"requirements.html": (site / "requirements.html").read_bytes()})
    assert not {one.id for one in covered} & set(shown["requirements.html"])
    links = parsed((site / "requirements.html").read_text(encoding="utf-8")).links
    for one in covered:
        (page,) = {link.partition("#")[0] for link in links if link.endswith(f"#{one.id}")}
        assert one.id in known[page], one.id
