"""The words and the life cycle of an item, from its document."""

from __future__ import annotations

from typing import TypedDict

from specgen.model.documents.base import ItemDocument
from specgen.model.item import Requirement, Retirement
from specgen.model.origin import Origin


class Common(TypedDict):
    """The arguments of `Item`."""

    name: str
    summary: str
    description: str
    since: str | None
    status: str
    renamed_from: str | None
    retired: Retirement | None
    requirements: tuple[Requirement, ...]
    origin: Origin


def common(name: str, document: ItemDocument, origin: Origin) -> Common:
    """Return what every item has."""
    retired, requirements = document.retired, document.requirements
    return {
        "name": name,
        "summary": document.summary,
        "description": document.description,
        "since": document.since,
        "status": document.status,
        "renamed_from": document.renamed_from,
        "retired": Retirement(retired.in_version, retired.reuse) if retired else None,
        "requirements": tuple(Requirement(*r) for r in requirements.items()) if requirements else (),
        "origin": origin,
    }
