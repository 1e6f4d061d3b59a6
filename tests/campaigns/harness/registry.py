"""Campaigns by name: the modules of ``tests/campaigns``."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.campaigns.harness.campaign import Campaign

FOLDER = Path(__file__).resolve().parents[1]


def names() -> list[str]:
    """The names of all campaigns, in alphabetical order."""
    return sorted(
        path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith(("_", "test_", "conftest"))
    )


def load(name: str) -> Campaign:
    """The campaign of that name.

    Raises:
        LookupError: no module of that name, or one without a ``CAMPAIGN``.
    """
    if name not in names():
        raise LookupError(f"no campaign {name!r}; there are: {', '.join(names()) or 'none'}")
    found = getattr(importlib.import_module(f"tests.campaigns.{name}"), "CAMPAIGN", None)
    if not isinstance(found, Campaign):
        raise LookupError(f"tests/campaigns/{name}.py has no CAMPAIGN")
    return found
