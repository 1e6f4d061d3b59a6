"""What higher rooms hand in for the pages; all of it may be missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Protocol

from specgen.generators.docs.exhibits.checks import Check
from specgen.generators.docs.exhibits.executed import Executed
from specgen.generators.docs.exhibits.status import Recent, Status
from specgen.generators.docs.exhibits.stepping import Stepping
from specgen.generators.docs.versions.data import Versions

if TYPE_CHECKING:
    from specgen.generators.docs.trust.covered import Covered
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


class Sheet(Protocol):
    """A page of charts; one whose drawing is empty is a table alone."""

    @property
    def name(self) -> str:
        """The page, without its suffix."""

    @property
    def title(self) -> str:
        """What it is about."""

    @property
    def summary(self) -> str:
        """The same in a sentence."""

    @property
    def charts(self) -> Sequence[Chart]:
        """What it shows, in order."""


class Explored(Protocol):
    """Rooflines that readers recompute."""

    @property
    def sheet(self) -> Sheet:
        """The page as it stands; scripts take the place of its first chart."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What they compute with: chips, and the formulas of steps, by path without its suffix."""


class Study(Protocol):
    """What quantising did to ``count`` samples of ``data``; see `specgen.generators.numerics.Study`."""

    @property
    def format(self) -> str:
        """The number format."""

    @property
    def data(self) -> str:
        """What was drawn."""

    @property
    def block(self) -> int | None:
        """Elements that share a scale."""

    @property
    def count(self) -> int:
        """How many values there were."""

    @property
    def sqnr_db(self) -> float:
        """Signal to noise in decibels, infinite without errors."""

    @property
    def max_error(self) -> float:
        """The greatest absolute error."""

    @property
    def underflow(self) -> float:
        """The share of values that became zero."""

    @property
    def overflow(self) -> float:
        """The share of values that were clamped."""


class ReviewFinding(Protocol):
    """What a rule of reviews says of its example."""

    @property
    def message(self) -> str:
        """The sentence."""

    @property
    def witness(self) -> Sequence[str]:
        """The witness as lines, none where there is none."""


class ReviewRule(Protocol):
    """A rule of reviews, for people; see `specgen.review.sheets.RuleSheet`."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def family(self) -> str:
        """What it is about, as a title."""

    @property
    def letters(self) -> str:
        """Its row: a letter for each consumer."""

    @property
    def summary(self) -> str:
        """What it finds."""

    @property
    def rationale(self) -> str:
        """Why that matters."""

    @property
    def effects(self) -> Sequence[tuple[str, str]]:
        """Consumers, and what it is for each."""

    @property
    def questions(self) -> Sequence[tuple[str, str]]:
        """Which questions are answered badly: the short name, and the words."""

    @property
    def change(self) -> str:
        """Its example, as a unified diff."""

    @property
    def near(self) -> str:
        """The most similar change that it does not find."""

    @property
    def note(self) -> str:
        """What is to be said of the example."""

    @property
    def found(self) -> Sequence[ReviewFinding]:
        """What it finds in the example."""


@dataclass(frozen=True, slots=True)
class Exhibits:
    """``examples``: lines of assembly and the words they assemble to, by instruction. ``rules``: of all stages.

    ``sheets``: pages of charts of the performance model. ``studies``: of quantising, by number format. ``reviews``: the rules
    of reviews, by family. ``versions``: what there is to say of others. ``requirements``: all normative sentences, with
    the tests that cover them. ``executed``: examples of instructions that were run,
    ``checks`` what they were compared with, ``snippets`` languages and texts that encode and decode them.
    ``explored``: rooflines that readers recompute, None where there is no chip.
    """

    examples: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    sheets: Sequence[Sheet] = ()
    studies: Mapping[str, Sequence[Study]] = field(default_factory=dict)
    reviews: Sequence[ReviewRule] = ()
    status: Status | None = None
    recent: Recent | None = None
    versions: Versions = field(default_factory=Versions)
    codec: Mapping[str, str] = field(default_factory=dict)
    stepping: Stepping | None = None
    requirements: Sequence[Covered] = ()
    explored: Explored | None = None
    executed: Mapping[str, Sequence[Executed]] = field(default_factory=dict)
    checks: Mapping[str, Sequence[Check]] = field(default_factory=dict)
    snippets: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Exhibits:
        """Take what this generator knows from what a request brings."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})
