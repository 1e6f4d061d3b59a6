"""Rules of command queues, mailboxes, traces and protocols."""

from specgen.source import Severity, define

_PARTS = """
    enums: {kind: {values: {empty: 0, copy: 1, sync: 2}}}
    structures:
      head: {endian: little, size: 8, fields: {kind: {type: u32, enum: kind}, length: u32}}
      move: {endian: little, size: 32, fields: {head: head, source: u64, target: u64, size: u64}}
      wait: {endian: little, size: 32, fields: {head: head, pad_8: {type: u8, count: 24}}}
    registers:
      ring:
        base: 0
        width: 32
        registers:
          base: {offset: 0, width: 64}
          capacity: {offset: 8}
          enable: {offset: 12}
          doorbell: {offset: 16}
          read_index: {offset: 20, access: ro}
"""


def _queue(
    head: str = "header: head, type: kind, empty: empty",
    capacity: str = "{min: 2, max: 64}",
    more: str = "index: u32, block: ring",
    packets: str = "{copy: {structure: move, does: copy}}",
    parts: str = _PARTS,
) -> str:
    return f"""{parts}    queues:
      commands:
        {{packet_size: 32, {head}, capacity: {capacity}, {more},
         packets: {packets}}}
"""


define(
    "queue-packet",
    Severity.ERROR,
    "Every packet has the bytes of a slot, and begins with the header.",
    "The device finds packet n at n times the size, and reads its header before it knows what it is.",
    wrong=_queue(
        packets="{copy: {structure: longer, does: copy}}",
        parts=_PARTS.replace(
            "      wait:",
            "      longer: {endian: little, fields: {head: head, source: u64, target: u64, size: u64, more: u64}}\n      wait:",
        ),
    ),
    right=_queue(),
)
define(
    "queue-type",
    Severity.ERROR,
    "An enum in the header tells packets apart, and an empty slot from all of them.",
    "A device that reads a slot too early must see that nothing was written there, and not an old packet.",
    wrong=_queue(packets="{copy: {structure: move, does: copy}, empty: {structure: wait, does: none}}"),
    right=_queue(),
)
define(
    "queue-role",
    Severity.ERROR,
    "What a packet has the device do, it has the members for.",
    """
    A copy needs a source, a target and a size. A member of the role's own name plays it, in the packet or in its header;
    `with` names others.
    """,
    wrong=_queue(packets="{copy: {structure: wait, does: copy}}"),
    right=_queue(packets="{copy: {structure: move, does: copy, with: {completion: head.length}}}"),
)
define(
    "queue-launch",
    Severity.ERROR,
    "A launch names the structure of its list of programs, and no other packet does.",
    "Packets are too short for the programs of all processors: they point to a list, and both sides must know what is in it.",
    wrong=_queue(packets="{copy: {structure: move, does: copy, program: wait}}"),
    right=_queue(),
)
define(
    "queue-capacity",
    Severity.ERROR,
    "A ring has a power of two slots.",
    "Then the slot of an index is its low bits, and stays so where the index wraps.",
    wrong=_queue(capacity="{min: 2, max: 48}"),
    right=_queue(capacity="{min: 2, max: 32}"),
)
define(
    "queue-index",
    Severity.ERROR,
    "Every index is read and written at once by both sides.",
    """
    An index written in halves is, between the two, a number that nobody wrote: the other side sees packets that are not
    there. So indices are unsigned, have the width of their registers, those of one access, and no more bits than either
    side reads and writes at once; and they tell a full ring from an empty one.
    """,
    wrong=_queue(
        more="index: u64, block: ring",
        parts=_PARTS.replace("{offset: 16}", "{offset: 16, width: 64}").replace(
            "{offset: 20,", "{offset: 24, width: 64,"
        ),
    ),
    right=_queue(more="index: u32, atomic: {device: 32}, block: ring"),
)
define(
    "queue-register",
    Severity.ERROR,
    "A queue has the registers that rings are run by, once for each queue.",
    "Where a ring lies, how long it is, whether it runs, how far the host has written: a device without one of them guesses.",
    wrong=_queue(more="count: 2, index: u32, block: ring"),
    right=_queue(
        more="count: 2, index: u32, block: ring",
        parts=_PARTS.replace("base: 0\n", "base: 0\n        count: 2\n"),
    ),
)

_MAILBOX = """
    enums: {state: {values: {idle: 0, busy: 1, done: 2, failed: 3}}}
    structures:
      big: {endian: little, fields: {bytes: {type: u8, count: 64}}}
      small: {endian: little, fields: {value: u32}}
    registers:
      box:
        base: 0
        registers:
          command: {offset: 0}
          doorbell: {offset: 4}
          status: {offset: 8, enum: state}
          data: {offset: 16, count: 4}
    mailboxes:
      firmware:
        block: box
        messages:
          ping: {code: 1, does: ping, request: small, response: small}
"""
define(
    "mailbox-register",
    Severity.ERROR,
    "A mailbox has registers for a command, a doorbell, a status and data.",
    "The host writes what it asks and rings; the firmware answers and says so. Each of the four is one step of that.",
    wrong=_MAILBOX.replace("          doorbell: {offset: 4}\n", ""),
    right=_MAILBOX,
)
define(
    "mailbox-status",
    Severity.ERROR,
    "The status of a mailbox tells idle, busy, done and failed apart.",
    "Who reads an answer before it is there reads the question.",
    wrong=_MAILBOX.replace(", failed: 3", ""),
    right=_MAILBOX.replace("failed: 3", "refused: 3").replace(
        "block: box", "block: box\n        states: {failed: refused}"
    ),
)
define(
    "mailbox-code",
    Severity.ERROR,
    "Each message has a code of its own.",
    "The firmware has nothing else to tell them apart by.",
    wrong=_MAILBOX + "          time: {code: 1, does: time, response: small}\n",
    right=_MAILBOX + "          time: {code: 2, does: time, response: small}\n",
)
define(
    "mailbox-size",
    Severity.ERROR,
    "Requests and responses fit the data registers.",
    "What does not fit would be cut, by each side in another place.",
    wrong=_MAILBOX.replace("response: small", "response: big"),
    right=_MAILBOX.replace("response: small", "response: big").replace("count: 4}", "count: 16}"),
)

_TRACE = """
    enums: {kind: {values: {none: 0, lost: 1, fault: 2}}}
    structures:
      head: {endian: little, fields: {kind: {type: u32, enum: kind}, sequence: u32, time: u64}}
      loss: {endian: little, fields: {head: head, count: u64}}
      trouble: {endian: little, fields: {head: head, error: u32, more: u32}}
    traces:
      events:
        record_size: 24
        header: head
        type: kind
        records:
          lost: {structure: loss, does: lost}
"""
define(
    "trace-record",
    Severity.ERROR,
    "Every trace record has the same bytes, and begins with the header.",
    "A reader that meets a record it does not know goes on with the next one.",
    wrong=_TRACE.replace("record_size: 24", "record_size: 32"),
    right=_TRACE,
)
define(
    "trace-type",
    Severity.ERROR,
    "An enum in the header tells trace records apart.",
    "A record whose type no reader knows is lost on all of them.",
    wrong=_TRACE.replace("type: kind\n", "type: sequence\n"),
    right=_TRACE,
)
define(
    "trace-role",
    Severity.ERROR,
    "A trace record has the members for what it tells, the time among them.",
    "Timelines are drawn from these: a record of a fault without the error draws nothing.",
    wrong=_TRACE + "          fault: {structure: loss, does: fault}\n",
    right=_TRACE + "          fault: {structure: trouble, does: fault}\n",
)

_PROTOCOL = """
    protocols:
      handshake:
        shared:
          data: {writer: giver}
          flag: {writer: giver}
        agents:
          giver:
            states: [start, written, told]
            steps:
              write: {from: start, to: written, do: data = 7}
              tell: {from: written, to: told, order: release, do: flag = 1}
          taker:
            states: [waiting, ready]
            variables: {got: 0}
            steps:
              take: {from: waiting, to: ready, when: flag == 1, order: acquire, do: got = data}
        invariants: {what was given is what arrived: not taker.ready or taker.got == 7}
        ends: giver.told and taker.ready
"""
define(
    "protocol-writer",
    Severity.ERROR,
    "A shared word is written by one agent.",
    "Two that write one word need an atomic exchange, which few buses have between a host and a device; a word each will do.",
    wrong=_PROTOCOL.replace("do: got = data", "do: [got = data, flag = 0]"),
    right=_PROTOCOL,
)
define(
    "protocol-state",
    Severity.ERROR,
    "A step leads from a state of its agent to another one of it.",
    "What is in no list of states was misspelled.",
    wrong=_PROTOCOL.replace("to: written, do", "to: writen, do"),
    right=_PROTOCOL,
)
define(
    "protocol-assignment",
    Severity.ERROR,
    "What a step does is assignments, to its agent's variables and shared words.",
    "An index stands where there are several words, and nowhere else.",
    wrong=_PROTOCOL.replace("do: data = 7", "do: 'data[0] = 7'"),
    right=_PROTOCOL,
)
define(
    "protocol-limit",
    Severity.ERROR,
    "A protocol has at most 8 agents, and each at most 64 steps.",
    "All of their orders are tried. What holds for two producers holds for eight; a machine of more steps is several.",
    wrong=_PROTOCOL.replace(
        "        agents:\n",
        "        agents:\n" + "".join(f"          a{i}: {{states: [s], steps: {{}}}}\n" for i in range(7)),
    ),
    right=_PROTOCOL,
)
