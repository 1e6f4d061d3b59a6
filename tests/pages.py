"""Pages written by hand, for tests that read them."""

from __future__ import annotations

import re
from pathlib import Path

_PART = re.compile(r"^## \[[^]]+\]\(([\w-]+/[\w-]+\.md)\)\n(?:(?!## ).*\n?)*", re.MULTILINE)


def page_of(root: Path, name: str) -> str:
    """Return a page of ``site/pages``; where it only leads to its sections, these stand in it under their titles."""
    folder = root / "site" / "pages"

    def section(found: re.Match[str]) -> str:
        return f"#{(folder / found[1]).read_text(encoding='utf-8')}\n"

    return _PART.sub(section, (folder / f"{name}.md").read_text(encoding="utf-8"))
