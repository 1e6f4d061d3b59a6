"""Checks of command queues: what is right, and slow."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.checks.registry import Finding, Subject, check
from specgen.model.interfaces import place_of
from specgen.source import Related, Severity

_QUEUE = """
    enums: {kind: {values: {empty: 0, sync: 1}}}
    structures:
      head: {endian: little, fields: {kind: {type: u32, enum: kind}, length: u32}}
      indices: {endian: little, fields: {write_index: u32, pad_4: {type: u8, count: 60}, read_index: u32}}
    registers:
      ring:
        base: 0
        registers: {base: {offset: 0, width: 64}, capacity: {offset: 8}, enable: {offset: 12}, doorbell: {offset: 16}}
    queues:
      commands:
        packet_size: 8
        header: head
        type: kind
        empty: empty
        capacity: {min: 2, max: 64}
        index: u32
        indices: {structure: indices}
        block: ring
        packets: {sync: {structure: head, does: fence}}
"""


@check(
    "ring-line",
    Severity.WARNING,
    "The two indices of a ring lie in lines of their own.",
    """
    One side writes one of them, the other side the other one. In one cache line, each write takes the line away from the side
    that only wanted to read: both are slow, and a bus that is not coherent loses one of the two.
    """,
    wrong=_QUEUE.replace(" pad_4: {type: u8, count: 60},", ""),
    right=_QUEUE,
)
def lines(subject: Subject) -> Iterator[Finding]:
    """Indices of both sides in one line."""
    for queue in subject.architecture.queues.values():
        if queue.indices is None:
            continue
        structure, line = queue.indices.structure, queue.indices.line
        found = {role: place_of(structure, path) for role, path in queue.indices.roles.items()}
        numbers = {place.offset // line for place in found.values() if place is not None}
        if len(numbers) == 1 and len(found) == 2:
            names = " and ".join(queue.indices.roles.values())
            at = queue.origin.at("indices", "structure")
            related = (Related(structure.origin.key(), f"{structure.name} is here"),)
            hint = f"fill up to {line} bytes between them"
            yield Finding(
                f"{names} lie in the same {line} bytes, and each side writes one", at, related, hint
            )
