"""Queues, packets, programs, messages and trace records as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.device.checks import check_name
from specgen.generators.device.places import memory_number, named_places, place, role_places
from specgen.generators.device.registers import data_cells
from specgen.generators.device.text import array, listed, literal, number
from specgen.model.interfaces import (
    COMMON_RECORD_ROLES,
    COMMON_ROLES,
    PACKET_ROLES,
    RECORD_ROLES,
    place_of,
)

if TYPE_CHECKING:
    from specgen.generators.device.registers import Cells
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Mailbox, Message, Packet, Queue, Structure, Trace

#: Roles in the order of the enums.
ROLES = tuple(
    dict.fromkeys(role.strip("()") for roles in (COMMON_ROLES, *PACKET_ROLES.values()) for role in roles)
)
TELLS = tuple(
    dict.fromkeys(
        role.strip("()") for roles in (COMMON_RECORD_ROLES, *RECORD_ROLES.values()) for role in roles
    )
)
#: Members of messages that the firmware knows, by their names.
ANSWERS = (
    *("size", "version_major", "version_minor", "version_patch", "spec_hash", "instances", "processors"),
    *("queues", "ticks_per_second", "tick_femtoseconds", "value", "ticks", "error", "tick", "queue", "index"),
    *("instance", "unit", "pc", "fault", "address", "watchdog", "trace"),
)
_POLYNOMIALS = {"crc32": 0xEDB88320, "crc32c": 0x82F63B78, "crc64": 0xC96C5795D7870F42, "sum32": 0}
_NO_SUM = "{0}"


def queue_tables(architecture: Architecture) -> list[str]:
    """Return programs, packets and queues."""
    lines: list[str] = []
    for queue in architecture.queues.values():
        for packet in queue.packets.values():
            if packet.program is not None:
                places = role_places(architecture, packet.program, packet.program_roles)
                head = f"static const N_dev_program N_dev_program_{queue.name}_{packet.name}"
                lines += [f"{head} = {{{packet.program.size}, {listed('N_DEV_PROGRAM_', places)}}};", ""]
        packets = (_packet(architecture, queue, packet) for packet in queue.packets.values())
        lines += [
            f"static {line}" if line.startswith("const") else line
            for line in array(f"N_dev_packet N_dev_packets_{queue.name}", packets)
        ]
    kinds = [k for k, queue in enumerate(architecture.queues.values()) for _ in range(queue.count)]
    return [
        *lines,
        *array("N_dev_ring N_dev_rings", (_ring(architecture, q) for q in architecture.queues.values())),
        *array("unsigned N_dev_ring_of", map(str, kinds), "0"),
    ]


def _packet(architecture: Architecture, queue: Queue, packet: Packet) -> str:
    places = role_places(architecture, packet.structure, packet.roles)
    program = f"&N_dev_program_{queue.name}_{packet.name}" if packet.program is not None else "NULL"
    memory = memory_number(architecture, packet.arguments_in)
    return (
        f"{{{literal(packet.name)}, {packet.code}, N_DEV_DO_{packet.does.upper()}, {check_name(packet.structure)}, "
        f"{_sum(packet.structure)}, {program}, {memory}, {number(packet.arguments_at)},\n"
        f"     {listed('N_DEV_ROLE_', places)}}}"
    )


def _ring(architecture: Architecture, queue: Queue) -> str:
    sums = {_sum(packet.structure) for packet in queue.packets.values()}
    return (
        f"{{{queue.size}, {place(architecture, queue.header, queue.type)}, {queue.capacity[0]}, {queue.capacity[1]}, "
        f"{queue.index.width}, {memory_number(architecture, queue.memory)}, "
        f"{'true' if queue.header.endian == 'big' else 'false'}, {sums.pop() if len(sums) == 1 else _NO_SUM}, "
        f"N_dev_packets_{queue.name}, {len(queue.packets)}}}"
    )


def _sum(structure: Structure) -> str:
    """The checksum of a structure, if it is one that can be looked at before all else."""
    for member in structure.members:
        given = member.checksum
        if given is None or given.algorithm not in _POLYNOMIALS:
            continue
        first, last = structure.by_name[given.first], structure.by_name[given.last]
        big = int(structure.endian == "big")
        polynomial = number(_POLYNOMIALS[given.algorithm])
        return f"{{{first.offset}, {last.offset + last.size}, {member.offset}, {member.size}, {big}, {polynomial}}}"
    return _NO_SUM


# -- messages ----------------------------------------------------------------------------------------------------------


def mailbox_tables(architecture: Architecture, cells: Cells) -> list[str]:
    """Return messages and mailboxes."""
    lines: list[str] = []
    mails = []
    for mailbox in architecture.mailboxes.values():
        data = data_cells(cells, mailbox)
        lines.append(f"static const uint32_t N_dev_data_{mailbox.name}[] = {{{', '.join(map(str, data))}}};")
        messages = (_message(architecture, message) for message in mailbox.messages.values())
        lines += [
            f"static {line}" if line.startswith("const") else line
            for line in array(f"N_dev_message N_dev_messages_{mailbox.name}", messages)
        ]
        mails.append(_mail(mailbox, len(data)))
    return [*lines, *array("N_dev_mail N_dev_mails", mails)]


def _message(architecture: Architecture, message: Message) -> str:
    asked, answered = message.request, message.response
    check = check_name(asked) if asked is not None else "NULL"
    response = named_places(architecture, answered, ANSWERS)
    if answered is not None and answered.sized_by is not None:
        response["size"] = place(architecture, answered, answered.sized_by)
    return (
        f"{{{message.code}, N_DEV_ASK_{message.does.upper()}, {asked.size if asked else 0}, "
        f"{answered.size if answered else 0}, {check},\n"
        f"     {listed('N_DEV_ANSWER_', named_places(architecture, asked, ANSWERS))},\n"
        f"     {listed('N_DEV_ANSWER_', response)}}}"
    )


def _mail(mailbox: Mailbox, words: int) -> str:
    states = ", ".join(str(mailbox.states[s]) for s in ("idle", "busy", "done", "failed"))
    return f"{{N_dev_data_{mailbox.name}, {words}, {len(mailbox.messages)}, N_dev_messages_{mailbox.name}, {states}}}"


# -- records -----------------------------------------------------------------------------------------------------------


def trace_tables(architecture: Architecture) -> list[str]:
    """Return what trace records look like."""
    logs = ["\n".join(_log(architecture, trace)) for trace in architecture.traces.values()]
    return list(array("N_dev_log N_dev_logs", logs))


def _log(architecture: Architecture, trace: Trace) -> Iterator[str]:
    yield f"{{{trace.size}, {place(architecture, trace.header, trace.type)}, {{"
    told: set[str] = set()
    for record in trace.records.values():
        if record.does not in told:
            told.add(record.does)
            places = role_places(architecture, record.structure, record.roles)
            head = f"        [N_DEV_TOLD_{record.does.upper()}] = "
            yield f"{head}{{true, {record.code}, {listed('N_DEV_TELL_', places)}}},"
    yield "    }}"


def largest(architecture: Architecture) -> dict[str, int]:
    """Return the sizes of the largest packet, program, record and mailbox, and the most signals of a packet."""
    packets = [p for q in architecture.queues.values() for p in q.packets.values()]
    signals = [
        place.member.value.count or 1
        for p in packets
        if "signals" in p.roles
        and (place := place_of(p.structure, p.roles["signals"]))
        and place.member.value is not None
    ]
    data = [m.registers["data"] for m in architecture.mailboxes.values()]
    return {
        "packet_bytes": max((q.size for q in architecture.queues.values()), default=1),
        "program_bytes": max((p.program.size for p in packets if p.program is not None), default=1),
        "record_bytes": max((t.size for t in architecture.traces.values()), default=1),
        "data_bytes": max((d.width // 8 * (d.count or 1) for d in data), default=1),
        "signals": max(signals, default=1),
    }
