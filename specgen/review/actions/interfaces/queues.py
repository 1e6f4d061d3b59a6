"""What witnesses ask of queues, mailboxes and traces: where things lie, and what bytes, codes and registers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.model import Architecture
from specgen.model.interfaces import Mailbox, Queue, Structure, Trace, place_of
from specgen.review.sides import Side
from specgen.review.witnesses import action

NOTHING = "nothing"
Talker = Queue | Mailbox | Trace


def talker(side: Side, variant: str, given: Mapping[str, Any]) -> Talker | None:
    """Return the queue, mailbox or trace that an input names by ``queue``, ``mailbox`` or ``trace``."""
    architecture: Architecture = side.architectures[variant]
    if "queue" in given:
        return architecture.queues.get(given["queue"])
    if "mailbox" in given:
        return architecture.mailboxes.get(given["mailbox"])
    return architecture.traces.get(given["trace"])


@action("slot_at")
def slot_at(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The first byte of the packet (record) of an ``index`` in a ring of ``capacity`` slots."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue | Trace):
        return _absent(given)
    return given["index"] % given["capacity"] * one.size


@action("ring_taken")
def ring_taken(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether a queue takes a ring of ``capacity`` slots."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue):
        return _absent(given)
    return one.capacity[0] <= given["capacity"] <= one.capacity[1]


@action("next_index")
def next_index(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The index of a queue after an ``index``."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue):
        return _absent(given)
    return hex((int(given["index"], 0) + 1) % (1 << one.index.width))


@action("queue")
def queue(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """How many queues there are (``count``), where rings lie (``memory``), bits that a side reads at once (``atomic.host``)."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue):
        return _absent(given)
    what, _, part = given["what"].partition(".")
    if what == "atomic":
        return one.atomic.get(part, NOTHING)
    if what == "memory":
        return one.memory.name if one.memory is not None else "host"
    return one.count


@action("index_at")
def index_at(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Where an index of a queue lies in memory, by its ``role``: its bytes there, and the line of the cache."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue):
        return _absent(given)
    if one.indices is None or given["role"] not in one.indices.roles:
        return NOTHING
    place = placed(one.indices.structure, one.indices.roles[given["role"]])
    return f"{place}, lines of {one.indices.line} bytes"


@action("role_register")
def role_register(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The address of the register of a queue's or mailbox's first block that plays a ``role``."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue | Mailbox):
        return _absent(given)
    register = one.registers.get(given["role"])
    return NOTHING if register is None else hex(one.block.base + register.offset)


@action("packet_of")
def packet_of(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The packet (record) that begins with some ``bytes``, as hexadecimal digits."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue | Trace):
        return _absent(given)
    code = read_place(one.header, one.type, bytes.fromhex(given["bytes"]))
    kinds = one.packets if isinstance(one, Queue) else one.records
    found = next((kind.name for kind in kinds.values() if kind.code == code), NOTHING)
    return "empty" if isinstance(one, Queue) and code == one.empty and found == NOTHING else found


@action("header_field")
def header_field(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """A ``field`` of the header in some ``bytes``."""
    one = talker(side, variant, given)
    if not isinstance(one, Queue | Trace):
        return _absent(given)
    found = read_place(one.header, given["field"], bytes.fromhex(given["bytes"]))
    return {"refused": "there is no such field"} if found is None else found


@action("message_of")
def message_of(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The message of a mailbox that has a ``code``."""
    one = talker(side, variant, given)
    if not isinstance(one, Mailbox):
        return _absent(given)
    return next((each.name for each in one.messages.values() if each.code == given["code"]), NOTHING)


@action("state_of")
def state_of(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The state that a mailbox is in where its status has a ``value``."""
    one = talker(side, variant, given)
    if not isinstance(one, Mailbox):
        return _absent(given)
    return next((name for name, value in one.states.items() if value == given["value"]), NOTHING)


@action("kind")
def kind(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Of a packet, message or record, ``kind``: what it ``does``, or the structure, and so on, that ``what`` names."""
    found = _kind(talker(side, variant, given), given["kind"])
    if found is None:
        return {"refused": "there is no such kind"}
    value = getattr(found, given["what"])
    return NOTHING if value is None else getattr(value, "name", value)


@action("role_at")
def role_at(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Where what plays a ``role`` lies in a packet or record, or (``of: program``) in an entry of a launch's list of programs."""
    found = _kind(talker(side, variant, given), given["kind"])
    if found is None:
        return {"refused": "there is no such kind"}
    program = given.get("of") == "program"
    structure, roles = (found.program, found.program_roles) if program else (found.structure, found.roles)
    path = roles.get(given["role"])
    return NOTHING if path is None or structure is None else placed(structure, path)


def placed(structure: Structure, path: str) -> str:
    """Return where a member or bit field lies, as text."""
    place = place_of(structure, path)
    if place is None:
        return NOTHING
    if place.bits is not None:
        return f"byte {place.offset}, bits {place.bits.high}:{place.bits.low}"
    return f"byte {place.offset}, {place.member.size} bytes"


def read_place(structure: Structure, path: str, data: bytes) -> int | None:
    """Return the number at a member or bit field of some bytes."""
    place = place_of(structure, path)
    if place is None:
        return None
    raw = data[place.offset : place.offset + place.member.size]
    value = int.from_bytes(raw, "big" if place.structure.endian == "big" else "little")
    return value if place.bits is None else (value & place.bits.mask) >> place.bits.low


def _kind(one: Talker | None, name: str) -> Any:
    match one:
        case Queue():
            return one.packets.get(name)
        case Mailbox():
            return one.messages.get(name)
        case Trace():
            return one.records.get(name)
    return None


def _absent(given: Mapping[str, Any]) -> dict[str, str]:
    what = next(name for name in ("queue", "mailbox", "trace") if name in given)
    return {"refused": f"there is no such {what}"}
