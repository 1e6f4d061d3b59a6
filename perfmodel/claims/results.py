"""What the claims and targets of a spec come to: plain data, which is kept between two checks of the same spec."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from specgen.data import frozen
from specgen.model.expressions import ExpressionError

STATUSES = ("met", "at risk", "missed", "not measured", "not computed")
"""Of a target: it is met with its margin and at the worse end of the band; it is met, but not there; it is missed; its
phase has measured nothing yet; what it names means nothing."""


@frozen()
class Outcome:
    """A claim computed: its sides as people read them, and ``margin``, the part of the right side by which it holds.

    The margin is negative where the claim fails, and None where it compares words or against zero.
    """

    text: str
    holds: bool
    left: str
    right: str
    margin: float | None

    @property
    def told(self) -> str:
        """Both sides and the margin, in words."""
        if self.margin is None:
            return f"{self.left} against {self.right}"
        if not self.margin:
            return f"{self.left} against {self.right}, exactly"
        size = f"{abs(self.margin):.1%}" if abs(self.margin) < 10 else f"{abs(self.margin):.0f} times"
        return f"{self.left} against {self.right}, {'by' if self.holds else 'off by'} {size}"


@frozen()
class Fault:
    """Why a claim means nothing: the rule, in words, and the characters of its text."""

    rule: str
    message: str
    offset: int
    length: int
    hint: str | None

    @classmethod
    def of(cls, error: ExpressionError) -> Fault:
        """Return what an error says."""
        return cls(error.rule, error.message, error.offset, error.length, error.hint)


@frozen()
class Judged:
    """A claim: what it came to, or why it means nothing."""

    text: str
    variant: str
    outcome: Outcome | None
    fault: Fault | None = None

    @property
    def holds(self) -> bool:
        """Whether it was computed and holds."""
        return self.outcome is not None and self.outcome.holds


@frozen()
class Standing:
    """A target: ``status`` (see `STATUSES`), the value and the limit in words, the band at its two ends.

    ``margin`` is the part of the limit by which the value keeps it, negative where it misses, and ``reach`` the same at the
    worse and at the better end of the band; ``widest`` are the two numbers of the chip that widen the band most.
    """

    status: str
    variant: str
    value: str = ""
    limit: str = ""
    band: tuple[str, str] | None = None
    margin: float | None = None
    reach: tuple[float, float] | None = None
    widest: tuple[str, ...] = ()
    fault: Fault | None = None


@dataclass(slots=True)
class Results:
    """Claims by ``decision``, or ``decision/alternative``, in the order of the spec; targets by name."""

    claims: dict[str, list[Judged]] = field(default_factory=dict)
    targets: dict[str, Standing] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Any) -> Results:
        """Return results as `to_json` wrote them. Raises TypeError, KeyError or ValueError for anything else."""
        claims = {name: [_judged(one) for one in given] for name, given in data["claims"].items()}
        targets = {name: _standing(one) for name, one in data["targets"].items()}
        return cls(claims, targets)


def _judged(data: Any) -> Judged:
    outcome = Outcome(**data["outcome"]) if data["outcome"] else None
    return Judged(data["text"], data["variant"], outcome, _fault(data["fault"]))


def _standing(data: Any) -> Standing:
    pairs = {name: tuple(data[name]) if data[name] else None for name in ("band", "reach")}
    return Standing(**data | pairs | {"widest": tuple(data["widest"]), "fault": _fault(data["fault"])})


def _fault(data: Any) -> Fault | None:
    return Fault(**data) if data else None
