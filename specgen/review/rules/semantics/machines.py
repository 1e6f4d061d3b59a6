"""How a machine begins, what it fetches, what it calls, and what is declared beside the instructions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.words import says_nothing, what_happened
from specgen.review.subject import Review

_SECTIONS = (
    *("functions", "tables", "types", "fixed_types", "block_types", "integer_types", "faults", "semaphores"),
    *("barriers", "engines", "processors", "devices", "instances"),
)

_FETCHING = (
    *("processors.*.program_counter", "processors.*.memory", "processors.*.unit", "processors.*.granule"),
    *("processors.*.endianness", "processors.*.illegal", "processors.*.fetch", "processors.*.complete"),
    *("processors.*.longer", "processors.*.longer.*", "processors.*.on_raise.**", "processors.*.elf"),
    *("processors.*.elf.*", "processors.*.padding", "processors.*.padding.*"),
)


@rule(
    "SEM_RESET_CHANGED", "R B B B R", "back",
    "A processor begins at another address.",
    "What starts first (a boot loader, a test, firmware) is linked to the address that is fetched from first.",
    on=("processors.*.reset",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _reset(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    given = {"processor": change.name}
    told = f"{change.name} begins with {{before}} before, {{after}} after"
    witness = review.witness("fetch", change.variants[0], given, told)
    yield found(what_happened(change)).seen(witness, "it ends in the same way")


@rule(
    "SEM_FETCH_CHANGED", "B B B B R", "back",
    "A processor fetches, refuses or traps otherwise.",
    "Where instructions come from, in what units they are counted, and what happens to a word that is none decides how every "
    "program runs.",
    on=_FETCHING,
)  # fmt: skip
def _fetch(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if says_nothing(change):
        return
    made = found(what_happened(change))
    for given in _fetched(change, review):
        told = f"{change.name} at {given.get('pc', 'reset')}: {{before}} before, {{after}} after"
        witness = review.witness("fetch", change.variants[0], given, told)
        if witness is not None:
            yield made.seen(witness, "")
            return
    yield made.seen(None, "no word that is no instruction, and no address without one, shows it")


def _fetched(change: Change, review: Review) -> Iterator[dict[str, Any]]:
    """What a processor may be given to fetch: words that are no instruction, and addresses where nothing is."""
    a = review.new.architectures[change.variants[0]]
    processor = a.processors[change.name]
    yield {"processor": change.name}
    for word in ("ff", "00", "7f", "80"):
        yield {"processor": change.name, "bytes": word * 16}
    beyond = (processor.memory.base + processor.memory.size) // processor.unit
    yield {"processor": change.name, "pc": hex(min(beyond, processor.program_counter.high))}


@rule(
    "SEM_ADDED", "c c c c c", "fwd",
    "There is something new for instructions to use.",
    "Nothing that was there before names it.",
    on=tuple(f"{section}.*" for section in _SECTIONS), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"{change.name} is new")


@rule(
    "SEM_REMOVED", "S S S c S", "src",
    "Something that instructions could use is gone.",
    "An instruction that used it has changed, and is told by itself. Headers no longer have its name.",
    on=tuple(f"{section}.*" for section in _SECTIONS if not section.endswith("types")), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"{change.name} is gone")
