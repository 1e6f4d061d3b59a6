"""Queues, mailboxes and traces, resolved: members and registers by role, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.interfaces import place_of
from specgen.source import Diagnostic
from tests.model.specs import findings, write_files

SMALL = """name: other
version: 1.0.0
memories: {store: {size: 1 MiB, address: u32, base: 0x4000}}
enums: {job: {values: {free: 0, run: 1, move: 2, meet: 3}}, box_state: {values: {idle: 0, busy: 1, done: 2, failed: 3}}}
structures:
  top:
    endian: big
    fields:
      word: {type: u32, bits: {job: {bits: "31:28", enum: job}, wait: "27", spare: "26:0"}}
      tag: u32
  run:
    endian: big
    fields: {top: top, list: u64, count: u32, args: u32, args_size: u32, done: {type: u32, bits: {at: "31:0"}}}
  move: {endian: big, fields: {top: top, source: u64, target: u64, length: u64}}
  meet: {endian: big, fields: {top: top, signals: {type: u64, count: 3}}}
  entry: {endian: big, fields: {where: u64, size: u32, load_address: u32, entry: u32, pad_20: {type: u8, count: 4}}}
  long: {endian: big, fields: {top: top, body: {type: u64, count: 4}}}
  odd: {endian: big, fields: {tag: u32, top: {type: u32}, body: {type: u64, count: 3}}}
  note: {endian: big, fields: {top: top, value: f64, part: {type: u8, count: 16}}}
registers:
  bells:
    base: 0x100
    width: 32
    count: 2
    registers:
      base: {offset: 0, width: 64}
      slots: {offset: 8}
      on: {offset: 12}
      bell: {offset: 16}
      read_index: {offset: 20, access: ro}
  box:
    base: 0x400
    registers:
      command: {offset: 0}
      doorbell: {offset: 4}
      status: {offset: 8, enum: box_state}
      data: {offset: 12}
queues:
  jobs:
    count: 2
    packet_size: 32
    header: top
    type: job
    empty: free
    capacity: {min: 2, max: 16}
    index: u32
    ring: store
    block: bells
    registers: {capacity: slots, enable: on, doorbell: bell}
    packets:
      run:
        structure: run
        does: launch
        with:
          {programs: list, program_count: count, arguments: args, arguments_size: args_size, completion: at, barrier: top.wait}
        program: entry
        program_with: {code: where}
        arguments: {memory: store, address: 0x4100}
      move: {structure: move, does: copy, with: {size: length, barrier: top.wait}}
      meet: {structure: meet, does: barrier_or}
"""


def test_big_endian_and_other_names(tmp_path: Path) -> None:
    made = load(write_files(tmp_path, {"spec.yaml": SMALL})).architecture()
    queue = made.queues["jobs"]
    run, move, meet = queue.packets.values()
    assert (run.code, move.code, meet.code) == (1, 2, 3)
    assert run.roles == {
        "programs": "list", "program_count": "count", "arguments": "args", "arguments_size": "args_size",
        "barrier": "top.wait", "completion": "at",
    }  # fmt: skip
    assert run.program is made.structures["entry"]
    assert run.program_roles == {
        "code": "where",
        "size": "size",
        "load_address": "load_address",
        "entry": "entry",
    }
    assert (run.arguments_in, run.arguments_at) == (made.memories["store"], 0x4100)
    assert move.roles == {"source": "source", "target": "target", "size": "length", "barrier": "top.wait"}
    assert meet.roles == {"signals": "signals"}
    assert {role: one.name for role, one in queue.registers.items()} == {
        "base": "base", "capacity": "slots", "doorbell": "bell", "enable": "on", "read_index": "read_index",
    }  # fmt: skip
    assert (queue.empty, queue.count, queue.memory, queue.index.name) == (0, 2, made.memories["store"], "u32")
    assert queue.atomic == {"host": 32, "device": 32}


def test_places(tmp_path: Path) -> None:
    made = load(write_files(tmp_path, {"spec.yaml": SMALL})).architecture()
    run = made.structures["run"]
    wait, at, count = place_of(run, "top.wait"), place_of(run, "at"), place_of(run, "count")
    assert wait is not None and at is not None and count is not None
    assert (wait.offset, wait.width, wait.structure, wait.whole) == (0, 1, made.structures["top"], True)
    assert (at.offset, at.member.name, at.width) == (28, "done", 32)
    assert (count.offset, count.bits, count.width) == (16, None, 32)
    signals = place_of(made.structures["meet"], "signals")
    assert signals is not None
    assert (signals.whole, signals.compound, signals.width) == (False, False, 64)
    value = place_of(made.structures["note"], "value")
    assert value is not None
    assert (value.whole, value.compound) == (False, True)
    for missing in (
        "nothing",
        "top.nothing",
        "count.more",
        "wait",
        "top.wait.more",
        "at.more",
        "signals.more",
    ):
        assert place_of(run, missing) is None


MAILBOX = """
mailboxes: {box: {block: box, messages: {ask: {code: 1, does: ping, request: entry}}}}
"""
TRACE = """
traces:
  log: {record_size: 32, header: top, type: job, records: {
    move: {structure: move, does: copy, with: {size: length, time: top.tag}}}}
"""
WRONG = {
    "a longer packet": ("move: {structure: move,", "move: {structure: long,", "queue-packet", "long,"),
    "no header": ("meet: {structure: meet,", "meet: {structure: odd,", "queue-packet", "odd,"),
    "no such type": ("type: job", "type: jib", "queue-type", "jib"),
    "a type without an enum": ("type: job", "type: wait", "queue-type", "wait"),
    "no such packet": ("      meet: {structure", "      met: {structure", "queue-type", "met"),
    "an empty packet": ("empty: free", "empty: move", "queue-type", "move: {structure"),
    "no such empty": ("empty: free", "empty: fre", "queue-type", "fre"),
    "a role that is none": (
        "with: {size: length,",
        "with: {sise: length, size: length,",
        "queue-role",
        "sise",
    ),
    "a member that is none": ("with: {size: length,", "with: {size: lenght,", "queue-role", "lenght"),
    "a missing role": ("with: {size: length,", "with: {", "queue-role", "move"),
    "a float": (
        "meet, does: barrier_or",
        "note, does: timestamp, with: {target: value}",
        "queue-role",
        "value",
    ),
    "an array": (
        "meet, does: barrier_or",
        "note, does: timestamp, with: {target: part}",
        "queue-role",
        "part",
    ),
    "no programs": ("        program: entry\n", "", "queue-launch", "run"),
    "programs of a copy": ("does: copy,", "does: copy, program: entry,", "queue-launch", "program"),
    "three slots": ("max: 16", "max: 12", "queue-capacity", "12"),
    "more at least than at most": ("min: 2", "min: 32", "queue-capacity", "{min"),
    "signed indices": ("index: u32", "index: s32", "queue-index", "s32"),
    "wider indices": ("index: u32", "index: u64", "queue-index", "u64"),
    "a side that is too narrow": ("index: u32", "index: u32\n    atomic: {device: 16}", "queue-index", "16"),
    "a register that is none": ("doorbell: bell", "doorbell: bel", "queue-register", "bel}"),
    "a register missing": ("capacity: slots, ", "", "queue-register", "bells"),
    "a role of registers that is none": (
        "doorbell: bell",
        "doorbell: bell, bel: bell",
        "queue-register",
        "bel:",
    ),
    "too few blocks": ("    count: 2\n    packet", "    count: 3\n    packet", "queue-register", "bells"),
    "an unknown header": ("header: top", "header: tip", "ref-unknown", "tip"),
    "an unknown ring": ("ring: store", "ring: stare", "ref-unknown", "stare"),
}


def _found(tmp_path: Path, text: str) -> list[Diagnostic]:
    return findings(write_files(tmp_path, {"spec.yaml": text}))


@pytest.mark.parametrize("name", WRONG)
def test_refused_where_it_stands(name: str, tmp_path: Path) -> None:
    old, new, rule, at = WRONG[name]
    assert SMALL.count(old) >= 1
    begin = SMALL.index("queues:")
    text = SMALL[:begin] + SMALL[begin:].replace(old, new, 1)
    found = _found(tmp_path, text)
    assert rule in {one.rule for one in found} <= {rule, "queue-role"}, [one.message for one in found]
    places = [text.splitlines()[one.at.line - 1][one.at.column - 1 :] for one in found if one.rule == rule]
    assert any(place.startswith(at) for place in places), places


def test_hints_name_what_would_do(tmp_path: Path) -> None:
    (found,) = _found(tmp_path, SMALL.replace("with: {size: length,", "with: {"))
    assert found.hint == "with: {size: ...} of top.spare, top.wait, top.job, top.tag, source, target, length"


def test_a_message_fits_its_registers(tmp_path: Path) -> None:
    (found,) = _found(tmp_path, SMALL + MAILBOX)
    assert (found.rule, found.message) == ("mailbox-size", "entry has 24 bytes, and data room for 4")
    assert not _found(
        tmp_path, (SMALL + MAILBOX).replace("data: {offset: 12}", "data: {offset: 12, count: 6}")
    )


def test_traces(tmp_path: Path) -> None:
    assert not _found(tmp_path, SMALL + TRACE)
    (found,) = _found(tmp_path, SMALL + TRACE.replace(", time: top.tag", ""))
    assert (found.rule, found.message) == ("trace-role", "no member of move is its time")


def test_indices_in_memory(tmp_path: Path) -> None:
    text = SMALL.replace("    block: bells\n", "    indices: {structure: shared}\n    block: bells\n")
    shared = (
        "  shared: {endian: big, fields: {write_index: u32, pad_4: {type: u8, count: 64}, read_index: u32}}\n"
    )
    text = text.replace("registers:\n  bells", f"{shared}registers:\n  bells")
    made = load(write_files(tmp_path, {"spec.yaml": text})).architecture()
    indices = made.queues["jobs"].indices
    assert indices is not None
    assert (indices.structure.name, indices.line) == ("shared", 64)
    found = _found(tmp_path, text.replace("read_index: u32}}", "pad_68: u32, read_index: u64}}"))
    assert [one.rule for one in found] == ["queue-index"]
