"""Trace records are read as the spec lays them out, and drawn with the names that it gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specgen.machine import Codec
from specgen.machine.records import Reader, perfetto
from specgen.model import Architecture, load
from specgen.model.interfaces import Trace, place_of
from tests.model.specs import resolved

SMALL = """
enums: {what: {values: {none: 0, loss: 3, mark: 9, trouble: 5}}}
structures:
  head:
    endian: big
    fields:
      word: {type: u32, bits: {length: "7:0", what: {bits: "11:8", enum: what}, rest: "31:12"}}
      when: u32
  loss: {endian: big, fields: {head: head, many: u64}}
  mark: {endian: little, fields: {head: head, value: u32, pad_12: u32}}
errors: {fine: {code: 0, when: [success]}}
traces:
  log:
    record_size: 16
    header: head
    type: what
    records:
      loss: {structure: loss, does: lost, with: {count: many, time: head.when}}
      mark: {structure: mark, does: marker, with: {time: head.when}}
"""


def test_small(tmp_path: Path) -> None:
    trace = resolved(tmp_path, SMALL).traces["log"]
    data = bytes.fromhex("abcde301 00000102 000000000000000700000900 00000100 05000000 00000000" + "00" * 16)
    told = list(Reader(trace).read(data))
    assert [(one.record.name, one.values) for one in told] == [
        ("loss", {"count": 7, "time": 0x102}),
        ("mark", {"value": 5, "time": 0x100}),
    ]
    with pytest.raises(ValueError, match="within a record: at 16 of 17"):
        list(Reader(trace).read(data[:17]))


@pytest.fixture(scope="module")
def basalt(root: Path) -> Architecture:
    return load(root / "spec").architecture()


def _record(trace: Trace, name: str, **values: int | bytes) -> bytes:
    one = trace.records[name]
    made = bytearray(trace.size)

    def put(path: str, value: int | bytes) -> None:
        place = place_of(one.structure, path)
        assert place is not None
        given = value if isinstance(value, bytes) else value.to_bytes(place.member.size, "little")
        made[place.offset : place.offset + len(given)] = given

    nowhere = dict.fromkeys(("instance", "processor", "unit"), 255)
    put(f"header.{trace.type}", one.code)
    for role, value in {**nowhere, **values}.items():
        put(one.roles[role], value)
    return bytes(made)


def _shown(architecture: Architecture, data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(perfetto(architecture, architecture.traces["events"], data))
    return found


def test_names_of_the_spec(basalt: Architecture) -> None:
    trace, codec = basalt.traces["events"], Codec(basalt)
    engines = list(basalt.engines)
    word = codec.encode("addi", rd=5, rs1=0, imm=7).to_bytes(4, "little")
    here = {"instance": 2, "processor": 0}
    data = b"".join(
        [
            _record(trace, "packet", time=10, finish=90, queue=1, index=4, kind=2),
            _record(trace, "packet", time=20, finish=70, queue=1, index=5, kind=3),
            _record(trace, "instruction", time=12, finish=20, busy_until=13, pc=8, word=word, unit=0, **here),
            _record(trace, "copy", time=11, finish=60, size=4096, source=0x1000, target=0x2000, queue=1, index=4),
            _record(trace, "fault", time=30, error=132, fault=4, pc=0x40, value=9, unit=engines.index("dma") + 1, **here),
            _record(trace, "interrupt", time=91, line=0),
            _record(trace, "register", time=9, address=basalt.registers["queues"].base + 0x180, value=5, write=1),
            _record(trace, "lost", time=95, count=3),
        ]
    )  # fmt: skip
    shown = _shown(basalt, data)["traceEvents"]
    slices = [one for one in shown if one["ph"] == "X"]
    threads = {(one["pid"], one["tid"]): one["args"]["name"] for one in shown if one["name"] == "thread_name"}
    processes = {one["pid"]: one["args"]["name"] for one in shown if one["name"] == "process_name"}
    placed = [(one["name"], processes[one["pid"]], threads[one["pid"], one["tid"]]) for one in slices]
    device = "basalt device"
    assert placed == [
        ("queues[1].doorbell", device, "host"),
        ("copy", device, "queue 1"),
        ("4096 bytes", device, "copies of queue 1"),
        ("addi a1, zero, 7", "tile 2", "control"),
        ("fill", device, "queue 1 (2)"),
        ("shared_memory_fault", "tile 2", "dma"),
        ("completion", device, "host"),
        ("lost", device, "error"),
    ]
    fault = next(one for one in slices if one["name"] == "shared_memory_fault")
    assert fault["args"]["fault"] == "hbm_fault"
    assert fault["args"]["pc"] == "0x40"


def test_slices_of_a_row_do_not_overlap(basalt: Architecture) -> None:
    trace = basalt.traces["events"]
    times = [(0, 10), (1, 5), (2, 12), (5, 6), (10, 11), (11, 30), (12, 13)]
    data = b"".join(_record(trace, "packet", time=b, finish=e, queue=0, kind=2) for b, e in times)
    rows: dict[int, list[tuple[float, float]]] = {}
    for one in _shown(basalt, data)["traceEvents"]:
        if one["ph"] == "X":
            rows.setdefault(one["tid"], []).append((one["ts"], one["ts"] + one["dur"]))
    assert len(rows) == 3
    for row in rows.values():
        assert all(
            first[1] <= second[0] + 1e-12 for first, second in zip(sorted(row), sorted(row)[1:], strict=False)
        )
