"""Checks of what people read: summaries, requirements, versions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.model.requirements import stated
from specgen.source import Related, Severity

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.item import Item

_TINY = """
    formats: {tiny: {width: 16, fields: {opcode: "6:0", reserved: "15:7"}}}
"""


def _items(architecture: Architecture) -> Iterator[Item]:
    a = architecture
    return chain(
        a.types.values(),
        a.enums.values(),
        a.formats.values(),
        a.extensions.values(),
        a.faults.values(),
        a.memories.values(),
        a.state.values(),
        a.engines.values(),
        a.processors.values(),
        a.semaphores.values(),
        a.functions.values(),
        a.instructions.values(),
        a.aliases.values(),
    )


@check(
    "words-summary-missing",
    Severity.WARNING,
    "Every instruction has a summary.",
    "An index page, an editor's hover text and a generated header are made of summaries.",
    wrong=f"""{_TINY}
    instructions: {{one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one", semantics: "pass"}}}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one", summary: Does nothing., semantics: "pass"}}
    """,
)
def summary_missing(subject: Subject) -> Iterator[Finding]:
    """Instructions without a summary."""
    for one in subject.architecture.instructions.values():
        if not one.summary.strip():
            yield Finding(
                f"{one.name} has no summary", one.origin.key(), hint="say in one sentence what it does"
            )


@check(
    "words-requirement-twice",
    Severity.ERROR,
    "A requirement's id is its own for ever.",
    "Tests, reviews and customers quote requirements by id.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one", summary: One., semantics: "pass",
            requirements: {{R-ONE-1: It does nothing.}}}}
      two: {{format: tiny, encoding: {{opcode: 0x71}}, assembly: "two", summary: Two., semantics: "pass",
            requirements: {{R-ONE-1: It does nothing.}}}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one", summary: One., semantics: "pass",
            requirements: {{R-ONE-1: It does nothing.}}}}
      two: {{format: tiny, encoding: {{opcode: 0x71}}, assembly: "two", summary: Two., semantics: "pass",
            requirements: {{R-TWO-1: It does nothing.}}}}
    """,
)
def requirement_twice(subject: Subject) -> Iterator[Finding]:
    """Requirement ids that two items use."""
    seen: dict[str, Item] = {}
    for one in stated(subject.architecture):
        id, item = one.requirement.id, one.item  # noqa: A001
        first = seen.setdefault(id, item)
        if first is not item:
            yield Finding(
                f"{id} is a requirement of {first.name} already",
                item.origin.key("requirements", id),
                (Related(first.origin.key("requirements", id), "first given here"),),
            )


@check(
    "words-since-future",
    Severity.ERROR,
    "Nothing is newer than the spec itself.",
    "`since` tells a reader which version to ask for; a version that does not exist cannot be had.",
    wrong=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one", summary: One., semantics: "pass", since: 99.0}}
    """,
    right=f"""{_TINY}
    instructions:
      one: {{format: tiny, encoding: {{opcode: 0x70}}, assembly: "one", summary: One., semantics: "pass", since: 0.1}}
    """,
)
def since_future(subject: Subject) -> Iterator[Finding]:
    """Items whose ``since`` is after the spec's version."""
    now = _version(subject.architecture.version)
    for item in _items(subject.architecture):
        if item.since is not None and _version(item.since) > now:
            yield Finding(
                f"{item.name} is since {item.since}, after this version, {subject.architecture.version}",
                item.origin.at("since"),
            )


def _version(text: str) -> tuple[int, ...]:
    numbers = [int(part) for part in text.split("-")[0].split(".") if part.isdigit()]
    return (*numbers, *[0] * (3 - len(numbers)))
