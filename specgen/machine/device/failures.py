"""What went wrong on a device, in the words of the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.interfaces import CONDITIONS

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import ErrorCode

UNDECLARED = (1 << 32) - 1


@frozen(kw_only=True)
class Failure:
    """An error where it happened; None where it concerns no queue, instance, unit or fault.

    ``error`` is None where the spec has none for the ``condition``. ``index`` is that of the packet in its queue.
    """

    error: ErrorCode | None
    condition: str
    tick: int
    index: int
    address: int
    pc: int
    queue: int | None
    instance: int | None
    unit: str | None
    fault: str | None
    text: str

    def __str__(self) -> str:
        name = self.error.name if self.error is not None else self.condition
        where = f" in queue {self.queue}, packet {self.index}" if self.queue is not None else ""
        detail = f": {self.text}" if self.text else ""
        blame = f" (to blame: {self.error.blame})" if self.error is not None else ""
        return f"{name} at tick {self.tick}{where}{detail}{blame}"


class DeviceError(Exception):
    """The device reported an error; ``failure`` says which, where it is known."""

    def __init__(self, message: str, failure: Failure | None = None) -> None:
        super().__init__(message)
        self.failure = failure


def error_of_code(architecture: Architecture, code: int) -> ErrorCode | None:
    """Return the spec's error of a code."""
    return next((e for e in architecture.errors.values() if e.code & UNDECLARED == code), None)


def failure_of(architecture: Architecture, told: object) -> Failure:
    """Return what the library told of as words."""
    units = [*architecture.processors, *architecture.engines]
    faults = list(architecture.faults)

    def one(name: str) -> int:
        return int(getattr(told, name))

    return Failure(
        error=error_of_code(architecture, one("code")),
        condition=CONDITIONS[one("condition")],
        tick=one("tick"),
        index=one("index"),
        address=one("address"),
        pc=one("pc"),
        queue=one("queue") if one("queue") >= 0 else None,
        instance=one("instance") if one("instance") >= 0 else None,
        unit=units[one("unit")] if one("unit") >= 0 else None,
        fault=faults[one("fault")] if one("fault") >= 0 else None,
        text=b"".join(told.text).split(b"\0")[0].decode(errors="replace"),  # type: ignore[attr-defined]
    )
