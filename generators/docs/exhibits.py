"""What higher rooms hand in for the pages; all of it may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from specgen.source import Rule


class Chart(Protocol):
    """A chart: a drawing that needs nothing, the figure that scripts make of it, and its numbers as a table."""

    @property
    def name(self) -> str:
        """A file name without its suffix."""

    @property
    def title(self) -> str:
        """What it shows."""

    @property
    def summary(self) -> str:
        """What one reads from it, in a sentence or two of Markdown."""

    @property
    def svg(self) -> str:
        """The drawing, as an element that may stand in a page."""

    @property
    def figure(self) -> Mapping[str, Any]:
        """Plotly's figure: ``data`` and ``layout``."""

    @property
    def columns(self) -> Sequence[str]:
        """Heads of the table."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """Its rows."""


@dataclass(frozen=True, slots=True)
class Exhibits:
    """``examples``: lines of assembly and the words they assemble to, by instruction. ``rules``: of all stages.

    ``charts``: of the performance model, in the order of the page.
    """

    examples: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    charts: Sequence[Chart] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Exhibits:
        """Take what this generator knows from what a request brings."""
        return cls(**{name: data[name] for name in ("examples", "rules", "charts") if name in data})
