"""Pages of queues, mailboxes, traces, protocols and errors: what they say, and drawings that anybody can read."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.parts.text import plain
from specgen.model.interfaces import BLAMES, MESSAGES, PACKET_ROLES, RECORDS
from specgen.model.protocols import explore

PROTOCOL = """
protocols:
  broken:
    shared:
      data: {writer: "giver"}
      flag: {writer: "giver", summary: "<b>bold</b> & more"}
    agents:
      giver:
        states: [start, written, told]
        steps:
          write: {from: start, to: written, do: data = 7}
          tell: {from: written, to: told, do: flag = 1}
          again: {from: told, to: told, when: data == 8}
      taker:
        states: [waiting, ready]
        variables: {got: 0}
        steps:
          take: {from: waiting, to: ready, when: flag == 1, order: acquire, do: got = data}
      third: {states: [idle], steps: {}}
    invariants: {"what was given, is what arrived <i>": not taker.ready or taker.got == 7}
    ends: giver.told and taker.ready
"""


@pytest.fixture(scope="module")
def pages(reference: Request) -> dict[str, str]:
    return {path: str(text) for path, text in generate(reference).items() if path.endswith(".md")}


def drawings(page: str) -> list[ET.Element]:
    return [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]


def test_every_error_has_its_anchors(pages: dict[str, str], reference: Request) -> None:
    page = pages["errors.md"]
    for one in reference.default.errors.values():
        assert f'id="code-{one.code}"' in page
        assert f'<span id="{one.name}">[`{one.name}`](errors/{one.name}.md)</span>' in page
        own = pages[f"errors/{one.name}.md"]
        assert ("**Cause.**" in own, "**Remedy.**" in own) == (bool(one.cause), bool(one.remedy))
        assert one.blame in BLAMES
        if one.code:
            assert one.cause and one.remedy, one.name


def test_the_protocol_says_what_was_tried(pages: dict[str, str], reference: Request) -> None:
    one = reference.default.protocols["ring"]
    page, found = pages["protocols/ring.md"], explore(one)
    assert f"all {found.states:,} states" in page
    ordered = [
        (agent, step) for agent in one.agents.values() for step in agent.steps if step.order != "relaxed"
    ]
    assert len(ordered) == 6
    for agent, step in ordered:
        assert f"### {plain(agent.name)} {plain(step.name)}: {step.order}" in page
    assert page.count("Else this does not hold") == len(ordered)
    assert "Nothing goes wrong" not in page
    assert len(drawings(page)) == len(one.agents) + 1 + len(ordered)


@pytest.mark.parametrize("path", ["protocols/ring.md"])
def test_drawings_are_told_and_lie_within_their_bounds(pages: dict[str, str], path: str) -> None:
    for svg in drawings(pages[path]):
        assert svg.get("role") == "group"
        assert svg.get("aria-label")
        width, height = map(float, svg.get("viewBox", "").split()[2:])
        for group in svg.iter("g"):
            assert (group[0].tag, bool(group[0].text)) == ("title", True)
        for text in svg.iter("text"):
            reach = 3.4 * len(text.text or "")
            assert reach <= float(text.get("x", "0")) + 1
            assert float(text.get("x", "0")) + reach <= width + 1
            assert 0 < float(text.get("y", "0")) < height
        for box in svg.iter("rect"):
            assert float(box.get("x", "0")) >= 0
            assert float(box.get("x", "0")) + float(box.get("width", "0")) <= width
            assert float(box.get("y", "0")) + float(box.get("height", "0")) <= height


def test_a_broken_protocol_shows_how(tmp_path: Path) -> None:
    request = api.request(write_example(PROTOCOL, tmp_path))
    page = str(generate(request)["protocols/broken.md"])
    assert "It goes wrong: this does not hold: what was given, is what arrived" in page
    assert "<b>" not in page
    assert "<i>" not in page
    machines, (way,) = drawings(page)[:3], drawings(page)[3:]
    assert len(machines) == 3
    told = [group[0].text for group in way.iter("g")]
    assert told == [
        *("giver", "memory", "taker", "third"),
        "giver does write: data = 7",
        "giver does tell: flag = 1",
        "flag = 1 of giver becomes visible",
        "taker sees flag = 1",
        "taker does take: got = 0",
    ]


def test_queues_link_what_they_are_made_of(pages: dict[str, str], reference: Request) -> None:
    page, queue = pages["queues/commands.md"], reference.default.queues["commands"]
    for packet in queue.packets.values():
        assert f'<span id="{packet.name}">' in page
        assert f"(../structures/{packet.structure.name}.md)" in page
    assert "(../protocols/ring.md)" in page
    assert "R-QUEUE-1" in page
    trace = pages["traces/events.md"]
    assert all(f'<span id="{name}">' in trace for name in reference.default.traces["events"].records)
    assert "`identify_response`" in pages["mailboxes/firmware.md"]


def test_everything_that_is_done_has_words() -> None:
    from specgen.generators.docs.interfaces import queues

    assert queues.PACKETS.keys() == PACKET_ROLES.keys()
    assert queues.MESSAGES.keys() == set(MESSAGES)
    assert queues.RECORDS.keys() == set(RECORDS)
