"""Error codes: what went wrong, who is to blame, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.execution import Fault

#: Who can mend it.
BLAMES = ("nobody", "caller", "compiler", "program", "runtime", "driver", "firmware", "hardware")

#: What happens in a device or a runtime that an error code may stand for.
CONDITIONS = (
    *(
        "success",
        "bad_argument",
        "bad_handle",
        "bad_state",
        "bad_version",
        "no_memory",
        "no_resource",
        "unsupported",
    ),
    *("bad_file", "wrong_spec", "missing_feature", "timeout", "busy", "device_lost", "reset"),
    *("queue_overrun", "bad_packet", "corrupt_packet", "bad_address", "bus_error", "ecc", "hang", "deadlock"),
    *("program_fault", "bad_message", "interrupt_lost"),
)


@frozen(eq=False, kw_only=True)
class ErrorCode(Item):
    """A code, and what it means to those who meet it. The one of ``success`` is no error.

    ``conditions`` (of CONDITIONS) and ``faults`` of the instruction set surface as this code. ``retry``: trying again may help.
    """

    code: int
    cause: str = ""
    blame: str = "nobody"
    remedy: str = ""
    retry: bool = False
    conditions: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
