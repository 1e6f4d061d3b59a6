"""Texts of assembly that both sides are asked about: of instructions, of aliases, of what files may say besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from specgen.machine.assembler.aliases import AliasForm
from specgen.machine.assembler.resolving import Resolver
from specgen.machine.codec import Coder
from specgen.machine.printing import Site, render
from specgen.model.templates import Kind, template_of_alias
from specgen.review.actions.codes import codec_of
from specgen.review.rules.isa.paired import sides
from specgen.review.rules.isa.searching import candidates

if TYPE_CHECKING:
    from specgen.machine.codec import Codec
    from specgen.model.isa import Alias, Instruction
    from specgen.model.templates import Place
    from specgen.review.subject import Review
    from specgen.review.witnesses import Witness

MOST_TEXTS = 96
_INTEGER = re.compile(r"(?<![\w.])(?:0x[0-9a-fA-F]+|[1-9]\d*|0)(?!\w)")
_SPOKEN = re.compile(r"(?:%|\.option\s+|\.)(\w+)")
_NUMBERS = (1, 0, 2, 3, 4, 8, 16, -1, -4, 100, 0x7F, 0x800, 0x12345678, 0x7FFFFFFFFFFF)


@lru_cache(maxsize=16)
def resolver_of(codec: Codec) -> Resolver:
    """What finds the templates of a line."""
    return Resolver(codec)


def codecs(review: Review, variant: str, processor: str | None = None) -> tuple[Codec, Codec] | None:
    """The codecs of both sides for a processor, by default the first."""
    old, new = (codec_of(side, processor) for side in sides(review, variant))
    return None if old is None or new is None else (old, new)


def processor_of(review: Review, variant: str, one: Instruction | None = None) -> str | None:
    """The processor to name: an instruction's, or the first; None where it is called otherwise on the other side."""
    old, new = sides(review, variant)
    name = one.processor.name if one is not None else next(iter(new.processors), None)
    return name if name in old.processors and name in new.processors else None


def instruction_texts(codec: Codec, one: Instruction) -> Iterator[str]:
    """Lines of an instruction: with small operands that differ from each other, then with each bit of them turned."""
    coder = codec.coders.get(one.name)
    if coder is None:
        return
    for word in islice(candidates((one, one)), 4 * MOST_TEXTS):
        found = codec.decode(word)
        if found is not None and found.instruction is one:
            yield coder.text(found.operands)


def alias_texts(codec: Codec, alias: Alias) -> Iterator[str]:
    """Lines of an alias with a few values of its operands."""
    template = template_of_alias(alias, codec.architecture.state)
    places = template.places
    lines = [line for one in alias.expansions for line in one.lines]
    conditions = [one.when.text for one in alias.expansions if one.when is not None]
    named = (int(text, 0) for text in _INTEGER.findall(" ".join((*conditions, *lines))))
    edges = (edge for number in named for edge in (number - 1, number, number + 1, -number))
    for number in dict.fromkeys((*_NUMBERS, *edges)):
        values = {place.name: _value(place, index, number) for index, place in enumerate(places)}
        text = render(template, values, Site(None, codec.processor.unit))
        yield from ([f".option {alias.option}\n{text}"] if alias.option else [])
        yield text


def _value(place: Place, index: int, number: int) -> int:
    if place.kind in (Kind.REGISTER, Kind.ENUM):
        return list(place.shown)[(index + 1 + number % 7) % len(place.shown)] if place.shown else index
    return number * 4 if place.kind is Kind.LABEL else number


def uses(review: Review, variant: str, processor: str | None, text: str) -> list[str]:
    """The instructions and aliases that the lines of a text may be, on either side, and what aliases turn into."""
    found: set[str] = set(_SPOKEN.findall(text))
    for codec in codecs(review, variant, processor) or ():
        resolver = resolver_of(codec)
        waiting = [line.split()[0] for line in text.splitlines() if line.split()]
        seen: set[str] = set()
        while waiting:
            head = waiting.pop()
            if head in seen:
                continue
            seen.add(head)
            for entry, _ in resolver.mnemonics.find(head):
                if isinstance(entry.target, Coder):
                    found.add(entry.target.instruction.name)
                elif isinstance(entry.target, AliasForm):
                    alias = entry.target.alias
                    found |= {alias.name, *([alias.option] if alias.option else [])}
                    waiting += (line.split()[0] for e in alias.expansions for line in e.lines if line.split())
    return sorted(found)


def text_witnesses(
    review: Review, variant: str, processor: str | None, texts: Iterable[str]
) -> dict[str, Witness]:
    """The first of some texts that becomes ``other`` bytes, one that is ``gone`` (refused now), one that is ``new``."""
    found: dict[str, Witness] = {}
    if codecs(review, variant, processor) is None:
        return found
    given = {"processor": processor} if processor else {}
    for text in dict.fromkeys(islice(texts, MOST_TEXTS)):
        asked = {"text": text, "uses": uses(review, variant, processor, text), **given}
        shown = "; ".join(text.split("\n"))
        witness = review.witness(
            "assemble", variant, asked, f"`{shown}` is {{before}} before, {{after}} after"
        )
        if witness is not None:
            kind = (
                "new"
                if isinstance(witness.before, dict)
                else "gone"
                if isinstance(witness.after, dict)
                else "other"
            )
            found.setdefault(kind, witness)
            if kind == "other":
                break
    return found


def text_witness(review: Review, variant: str, processor: str | None, texts: Iterable[str]) -> Witness | None:
    """The first of some texts that the old side assembles, and the new one differently or not at all."""
    found = text_witnesses(review, variant, processor, texts)
    return found.get("other") or found.get("gone")
