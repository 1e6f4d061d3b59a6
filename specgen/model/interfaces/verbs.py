"""What a runtime's functions may do: the roles of their parameters, and what may go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from specgen.model.interfaces.errors import ErrorCode

#: The kinds of handles, and what each is made from.
PARENTS: dict[str, str | None] = {
    "device": None,
    "buffer": "device",
    "executable": "device",
    "entry": "executable",
    "queue": "device",
    "semaphore": "device",
}

#: Roles as ``name:kind``, those after ``>`` go out, ``name?`` may be missing. After the bar: the conditions that it may end
#: in besides a bad argument and a bad handle; ``device`` stands for all that a device may report.
_VERBS = {
    "version": "> version:number",
    "error_text": "error:error > text:text",
    "device_count": "> count:number",
    "open": "index:number > device:device | no_resource no_memory",
    "close": "device:device | bad_state",
    "reset": "device:device",
    "properties": "device:device > properties:structure",
    "last_error": "device:device > error:error text?:text",
    "time": "device:device > nanoseconds:number",
    "allocate": "device:device size:number alignment?:number > buffer:buffer | no_memory device_lost",
    "free": "buffer:buffer | busy bad_state",
    "address": "buffer:buffer > address:number",
    "map": "buffer:buffer > pointer:bytes | no_memory bad_state device_lost",
    "unmap": "buffer:buffer | bad_state device_lost",
    "copy_in": "buffer:buffer offset:number data:bytes size:number | device_lost",
    "copy_out": "buffer:buffer offset:number > data:bytes < size:number | device_lost",
    "load": (
        "device:device data:bytes size:number > executable:executable"
        " | bad_file wrong_spec missing_feature no_memory device_lost"
    ),
    "unload": "executable:executable | busy bad_state",
    "entry": "executable:executable name:text > entry:entry | no_resource no_memory",
    "create_queue": "device:device capacity:number > queue:queue | no_resource no_memory device_lost",
    "destroy_queue": "queue:queue | busy bad_state",
    "create_semaphore": "device:device initial:number > semaphore:semaphore | no_memory device_lost",
    "destroy_semaphore": "semaphore:semaphore | busy bad_state",
    "launch": "queue:queue entry:entry arguments:structure argument_count:number | busy no_memory device",
    "copy": (
        "queue:queue target:buffer target_offset:number source:buffer source_offset:number size:number | busy device"
    ),
    "queue_wait": "queue:queue semaphore:semaphore value:number | busy device",
    "queue_signal": "queue:queue semaphore:semaphore value:number | busy device",
    "barrier": "queue:queue | busy device",
    "timestamp": "queue:queue buffer:buffer offset:number | busy device",
    "finish": "queue:queue timeout?:number | timeout interrupt_lost device",
    "wait": "semaphore:semaphore value:number timeout?:number | timeout interrupt_lost device",
    "signal": "semaphore:semaphore value:number | device_lost",
    "semaphore_value": "semaphore:semaphore > value:number",
    "read_trace": "device:device > data:bytes < size:number > written:number",
    "inject": "device:device fault:enum seed:number | unsupported",
}
DEVICE_CONDITIONS = (
    *("queue_overrun", "bad_packet", "corrupt_packet", "bad_address", "bus_error", "ecc", "hang", "deadlock"),
    *("program_fault", "reset", "device_lost"),
)
#: The condition that stands in for one that no error code has.
_INSTEAD = {
    "bad_handle": "bad_argument",
    "no_resource": "no_memory",
    "busy": "bad_state",
    "wrong_spec": "bad_file",
    "missing_feature": "bad_file",
    "unsupported": "bad_argument",
    "reset": "device_lost",
    "hang": "device_lost",
    "deadlock": "hang",
    "program_fault": "device_lost",
    "ecc": "bus_error",
    "bad_address": "bus_error",
    "bus_error": "device_lost",
    "corrupt_packet": "bad_packet",
    "bad_packet": "device_lost",
    "queue_overrun": "device_lost",
    "interrupt_lost": "timeout",
}
#: What a device tells about itself, by members of the structure of a function that ``does: properties``.
PROPERTIES = (
    *("name", "variant", "version_major", "version_minor", "content_hash", "memory_size", "memory_base"),
    *("instances", "queues", "queue_capacity", "ticks_per_second"),
)
#: The members of the structure of a launch's arguments, and the values of the kind's enum.
ARGUMENT_ROLES = ("kind", "value")
ARGUMENT_KINDS = ("value", "buffer")
#: What a function that ``does: inject`` may have go wrong.
INJECTIONS = ("bus_error", "ecc", "hang", "interrupt_lost", "corrupt_packet")
#: Which sections a function needs: a packet of a queue that does it, an executable, a trace.
NEEDED_PACKETS = {
    "launch": ("launch",),
    "copy": ("copy",),
    "queue_wait": ("semaphore_wait",),
    "queue_signal": ("semaphore_signal",),
    "barrier": ("fence", "barrier_and", "none"),
    "timestamp": ("timestamp",),
}
NEEDED_SECTIONS = {
    **dict.fromkeys(("load", "unload", "entry", "launch"), "executables"),
    **dict.fromkeys(("create_queue", "destroy_queue", "finish", *NEEDED_PACKETS), "queues"),
    "read_trace": "traces",
}


@frozen()
class Role:
    """A role in a verb: the ``kind`` of parameter that may play it, and whether it goes ``out``."""

    name: str
    kind: str
    out: bool
    optional: bool

    @property
    def handle(self) -> bool:
        """Whether a handle plays it."""
        return self.kind in PARENTS

    @property
    def counted_by(self) -> str | None:
        """The role that tells how many there are, for roles of which there are several."""
        return {"data": "size", "arguments": "argument_count"}.get(self.name)


@frozen()
class Verb:
    """What a function may do. ``conditions`` are what it may end in besides success."""

    roles: tuple[Role, ...]
    conditions: tuple[str, ...]
    creates: str | None
    destroys: str | None


def _verb(name: str, text: str) -> Verb:
    signature, _, conditions = text.partition("|")
    roles, out = [], False
    for word in signature.split():
        if word in "<>":
            out = word == ">"
            continue
        role, kind = word.split(":")
        roles.append(Role(role.rstrip("?"), kind, out, role.endswith("?")))
    said = [c for word in conditions.split() for c in (DEVICE_CONDITIONS if word == "device" else (word,))]
    given = any(role.handle and not role.out for role in roles)
    made = next((role.kind for role in roles if role.handle and role.out), None)
    ends = name in ("close", "free", "unload") or name.startswith("destroy_")
    return Verb(
        roles=tuple(roles),
        conditions=("bad_argument", *(("bad_handle",) if given else ()), *said),
        creates=made,
        destroys=roles[0].kind if ends else None,
    )


VERBS = {name: _verb(name, text) for name, text in _VERBS.items()}
"""What functions may do, by name."""


def error_of(errors: Iterable[ErrorCode], condition: str) -> ErrorCode | None:
    """Return the error that stands for a condition, or for the nearest one that has an error; None: there is none."""
    by_condition = {c: error for error in errors for c in error.conditions}
    wanted: str | None = condition
    while wanted is not None and wanted not in by_condition:
        wanted = _INSTEAD.get(wanted)
    return None if wanted is None else by_condition[wanted]


def errors_of(errors: Iterable[ErrorCode], does: str) -> tuple[ErrorCode, ...]:
    """Return all errors that a function may return, in the order of the spec: those of its conditions, and faults."""
    known = tuple(errors)
    verb = VERBS[does]
    found = {error_of(known, condition) for condition in verb.conditions}
    faults = "program_fault" in verb.conditions
    return tuple(error for error in known if error in found or (faults and error.faults))
