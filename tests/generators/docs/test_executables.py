"""Pages of formats of executables: every part of a file, linked to what it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.interfaces.executables import HOLDS
from specgen.model.interfaces import SECTION_ROLES


@pytest.fixture(scope="module")
def pages(reference: Request) -> dict[str, str]:
    return {path: str(text) for path, text in generate(reference).items() if "executables" in path}


def test_every_part_is_told_and_linked(pages: dict[str, str], reference: Request) -> None:
    for name, form in reference.default.executables.items():
        assert f"[`{name}`](executables/{name}.md)" in pages["executables.md"]
        page = pages[f"executables/{name}.md"]
        for section in form.sections.values():
            headed = section.name in ("relocations", "arguments", "features")  # the heading has the anchor
            told = f"`{section.name}`" if headed else f'<span id="{section.name}">`{section.name}`</span>'
            assert f"| {told} | {section.code} |" in page
            if section.entry is not None:
                assert f"../structures/{section.entry.name}.md" in page
        for kind in form.relocations.values():
            assert f"| `{kind.name}` | {kind.code} |" in page


def test_all_that_sections_hold_is_told() -> None:
    assert set(HOLDS) == set(SECTION_ROLES)


def test_members_by_other_names_are_told(root: Path) -> None:
    spec = root / "tests" / "machine" / "executables" / "petrel"
    made = generate(api.request(spec))
    page = str(made["executables/egg.md"])
    assert "`major`" in page
    assert "`imm` of [`split`](../formats/split.md)" in page
    assert "in words of 2 bytes, the one with the high bits last" in page
