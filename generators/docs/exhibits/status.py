"""Where a spec stands, and what changed in it lately."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from specgen.generators.docs.exhibits import Chart


class TargetCell(Protocol):
    """What is known of a target in a phase."""

    @property
    def phase(self) -> str:
        """The phase."""

    @property
    def status(self) -> str:
        """How it stands; empty in a phase that does not judge it."""

    @property
    def value(self) -> str:
        """The number in words; empty where there is none."""


class Goal(Protocol):
    """A target, phase by phase."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def summary(self) -> str:
        """What it is, in a sentence."""

    @property
    def variant(self) -> str:
        """The variant that it is about."""

    @property
    def limit(self) -> str:
        """What has to be reached, in words."""

    @property
    def cells(self) -> Sequence[TargetCell]:
        """One a phase."""


class Stand(Protocol):
    """A decision and whether what it rests on still holds."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def summary(self) -> str:
        """What was decided."""

    @property
    def status(self) -> str:
        """``holds``, ``broken`` or ``superseded``."""


class Risk(Protocol):
    """A number that targets rest on and that may be off; ``low`` and ``high`` are fractions of it."""

    @property
    def number(self) -> str:
        """Its path in the chip of the variant."""

    @property
    def variant(self) -> str:
        """The variant."""

    @property
    def value(self) -> str:
        """As it was written."""

    @property
    def low(self) -> float:
        """The lower end."""

    @property
    def high(self) -> float:
        """The upper end."""

    @property
    def confidence(self) -> str:
        """How far it may be believed."""

    @property
    def source(self) -> str:
        """What it rests on."""

    @property
    def targets(self) -> Sequence[str]:
        """The targets whose bands it widens."""

    @property
    def worst(self) -> float:
        """The margin that one of them has left at its worse end, as a part of its limit."""


class Status(Protocol):
    """Where a spec stands; see `specgen.perfmodel.status.Status`."""

    @property
    def goals(self) -> Sequence[Goal]:
        """Its targets."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many targets have which status."""

    @property
    def decisions(self) -> Sequence[Stand]:
        """Its decisions."""

    @property
    def risks(self) -> Sequence[Risk]:
        """The least believed first."""

    @property
    def charts(self) -> Sequence[Chart]:
        """How far, when, how sure."""


class Noted(Protocol):
    """A finding of a review in a line."""

    @property
    def level(self) -> str:
        """How bad it is."""

    @property
    def rule(self) -> str:
        """The rule."""

    @property
    def subject(self) -> str:
        """The path of what changed."""

    @property
    def sentence(self) -> str:
        """What it says."""


class Moved(Protocol):
    """A figure that is another one than it was."""

    @property
    def name(self) -> str:
        """What it is of."""

    @property
    def variant(self) -> str:
        """The variant."""

    @property
    def before(self) -> str:
        """What it was."""

    @property
    def after(self) -> str:
        """What it is."""

    @property
    def worse(self) -> bool | None:
        """Whether users lose by it; None where that depends."""


class Recent(Protocol):
    """What changed in the last month; see `specgen.api.recent.Recent`."""

    @property
    def day(self) -> str:
        """The last day of the month, empty where nobody knows."""

    @property
    def since(self) -> str:
        """What was compared with."""

    @property
    def why(self) -> str:
        """Why nothing was."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings there are of each level."""

    @property
    def findings(self) -> Sequence[Noted]:
        """The worst of them."""

    @property
    def moves(self) -> Sequence[Moved]:
        """Figures that moved."""

    @property
    def releases(self) -> Sequence[str]:
        """Versions released."""

    @property
    def decisions(self) -> Sequence[str]:
        """Decisions taken."""
