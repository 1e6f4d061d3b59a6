"""Headers of packets and records: which bits tell what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from specgen.model.interfaces import Queue, Structure, Trace, place_of
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.queues.asked import SAME, asked
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.witnesses import Witness

_CHANGED = (Kind.CHANGED,)


@rule(
    "Q_HEADER_BITS", "- B B B B", "back fwd",
    "The header of packets or records lies otherwise, or says by other values what they are.",
    "The device takes a packet for another one, or an empty slot for a packet: everything else in it is read by the wrong "
    "structure.",
    on=("queues.*.header", "queues.*.type", "queues.*.empty", "queues.*.packets.*.code",
        "traces.*.header", "traces.*.type", "traces.*.records.*.code",
        "structures.*.members.*.bits.**", "structures.*.members.*.offset"),
    kinds=_CHANGED,
)  # fmt: skip
def _header(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.section == "structures":
        yield from _in_structure(change, review, found)
        return
    old, new = change.old, change.new
    what = change.path[-1]
    if what == "code":
        told = f"{change.path[3]} of {change.name} is told by {change.after}, was by {change.before}"
    else:
        told = f"the {what} of {change.name} is {plain(change.after) or 'none'}, was {plain(change.before) or 'none'}"
    yield found(told).seen(_by_bytes(review, change, (old, new)), "every header says the same on both sides")


def _by_bytes(review: Review, change: Change, sides: tuple[Any, Any]) -> Witness | None:
    """A header that is another packet: of the first bytes of all packets of either side."""
    for data in dict.fromkeys(data for side in sides for data in _headers(side)):
        witness = asked(review, change, "packet_of", f"what begins with {data[:32]}", bytes=data)
        if witness is not None:
            return witness
    return None


def _headers(one: Queue | Trace) -> Iterator[str]:
    """Yield the headers of all kinds, nothing but the type in them."""
    kinds = one.packets.values() if isinstance(one, Queue) else one.records.values()
    codes = [kind.code for kind in kinds]
    codes += [one.empty] if isinstance(one, Queue) and one.empty is not None else []
    for code in codes:
        yield filled(one.header, one.type, code).hex()


def filled(structure: Structure, path: str, value: int) -> bytes:
    """Return the bytes of a structure in which one member or bit field has a value, and the rest is zero."""
    made = bytearray(structure.size)
    place = place_of(structure, path)
    if place is not None:
        shift = place.bits.low if place.bits is not None else 0
        order = "big" if place.structure.endian == "big" else "little"
        mask = (1 << 8 * place.member.size) - 1
        made[place.offset : place.offset + place.member.size] = ((value << shift) & mask).to_bytes(
            place.member.size,
            order,  # type: ignore[arg-type]
        )
    return bytes(made)


def _in_structure(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    """What moved in a structure that is a header."""
    name = change.path[5] if len(change.path) > 6 else change.path[3]
    for section in ("queues", "traces"):
        for one in getattr(review.new.architectures[change.variants[0]], section).values():
            if one.header is not change.new or not _real(change):
                continue
            about = replace(change, path=(section, one.name))
            witness = _moved(review, about, change, name)
            if witness is not None:
                told = f"{name} of the header of {one.name} lies in other bits"
                field = replace(change, path=change.path[:6] if len(change.path) > 6 else change.path[:4])
                yield found(told, field).seen(witness, SAME)


def _real(change: Change) -> bool:
    """Whether a change is of where a member lies, or a bit field that is not reserved."""
    if len(change.path) <= 6:
        return len(change.path) == 5
    member = change.new.by_name.get(change.path[3])
    bits = (
        next((one for one in member.bits if one.name == change.path[5]), None) if member is not None else None
    )
    return change.path[6] in ("high", "low") and bits is not None and bits.reserved is None


def _moved(review: Review, about: Change, change: Change, name: str) -> Witness | None:
    for structure in (change.old, change.new):
        data = filled(structure, name, (1 << 64) - 1).hex() if place_of(structure, name) is not None else ""
        if data:
            text = f"{name} of a header {data[:32]}"
            witness = asked(review, about, "header_field", text, field=name, bytes=data)
            if witness is not None:
                return witness
    return None
