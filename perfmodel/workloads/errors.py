"""What is raised where a workload cannot be built as asked."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.source import nearest_of


class WorkloadError(ValueError):
    """A model, phase, size or format is not one: ``message``, and in ``hint`` what would be."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(f"{message}: {hint}" if hint else message)
        self.message, self.hint = message, hint


def unknown(what: str, name: str, known: Iterable[str]) -> WorkloadError:
    """Return the error for a name that is none of ``known``."""
    return WorkloadError(f"there is no {what} {name!r}", nearest_of(name, sorted(known)))
