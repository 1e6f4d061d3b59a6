"""What witnesses ask of number formats: the number of a code, the code of a number, a block of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from specgen.model.numerics import Special, decode, encode, quantise_block
from specgen.model.types import BlockType, ElementType
from specgen.review.sides import Side
from specgen.review.witnesses import action


def element(side: Side, variant: str, name: str) -> ElementType | None:
    """A number format of single numbers by its name."""
    a = side.architectures[variant]
    return a.types.get(name) or a.fixed_types.get(name) or a.integer_types.get(name)


@action("number")
def number(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The exact number that a ``code`` (hexadecimal) of a ``type`` stands for: ``3/2``, ``nan``, ``-infinity``."""
    kind = element(side, variant, given["type"])
    if kind is None:
        return {"refused": f"there is no number format {given['type']}"}
    code = int(given["code"], 16)
    return told(decode(kind, code)) if code < 1 << kind.width else {"refused": f"it has {kind.width} bits"}


@action("code")
def code(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The code (hexadecimal) that a conversion of an exact ``number`` into a ``type`` gives by the type's own modes."""
    kind = element(side, variant, given["type"])
    if kind is None:
        return {"refused": f"there is no number format {given['type']}"}
    return hex(encode(kind, real(given["number"])))


@action("block")
def block(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """How ``numbers`` are kept by a block-scaled ``type``: of each block the code of its scale and those of its elements."""
    kind: BlockType | None = side.architectures[variant].block_types.get(given["type"])
    if kind is None:
        return {"refused": f"there is no number format {given['type']}"}
    numbers = [real(one) for one in given["numbers"]]
    blocks = [numbers[at : at + kind.block] for at in range(0, len(numbers), kind.block)]
    made = [quantise_block(kind, one) for one in blocks]
    return {
        "axis": kind.axis,
        "blocks": [{"scale": hex(s), "elements": [hex(e) for e in es]} for s, es in made],
    }


def told(value: Fraction | Special) -> str:
    """An exact number as text."""
    return value.name.lower() if isinstance(value, Special) else str(value)


def real(text: str) -> Fraction | Special:
    """The exact number that a text tells."""
    try:
        return Special[text.upper()]
    except KeyError:
        return Fraction(text)
