"""Number formats: what their codes stand for, and how numbers become codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from random import Random

from specgen.model.numerics import Special, decode
from specgen.model.types import ElementType, FloatType
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.semantics.words import says_nothing, what_happened
from specgen.review.subject import Review
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_ENCODING = (".exponent", ".mantissa", ".bias", ".signed", ".infinities", ".nans", ".width", ".fraction")
_PATHS = ("types", "fixed_types", "integer_types")
CODES = 512
"""Codes of a format that are looked at; all of them, where there are no more."""


@rule(
    "SEM_DTYPE_ENCODING_CHANGED", "B B B B B", "back num",
    "Codes of a number format stand for other numbers.",
    "Weights, constants and files hold codes. Every one that was written before is read as another number afterwards, and no "
    "tool can tell.",
    on=("enums.*.members.*.type", *(f"{path}.*{key}" for path in _PATHS for key in ("", *_ENCODING))),
)  # fmt: skip
def _encoding(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.CHANGED and change.section == "enums":
        told = f"{change.path[3]} of {change.name} chooses {_name(change.after)}, not {_name(change.before)}"
        yield found(told).seen(None, "which instruction it changes is told there")
    elif change.kind is Kind.REMOVED and change.section == "integer_types":
        yield found(f"the name {change.name} of an integer type is gone").at_most(Level.RISK)
    elif change.kind in (Kind.CHANGED, Kind.REMOVED) and change.section != "enums":
        witness = number_witness(review, change.variants[0], change.name)
        told = witness.told if witness is not None and change.kind is Kind.CHANGED else what_happened(change)
        yield found(told).seen(witness, "no code that was looked at stands for another number")


@rule(
    "SEM_SCALE_BLOCK_CHANGED", "B B - B R", "back num",
    "Block-scaled numbers are grouped or scaled otherwise.",
    "How many elements share a scale, and how the scale is found, is part of every quantised tensor that is stored: scales of "
    "before are applied to other elements.",
    on=("block_types.**",),
)  # fmt: skip
def _block(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind in (Kind.CHANGED, Kind.REMOVED) and not says_nothing(change):
        witness = block_witness(review, change.variants[0], change.name)
        yield found(what_happened(change)).seen(witness, "no block that was tried is kept otherwise")


def conversion(change: Change, review: Review) -> Witness | None:
    """A number that becomes another code of a format than before."""
    variant = change.variants[0]
    for number in _numbers(
        _kind(review, variant, change.name, new=False), _kind(review, variant, change.name, new=True)
    ):
        given = {"type": change.name, "number": number}
        told = f"{_readable(number)} becomes {{before}} of {change.name} before, and {{after}} after"
        witness = review.witness("code", variant, given, told)
        if witness is not None:
            return witness
    return None


def _readable(number: str) -> str:
    """A number as people write it: where that is not all of it, about so."""
    if "/" not in number and len(number) <= 12:
        return number
    try:
        exact = Fraction(number)
        near = float(exact)
    except (ValueError, OverflowError):
        return number
    if not near:
        return number
    text = f"{near:.6g}"
    return text if Fraction(text) == exact else f"about {text}"


def number_witness(review: Review, variant: str, name: str) -> Witness | None:
    """A code that stands for another number than before."""
    old, new = _kind(review, variant, name, new=False), _kind(review, variant, name, new=True)
    for code in _codes(old, new):
        if old is None or new is None or _decoded(old, code) != _decoded(new, code):
            told = f"code {code:#x} of {name} is {{before}} before, and {{after}} after"
            return review.witness("number", variant, {"type": name, "code": hex(code)}, told)
    return None


def block_witness(review: Review, variant: str, name: str) -> Witness | None:
    """Numbers that are kept otherwise than before."""
    draw = Random(review.search.seed)
    for count in (4, 40, 80):
        for _ in range(8):
            numbers = [
                str(Fraction(draw.randint(-(1 << 12), 1 << 12), 1 << draw.randint(0, 16)))
                for _ in range(count)
            ]
            told = f"{count} numbers are kept otherwise as {name}"
            witness = review.witness("block", variant, {"type": name, "numbers": numbers}, told)
            if witness is not None:
                return witness
    return None


def _kind(review: Review, variant: str, name: str, *, new: bool) -> ElementType | None:
    side = review.new if new else review.old
    a = side.architectures[variant if new else review.pairs[variant]]
    return a.types.get(name) or a.fixed_types.get(name) or a.integer_types.get(name)


def _codes(old: ElementType | None, new: ElementType | None) -> Iterator[int]:
    """Codes worth looking at: all of small formats, of others the ends of each power of two."""
    width = max(one.width for one in (old, new) if one is not None)
    if 1 << width <= CODES:
        yield from range(1 << width)
        return
    for bit in range(width):
        yield from (1 << bit, (1 << bit) + 1, (1 << bit) - 1)
        yield from ((1 << width) - (1 << bit), (1 << (width - 1)) | (1 << bit) - 1)
    for one in (old, new):
        if isinstance(one, FloatType):
            yield from range(one.max_code - 2, one.max_code + 4)


def _numbers(old: ElementType | None, new: ElementType | None) -> Iterator[str]:
    """Numbers between the codes of a format, beyond its greatest, and those that are none."""
    yield from ("nan", "infinity", "negative_infinity", "negative_zero", "0")
    for one in (old, new):
        if one is None:
            continue
        known = [
            v for c in _codes(one, one) if c < 1 << one.width and isinstance(v := decode(one, c), Fraction)
        ]
        for a, b in pairwise(known):
            yield from map(str, ((a + b) / 2, (3 * a + b) / 4, (a + 3 * b) / 4))
        most = max(known, default=Fraction(1))
        yield from map(
            str, (2 * most, -2 * most, most * 33 / 32, most / 3, min(known, default=Fraction(0)) * 2)
        )


def _decoded(kind: ElementType, code: int) -> Fraction | Special | None:
    return decode(kind, code) if code < 1 << kind.width else None


def _name(kind: object) -> str:
    return str(getattr(kind, "name", None) or "no type")
