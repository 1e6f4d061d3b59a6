"""Joules of an operator: of its operations, of its bytes, and of the time that the chip is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads import Operator


@dataclass(frozen=True, slots=True)
class Energy:
    """Joules of one execution; ``operations`` is None where the chip says neither their energy nor its power.

    ``by_power``: what is not static is that of a chip that draws all its power for as long: at most that.
    """

    operations: Count | None
    bytes: Count
    static: Count
    by_power: bool

    @property
    def total(self) -> Any:
        """All of it; None where that of the operations is not known."""
        return None if self.operations is None else self.operations + self.bytes + self.static


def energy_of(
    operator: Operator,
    chip: Chip,
    crossing: dict[str, Count],
    computed_in: tuple[str, str] | None,
    time: Count,
) -> Energy:
    """Return the energy of one execution that takes ``time``, with ``crossing`` bytes by level.

    Static is the idle power for as long as it takes. Where a chip gives its power but no energy of an operation of the
    format, the whole is that power for as long.
    """
    static: Any = (chip.idle or 0.0) * time
    each: Any = chip.energy_operation.get(computed_in[1]) if computed_in else 0.0
    if each is None:
        full: Any = None if chip.power is None else chip.power * time - static
        return Energy(full, 0.0, static, by_power=full is not None)
    moved: Any = sum(crossing[name] * joules for name, joules in chip.energy_byte.items() if name in crossing)
    return Energy(operator.operations * operator.density * each, moved, static, by_power=False)
