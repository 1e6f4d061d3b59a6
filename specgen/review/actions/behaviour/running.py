"""What witnesses ask of what instructions do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from specgen.review.sides import Side
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.review.behaviour.bench import Bench
    from specgen.review.behaviour.situation import Situation

_BENCHES: WeakKeyDictionary[Side, dict[tuple[str, str, bool], Bench]] = WeakKeyDictionary()
_PLACE = re.compile(r"(?P<name>\w+)(?:\[(?P<index>[\d,]+)\]|@(?P<address>0x[0-9a-f]+)|#(?P<number>\d+))?")


@action("run")
def run(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Run one ``instruction`` with these ``operands`` from reset, with this ``state``, ``memory`` and ``semaphores`` set.

    Raw bits and bytes are hexadecimal, elements ``"3"`` or ``"0,1"``; ``was`` has old names of renamed things. ``look``
    names the places to tell of: ``x[3]``, ``sram@0x40`` (a byte), ``s#0`` (a counter), ``next_pc``, ``said`` (to the host).
    ``checked`` asks that reads of bytes which nobody wrote are faults. The answer tells how it ``ends``, too.
    """
    from specgen.review.behaviour.elements import Refused
    from specgen.review.behaviour.situation import read

    situation = read(given)
    try:
        bench = _bench(side, variant, situation, checked=given.get("checked", False))
        ended = bench.run(situation)
        return {"ends": str(ended)} | {place: _seen(bench, situation, place) for place in given["look"]}
    except Refused as refused:
        return {"refused": str(refused)}


def _bench(side: Side, variant: str, situation: Situation, *, checked: bool) -> Bench:
    from specgen.review.behaviour.bench import Bench, reduced
    from specgen.review.behaviour.elements import Refused
    from specgen.semantics import analyse
    from specgen.source import Diagnostics

    architecture = side.architectures[variant]
    was = situation.names if situation.instruction not in architecture.instructions else {}
    was = {new: old for new, old in situation.names.items() if was or _has(architecture, old)}
    name = was.get(situation.instruction, situation.instruction)
    if name not in architecture.instructions:
        raise Refused(f"there is no instruction {name}")
    known = _BENCHES.setdefault(side, {})
    if (variant, name, checked) not in known:
        semantics = analyse(reduced(architecture, [name]), Diagnostics())
        if name not in semantics.programs:
            raise Refused(f"the semantics of {name} have errors")
        known[variant, name, checked] = Bench(semantics, was, checked=checked)
    return known[variant, name, checked]


def _has(architecture: Any, name: str) -> bool:
    sections = (architecture.instructions, architecture.state, architecture.memories, architecture.semaphores)
    return any(name in section for section in sections)


def _seen(bench: Bench, situation: Situation, place: str) -> Any:
    from specgen.review.behaviour.elements import Refused

    if place == "next_pc":
        return hex(bench.next_pc(situation))
    if place == "said":
        return bench.said()
    found = _PLACE.fullmatch(place)
    if found is None:
        raise Refused(f"there is no place {place}")
    name = found["name"]
    if found["address"] is not None:
        return bench.byte(name, int(found["address"], 16))
    if found["number"] is not None:
        return bench.counter(name, int(found["number"]))
    index = tuple(map(int, found["index"].split(","))) if found["index"] is not None else ()
    return hex(bench.raw(name, index))
