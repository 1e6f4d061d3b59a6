"""What became of each field between two formats: moved, widened, narrowed, read otherwise, put together otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.review.comparing import renames

if TYPE_CHECKING:
    from specgen.model.isa import Field, Format


@frozen()
class Delta:
    """A difference of one field that one ``rule`` tells; ``checked``: the bits that it takes had to be zero before."""

    rule: str
    field: str
    message: str
    before: str
    after: str
    checked: bool = False


def deltas(old: Format, new: Format) -> Iterator[Delta]:
    """Yield what became of the fields of a format; what follows from that for reserved bits is not told again."""
    mine, theirs = old.by_name, new.by_name
    came = {now: was for was, now in renames(mine, theirs).items()}
    kept = {name: mine[was] for name in theirs if (was := came.get(name, name)) in mine}
    for was, field in mine.items():
        if field not in kept.values() and field.reserved is None:
            yield Delta(
                "ISA_FIELD_NARROWED",
                was,
                f"{was} of {new.name} is gone from bits {bits(field)}",
                bits(field),
                "",
            )
    for name, field in theirs.items():
        if name not in kept:
            yield from _added(old, new, field)
        else:
            yield from _changed(old, new, kept[name], field)
    yield from _uncovered(old, new)


def _added(old: Format, new: Format, field: Field) -> Iterator[Delta]:
    if field.reserved is None:
        at = bits(field)
        yield Delta(
            "ISA_FIELD_WIDENED_INTO_RESERVED", field.name, f"{field.name} of {new.name} takes bits {at}", "", at,
            checked=_were_zero(old, field.mask),
        )  # fmt: skip


def _changed(old: Format, new: Format, a: Field, b: Field) -> Iterator[Delta]:
    of = f"{b.name} of {new.name}"
    if a.reserved != b.reserved:
        yield _reserved(old, of, a, b)
        return
    if b.reserved is not None:
        return
    if _order(a) != _order(b):
        rule, became = _placed(a, b)
        grown = sum(1 << bit for bit in _order(b)[len(_order(a)) :]) if "WIDENED" in rule else 0
        checked = bool(grown) and not b.signed and not a.signed and _were_zero(old, grown)
        yield Delta(rule, b.name, f"{of} {became} bits {bits(a)} to {bits(b)}", bits(a), bits(b), checked)
    if a.signed is not b.signed:
        told = {True: "signed", False: "unsigned"}
        message = f"{of} is {told[b.signed]}, and was {told[a.signed]}"
        yield Delta("ISA_FIELD_SIGNEDNESS", b.name, message, told[a.signed], told[b.signed])
    if (a.scale, a.bias) != (b.scale, b.bias):
        message = f"{of} means {_formula(b)}, and meant {_formula(a)}"
        yield Delta("ISA_FIELD_SCALE_OR_BIAS", b.name, message, _formula(a), _formula(b))


def _placed(a: Field, b: Field) -> tuple[str, str]:
    """Which rule a changed place of a field belongs to, and what became of it."""
    was, now = _order(a), _order(b)
    if sorted(was) == sorted(now):
        return "ISA_FIELD_SPLIT_ORDER", "is put together otherwise: from"
    if len(now) < len(was):
        return "ISA_FIELD_NARROWED", f"narrowed from {len(was)} to {len(now)} bits:"
    if len(now) > len(was) and now[: len(was)] == was:
        return "ISA_FIELD_WIDENED_INTO_RESERVED", "widened from"
    return "ISA_FIELD_MOVED", "moved from"


def _reserved(old: Format, of: str, a: Field, b: Field) -> Delta:
    """A field that became reserved, or is so no longer, or of which other bits than zero are taken otherwise."""
    told = {None: "an operand", "zero": "reserved and must be zero", "ignored": "reserved and ignored"}
    message = f"{of} is {told[b.reserved]}, and was {told[a.reserved]}"
    rules: dict[tuple[str | None, str | None], str] = {
        ("zero", "ignored"): "ISA_RESERVED_POLICY_CHANGED",
        ("ignored", "zero"): "ISA_MATCH_MASK_WIDENED",
        ("zero", None): "ISA_FIELD_WIDENED_INTO_RESERVED",
        ("ignored", None): "ISA_FIELD_WIDENED_INTO_RESERVED",
    }
    rule = rules.get((a.reserved, b.reserved), "ISA_FIELD_NARROWED")
    checked = rule == "ISA_FIELD_WIDENED_INTO_RESERVED" and _were_zero(old, b.mask)
    return Delta(rule, b.name, message, a.reserved or "", b.reserved or "", checked)


def _uncovered(old: Format, new: Format) -> Iterator[Delta]:
    """Bits that were reserved and are in no field now, or the other way round: whether they are looked at changed."""
    zero, now = _zero(old), _zero(new)
    told = _union(
        f for f in new.fields if f.name in old.by_name and old.by_name[f.name].reserved != f.reserved
    )
    lost = zero & ~now & ~_taken(new) & ~told
    got = now & ~zero & ~_taken(old) & ~told
    if lost:
        yield Delta(
            "ISA_RESERVED_POLICY_CHANGED", "reserved", f"bits {spell(lost)} of {new.name} are not looked at any more",
            spell(lost), "",
        )  # fmt: skip
    if got:
        yield Delta(
            "ISA_MATCH_MASK_WIDENED", "reserved", f"bits {spell(got)} of {new.name} must be zero, and were not looked at",
            "", spell(got),
        )  # fmt: skip


def _zero(one: Format) -> int:
    return _union(f for f in one.fields if f.reserved == "zero")


def _taken(one: Format) -> int:
    """The bits of operands."""
    return _union(f for f in one.fields if f.reserved is None)


def _union(fields: Iterator[Field]) -> int:
    mask = 0
    for field in fields:
        mask |= field.mask
    return mask


def _were_zero(old: Format, mask: int) -> bool:
    """Whether every word with another bit than zero there was illegal."""
    return not mask & ~_zero(old)


def _order(field: Field) -> list[int]:
    """The bits of the word that a field has, its least significant first."""
    return [bit for piece in reversed(field.pieces) for bit in range(piece.low, piece.high + 1)]


def _formula(field: Field) -> str:
    scaled = "raw" if field.scale == 1 else f"raw * {field.scale}"
    return scaled if not field.bias else f"{scaled} {'+' if field.bias > 0 else '-'} {abs(field.bias)}"


def bits(field: Field) -> str:
    """The bits of a field as a spec writes them."""
    return " ".join(f"{p.high}:{p.low}" if p.width > 1 else str(p.high) for p in field.pieces)


def spell(mask: int) -> str:
    """The bits of a mask, highest first."""
    from specgen.checks.fields import ranges

    return ranges(mask)
