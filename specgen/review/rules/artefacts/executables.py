"""Changes of formats of executables: files that the other side refuses, or takes for something else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.artefacts.files import files
from specgen.review.rules.registry import Found
from specgen.review.rules.words import is_of_words
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

if TYPE_CHECKING:
    from specgen.model.interfaces import Executable, Relocation

_QUIET = (Kind.RENAMED, Kind.REWRITTEN)
_VALUE, _HERE = 0x12345678, 0x12345000
_WIDE = 0x1122334455667788


def _key(change: Change) -> str:
    """The field of the format that a change is of; nothing where it is words."""
    quiet = change.kind in _QUIET or is_of_words(change) or "retired" in change.path[-2:]
    return "" if quiet or len(change.path) < 3 else change.path[2]


def _part(change: Change) -> str:
    return change.path[4] if len(change.path) > 4 else ""


def _told(change: Change) -> str:
    block = "argument " if change.path[2] == "block" else ""
    key = block + (" ".join(change.path[2:] if block or len(change.path) < 4 else change.path[3:])).replace(
        "_", " "
    )
    return f"{change.name}: {key} is {plain(change.after) or 'none'}, was {plain(change.before) or 'none'}"


def _named(change: Change) -> dict[str, Any]:
    old = getattr(change.old, "name", change.name)
    return {"executable": change.name} | ({"formerly": old} if old != change.name else {})


def _ask(review: Review, change: Change, action: str, told: str, **given: Any) -> Witness | None:
    return review.witness(action, change.variants[0], {**_named(change), **given}, told)


def _opened(review: Review, change: Change, focus: str = "", *, old: bool = True) -> Witness | None:
    """A file of one side's writer that the other side's reader refuses, or finds other sections in."""
    variant = change.variants[0]
    side = review.old.architectures[review.pairs[variant]] if old else review.new.architectures[variant]
    form: Executable = change.old if old else change.new
    renamed = {s.renamed_from: s.name for s in change.new.sections.values() if s.renamed_from is not None}
    more = {"renamed": renamed} if renamed else {}
    for data in files(side, form, focus):
        told = f"a file of {len(data)} bytes by the {'old' if old else 'new'} writer: {{before}} before, {{after}} after"
        seen = _ask(review, change, "executable_open", told, file=data.hex(), **more)
        if seen is not None:
            return seen
    return None


def _judged(review: Review, change: Change, one: Finding, focus: str = "") -> Finding:
    """The finding with a file that shows it; a risk where only files of the new writer do."""
    back = _opened(review, change, focus)
    if back is not None:
        return one.seen(back, "")
    seen = one.seen(
        _opened(review, change, focus, old=False),
        "no file of either writer that the other side refuses was found",
    )
    return replace(seen, verdict=seen.verdict.at_most(Level.RISK))


# -- header, table, version ----------------------------------------------------------------------------------------------------


def _magic(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _key(change) == "version":
        before, after = (".".join(map(str, side.version)) for side in (change.old, change.new))
        whole = replace(change, path=change.path[:3], before=before, after=after)
        yield _judged(review, whole, found(f"{change.name}: version is {after}, was {before}", whole))
    elif _key(change) in ("magic", "endian"):
        yield _judged(review, change, found(_told(change)))
    elif _key(change) == "suffix":
        yield found(_told(change)).seen(None, "files are known by their first bytes, not by their names")


def _aligned(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _key(change) == "alignment":
        yield _judged(review, change, found(_told(change)))


def _offset(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    key = _key(change)
    if key == "block" and change.path[-1] != "size":
        yield found(_told(change)).seen(_argument(review, change), "no argument lies elsewhere")
    elif key in ("header_roles", "table_roles") and len(change.path) > 3:
        yield _played(review, change, found, key.partition("_")[0], change.path[3])
    elif key == "sections" and _part(change) == "roles" and len(change.path) > 5:
        yield _played(review, change, found, change.path[3], change.path[5])


def _played(review: Review, change: Change, found: Found, of: str, role: str) -> Finding:
    """What is said of a role that another member plays, or one of another name."""
    told = f"{role} in {of} of {change.name} is {{before}} before, {{after}} after"
    seen = _ask(review, change, "executable_role", told, of=of, role=role)
    one = found(_told(change))
    return one.seen(seen, "") if seen is not None else one.proved("what plays it lies where it did")


def _argument(review: Review, change: Change) -> Witness | None:
    for size in (4, 8):
        told = f"an argument of {size} bytes is {{before}} before, {{after}} after"
        seen = _ask(
            review,
            change,
            "executable_argument",
            told,
            offset=0,
            size=size,
            value=_WIDE & (1 << 8 * size) - 1,
        )
        if seen is not None:
            return seen
    return None


def _type(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    key = _key(change)
    if key in ("header", "table"):
        yield _judged(review, change, found(_told(change)))
    elif key == "sections" and _part(change) in ("does", "entry"):
        yield _judged(review, change, found(_told(change)), change.path[3])


# -- sections ------------------------------------------------------------------------------------------------------------------


def _codes(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _key(change) == "sections" and _part(change) == "code":
        yield _judged(review, change, found(_told(change)), change.path[3])


def _order(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REORDERED and _key(change) == "sections":
        one = found(f"kinds of sections of {change.name} stand in another order")
        yield one.seen(_opened(review, change), "readers go by the kinds")


def _required(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _key(change) == "sections" and _part(change) == "required" and change.after:
        yield found(f"every file of {change.name} has a section {change.path[3]}").seen(
            _opened(review, change), "no old file without it was found"
        )


def _optional(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _key(change) == "sections" and _part(change) == "required" and not change.after:
        one = found(f"a file of {change.name} need not have a section {change.path[3]}")
        yield one.seen(_opened(review, change, old=False), "no new file without it was found")


# -- limits --------------------------------------------------------------------------------------------------------------------


def _lowered(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _limit(change) and _most(change.after) < _most(change.before):
        yield found(_told(change)).seen(_beyond(review, change), "no file goes so far")


def _raised(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _limit(change) and _most(change.after) > _most(change.before):
        yield found(_told(change)).seen(_beyond(review, change), "no file goes so far")


def _limit(change: Change) -> bool:
    key = _key(change)
    return (
        key == "most_sections"
        or (key == "block" and change.path[-1] == "size")
        or (key == "sections" and _part(change) in ("most", "limit"))
    )


def _most(value: Any) -> int:
    return 1 << 62 if value is None else int(value)


def _beyond(review: Review, change: Change) -> Witness | None:
    """What is just beyond the lower of two limits."""
    count = min(_most(change.before), _most(change.after)) + 1
    if _key(change) == "block":
        told = "an argument at the end of the block: {before} before, {after} after"
        return _ask(review, change, "executable_argument", told, offset=count - 1, size=1, value=1)
    told = f"whether there may be {count}: {{before}} before, {{after}} after"
    given: dict[str, Any] = {"count": count}
    if _key(change) == "sections":
        given = {"section": change.path[3], "entries" if _part(change) == "limit" else "count": count}
    return _ask(review, change, "executable_limit", told, **given)


# -- relocations ---------------------------------------------------------------------------------------------------------------


def _relocation(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if _key(change) != "relocations" or len(change.path) < 4 or change.kind in (Kind.ADDED, Kind.REORDERED):
        return
    name = change.path[3]
    gone = change.kind is Kind.REMOVED and len(change.path) == 4
    told = f"{change.name}: relocation {name} is gone" if gone else _told(change)
    yield found(told).seen(_patched(review, change, name), "no address was found that is patched otherwise")


def _patched(review: Review, change: Change, name: str) -> Witness | None:
    kinds: list[Relocation] = [f.relocations[name] for f in (change.old, change.new) if name in f.relocations]
    for code in dict.fromkeys(kind.code for kind in kinds):
        for value, here in ((_VALUE, _HERE), (64, 32), (8, 0), (_WIDE, 0)):
            told = f"relocation {code} of the address {value:#x} at {here:#x} leaves {{before}} before, {{after}} after"
            seen = _ask(review, change, "executable_patch", told, code=code, value=value, here=here)
            if seen is not None:
                return seen
    return None


# -- what is there -------------------------------------------------------------------------------------------------------------


def _gone(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2 and change.kind is Kind.REMOVED:
        data = next(files(review.old.architectures[review.pairs[change.variants[0]]], change.before), b"")
        seen = _ask(
            review, change, "executable_open", "a file of it: {before} before, {after} after", file=data.hex()
        )
        yield found(f"executables of format {change.name} are gone").seen(seen, "")
        return
    key = _key(change)
    if key == "sections" and change.kind is Kind.REMOVED and len(change.path) == 4:
        yield _judged(
            review, change, found(f"{change.name} has no sections {change.path[3]} any more"), change.path[3]
        )
    elif key == "features" and change.kind is Kind.REMOVED:
        told = f"whether a program may ask for {change.path[3]}: {{before}} before, {{after}} after"
        seen = _ask(review, change, "executable_feature", told, feature=change.path[3])
        yield found(f"{change.name} has no feature {change.path[3]} any more").seen(seen, "")


def _new(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if len(change.path) == 2 and change.kind is Kind.ADDED:
        yield found(f"executables of format {change.name} are new")
        return
    of_it = len(change.path) == 4 and _key(change) in ("sections", "features", "relocations")
    if of_it and change.kind is Kind.ADDED:
        yield found(f"{change.path[2].rstrip('s')} {change.path[3]} of {change.name} is new")


SAYS: dict[str, Callable[[Change, Review, Found], Iterable[Finding]]] = {
    "ART_MAGIC_OR_ENDIAN": _magic,
    "ART_SECTION_ALIGN": _aligned,
    "ART_FIELD_OFFSET": _offset,
    "ART_FIELD_TYPE": _type,
    "ART_UNION_ARM_INSERTED": _codes,
    "ART_SECTION_ORDER": _order,
    "ART_REQUIRED_ADDED": _required,
    "ART_REQUIRED_REMOVED": _optional,
    "ART_LIMIT_LOWERED": _lowered,
    "ART_LIMIT_RAISED": _raised,
    "ART_RELOC_KIND_CHANGED": _relocation,
    "ART_REMOVED": _gone,
    "ART_ADDED": _new,
}
