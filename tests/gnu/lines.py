"""Random lines of assembly, from the templates of an example."""

from __future__ import annotations

from functools import cache
from random import Random

from specgen.model.templates import Kind, Literal, Place, Template, Token, template_of_alias
from tests.gnu.tools import Target

_NUMBERS = (
    *(
        -2049,
        -2048,
        -2047,
        -33,
        -32,
        -31,
        -1,
        0,
        1,
        2,
        4,
        5,
        8,
        12,
        16,
        31,
        32,
        33,
        48,
        63,
        64,
        124,
        128,
        252,
        256,
    ),
    *(496, 508, 512, 1020, 1024, 2047, 2048, 4095, 4096, 0x1F000, 0x20000, 0xFFFE0, 0xFFFFF, 0x7FFFF800),
    *(0x7FFFFFFF, 0x80000000, 0xFFFE0000, 0xFFFFF000, 0xFFFFF7FF, -0x80000000, -0x7FFFFFFF),
)
_DISTANCES = (0, 2, 4, 6, 8, 254, 256, 2046, 2048, 4094, 4096, 1048570)
_OURS = ("li_parts",)  # aliases for the lines of others alone


@cache
def _templates(target: Target) -> tuple[Template, ...]:
    architecture, codec = target.accelerator.architecture, target.accelerator.codec
    aliases = [a for a in architecture.aliases.values() if a.name not in _OURS]
    made = [coder.template for coder in codec.coders.values()]
    return (*made, *(template_of_alias(alias, architecture.state) for alias in aliases))


def some_lines(target: Target, draw: Random, count: int) -> list[str]:
    """Lines of all templates in turn; many have an operand that does not fit."""
    templates = _templates(target)
    first = draw.randrange(len(templates))
    return [_line(templates[(first + n) % len(templates)], target, draw) for n in range(count)]


def _line(template: Template, target: Target, draw: Random) -> str:
    chosen: dict[str, str] = {}
    head = "".join(_text(token, target, draw, chosen) for token in template.mnemonic)
    operands = "".join(_text(token, target, draw, chosen) for token in template.operands)
    return f"{head} {operands}".strip()


def _text(token: Token, target: Target, draw: Random, chosen: dict[str, str]) -> str:
    if isinstance(token, Literal):
        return draw.choice((token.text, *token.same)).join((" " * token.before, " " * token.after))
    if token.name not in chosen:
        chosen[token.name] = _operand(token, target, draw)
    return chosen[token.name]


def _operand(place: Place, target: Target, draw: Random) -> str:
    if place.kind is Kind.LABEL:
        near = draw.choice((2 * draw.randrange(150), 2 * draw.randrange(3000), draw.choice(_DISTANCES)))
        return f". {draw.choice('+-')} {near}"
    if place.names and (place.kind is not Kind.HEX or draw.random() < 0.7):
        return draw.choice(list(place.names))
    value = _number(place, target, draw)
    return hex(value) if place.kind is Kind.HEX else str(value)


def _number(place: Place, target: Target, draw: Random) -> int:
    field = place.field
    if field is not None:
        most = (1 << field.width) - 1
        inside = field.value(draw.choice((0, 1, most, most >> 1, (most >> 1) + 1, draw.randint(0, most))))
        return draw.choice((inside, inside, inside, field.low - 1, field.high + 1))
    width = draw.randrange(1, target.bits + 1)
    wide = draw.getrandbits(width) << draw.randrange(target.bits - width + 1)
    small = draw.getrandbits(draw.choice((5, 6, 12))) - draw.choice((0, 32, 2048))
    return draw.choice((draw.choice(_NUMBERS), small, wide, wide - (1 << (target.bits - 1))))
