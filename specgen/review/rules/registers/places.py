"""The block, the register and the field of a change on both sides, and what software would do to see the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from specgen.data import frozen
from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

FIELDS = "registers.*.registers.*.fields.*"


@frozen(eq=False)
class Spot:
    """A place of one side: a block, perhaps a register of it, perhaps a field of that."""

    block: RegisterBlock
    register: HostRegister | None = None
    field: RegisterField | None = None

    @property
    def address(self) -> int:
        """The first byte of the (first) register, or of the block."""
        return self.block.base + (self.register.offset if self.register is not None else 0)

    @property
    def label(self) -> str:
        """``block.register.field``, as far as there are such; a register without fields is one of its own name."""
        alone = self.register is not None and self.field in self.register.fields and self.register.plain
        parts = (self.block, self.register, None if alone else self.field)
        return ".".join(one.name for one in parts if one is not None)

    @property
    def mask(self) -> int:
        """The bits of the field, or all of the register."""
        if self.field is not None:
            return self.field.mask
        return (1 << self.register.width) - 1 if self.register is not None else 0


def spots(change: Change) -> tuple[Spot | None, Spot | None]:
    """Return where a change is, on the old side and on the new one; None where there is nothing."""
    new = _spot(change.new, change.path, None)
    return _spot(change.old, change.path, new), new


def both(change: Change) -> tuple[Spot, Spot] | None:
    """Return both places of a change, or None where one of them is not there."""
    old, new = spots(change)
    return (old, new) if old is not None and new is not None else None


def about(change: Change, depth: int, before: Any = None, after: Any = None) -> Change:
    """Return the change as one of the thing at the first ``depth`` names of its path, with other values."""
    return replace(change, path=change.path[:depth], before=before, after=after, kind=Kind.CHANGED)


def _spot(block: Any, path: tuple[str, ...], other: Spot | None) -> Spot | None:
    if not isinstance(block, RegisterBlock):
        return None
    if len(path) < 4:
        return Spot(block)
    register = _part(block.registers, path[3], other.register if other is not None else None)
    if register is None or len(path) < 6:
        return Spot(block, register) if register is not None else None
    field = _part(register.fields, path[5], other.field if other is not None else None)
    return Spot(block, register, field) if field is not None else None


def _part(parts: Iterable[Any], name: str, new: Any) -> Any:
    """The part of a name, or of the name that the new one had."""
    was = new.renamed_from if new is not None else None
    known = {one.name: one for one in parts}
    return known.get(name) or known.get(was)


def names(old: Spot | None, new: Spot | None) -> dict[str, Any]:
    """Return how an input names the parts: both names of what was renamed."""
    found: dict[str, Any] = {}
    for part in ("block", "register", "field"):
        given = [getattr(one, part) for one in (new, old) if one is not None]
        called = list(dict.fromkeys(one.name for one in given if one is not None))
        if called:
            found[part] = called[0] if len(called) == 1 else called
    return found


def seen_by_accesses(review: Review, change: Change, old: Spot, new: Spot) -> Witness | None:
    """Look for accesses of a register that give something else: a fixed list of experiments, by the old addresses."""
    for spot in (old, new):
        for steps, told in _experiments(spot, old, new):
            given = {**names(old, new), "steps": steps}
            text = f"{told} {spot.label} at {spot.address:#x} is {{before}} before, {{after}} after"
            found = review.witness("access", change.variants[0], given, text)
            if found is not None:
                return found
    return None


def shown(made: Finding, review: Review, change: Change, pair: tuple[Spot, Spot]) -> Finding:
    """Return a finding with accesses that show it. What is reserved on both sides does nothing, whatever is said of it."""
    witness = seen_by_accesses(review, change, *pair)
    if witness is None and all(one.field is not None and one.field.reserved is not None for one in pair):
        return made.proved("the bits are reserved: accesses do the same to them")
    return made.seen(witness, "no accesses were found that tell the two apart")


def _experiments(spot: Spot, old: Spot, new: Spot) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """Yield steps, of which the last one is asked, with words for them."""
    assert spot.register is not None
    at, bits = hex(spot.address), spot.register.width
    ones = hex(old.mask | new.mask)

    def do(verb: str, value: str = "0x0") -> dict[str, Any]:
        made: dict[str, Any] = {"do": verb, "at": at}
        if verb in ("read", "write"):
            made["bits"] = bits
        return {**made, "value": value} if verb in ("write", "set") else made

    yield [do("read")], "after a reset, what is read of"
    yield [do("get")], "after a reset, what the device sees of"
    yield [do("write", ones), do("read")], f"after {ones} was written, what is read of"
    yield [do("write", ones), do("get")], f"after {ones} was written, what the device sees of"
    yield [do("set", ones), do("read")], f"after the device set {ones}, what is read of"
    yield [do("set", ones), do("get")], f"after the device set {ones}, what it sees of"
    yield (
        [do("set", ones), do("write", ones), do("read")],
        f"after {ones} was set and written, what is read of",
    )
    yield [do("set", ones), do("write"), do("read")], f"after {ones} was set and 0x0 written, what is read of"
    yield (
        [do("write", ones), do("write"), do("read")],
        f"after {ones} and then 0x0 were written, what is read of",
    )
    yield [do("write", ones), do("write"), do("get")], f"after {ones} and then 0x0, what the device sees of"
    yield [do("set", ones), do("read"), do("read")], f"after {ones} was set, what the second read gives of"
    yield [do("set"), do("read")], "after the device set 0x0, what is read of"
    yield [do("set"), do("get")], "after the device set 0x0, what it sees of"
    yield [do("read"), do("read")], "what the second read after a reset gives of"
    yield (
        [do("write", ones), do("act"), do("read")],
        f"after {ones} was written and acted upon, what is read of",
    )
    yield [do("write", ones), do("act"), do("get")], f"after {ones} was acted upon, what the device sees of"


def seen_by_locks(review: Review, change: Change, old: Spot, new: Spot, lock: Spot) -> Witness | None:
    """Look whether a register can be written when a lock is set."""
    assert new.register is not None
    assert lock.register is not None
    at, value = hex(old.address), hex(old.mask | new.mask)
    closing = {"do": "write", "at": hex(lock.address), "bits": lock.register.width, "value": hex(lock.mask)}
    writing = {"do": "write", "at": at, "bits": new.register.width, "value": value}
    for last in ({"do": "read", "at": at, "bits": new.register.width}, {"do": "get", "at": at}):
        given = {**names(old, new), "lock": lock.label, "steps": [closing, writing, last]}
        text = f"with {lock.label} set, {new.label} is {{before}} before, {{after}} after {value} was written"
        found = review.witness("access", change.variants[0], given, text)
        if found is not None:
            return found
    return None
