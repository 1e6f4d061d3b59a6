"""Machine code to assembly text that assembles to the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.machine.assembler.aliases import AliasForm
from specgen.machine.assembler.expressions import Hole, Number
from specgen.machine.assembler.matching import Mismatch, Operands
from specgen.machine.assembler.resolving import Resolver
from specgen.machine.codec import Coder
from specgen.machine.printing import Site, render
from specgen.model.expressions import ExpressionError
from specgen.model.templates import Kind, Template, ambiguous, template_of_alias

if TYPE_CHECKING:
    from specgen.machine.codec import Codec, Decoded
    from specgen.model.expressions import Expression
    from specgen.model.isa import Alias


@dataclass(frozen=True, slots=True)
class DisassembledLine:
    """One instruction, or data that is none; ``label`` names its address where something refers to it."""

    address: int
    data: bytes
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """When an instruction is an alias: fields with these values, and the operands that others hold."""

    template: Template
    values: dict[str, int]
    operands: dict[str, str]
    when: Expression | None
    exact: bool

    def fits(self, decoded: Decoded, constants: Mapping[str, int]) -> dict[str, int] | None:
        """The alias's operands, or None where it is not this alias."""
        if any(decoded.operands[name] != value for name, value in self.values.items()):
            return None
        found: dict[str, int] = {}
        for name, operand in self.operands.items():
            if found.setdefault(operand, decoded.operands[name]) != decoded.operands[name]:
                return None
        try:
            return found if self.when is None or self.when.holds({**constants, **found}) else None
        except ExpressionError:
            return None


_FAR = (Kind.LABEL, Kind.ADDRESS)
_DIRECTIVES = {1: ".byte", 2: ".half", 4: ".word", 8: ".quad"}


class Disassembler:
    """Disassembles for one codec, with the preferred aliases unless ``aliases`` is false.

    Among them are those of options (``lw`` for an instruction that is a short ``lw``), but in a `source`.
    """

    def __init__(self, codec: Codec, *, aliases: bool = True) -> None:
        self.codec = codec
        self._unit = codec.processor.unit
        self._patterns: dict[str, list[_Pattern]] = {}
        if aliases:
            resolver = Resolver(codec)
            for alias in codec.architecture.aliases.values():
                self._learn(alias, resolver)
            for patterns in self._patterns.values():
                patterns.sort(key=lambda pattern: -len(pattern.values))

    def text(self, decoded: Decoded, site: Site | None = None, *, exact: bool = False) -> str:
        """One instruction; without a ``site``, distances are written from ``.``.

        Where ``exact``, it assembles to the same word with all options off.
        """
        where = site or Site(None, self._unit)
        for pattern in self._patterns.get(decoded.instruction.name, ()):
            if exact and not pattern.exact:
                continue
            operands = pattern.fits(decoded, self.codec.architecture.constants)
            if operands is not None:
                return render(pattern.template, operands, where)
        return render(decoded.coder.template, decoded.operands, where)

    def lines(
        self,
        data: bytes,
        base: int = 0,
        symbols: Mapping[str, int] | None = None,
        *,
        labels: bool = True,
        exact: bool = False,
    ) -> list[DisassembledLine]:
        """The lines of an image at address ``base``; ``exact`` is that of `text`.

        An instruction with bits that no assembly makes, as they are ignored, is shown as data.

        ``symbols`` name addresses; with ``labels``, targets of branches that have no name get one.
        """
        parts = list(self._parts(data))
        starts = {base + offset for offset, _, _ in parts}
        names = {
            address: name for name, address in reversed(list((symbols or {}).items())) if address in starts
        }
        if labels:
            targets = {t for at, _, one in parts if one for t in self._targets(one, base + at)}
            names.update({t: f"L_{t:x}" for t in sorted(targets & starts - names.keys())})
        made: list[DisassembledLine] = []
        known: dict[bytes, str] = {}  # texts that do not depend on where the instruction is
        for offset, raw, decoded in parts:
            address = base + offset
            if decoded is None or decoded.word & decoded.coder.ignored:
                text = self._data(raw)
            elif raw in known:
                text = known[raw]
            else:
                text = self.text(decoded, Site(address, self._unit, names.get), exact=exact)
                if not any(place.kind in _FAR for place in decoded.coder.template.places):
                    known[raw] = text
            made.append(DisassembledLine(address, raw, text, names.get(address, "")))
        return made

    def source(self, data: bytes, base: int = 0, symbols: Mapping[str, int] | None = None) -> str:
        """An image as a file that assembles to it."""
        made = [f".org {base:#x}\n"] if base else []
        for line in self.lines(data, base, symbols, exact=True):
            made += [f"{line.label}:\n"] if line.label else []
            made.append(f"    {line.text}\n")
        return "".join(made)

    def _parts(self, data: bytes) -> Iterator[tuple[int, bytes, Decoded | None]]:
        step, most, at = max(self.codec.processor.granule // 8, 1), self.codec.max_bytes, 0
        known: dict[
            bytes, Decoded | None
        ] = {}  # by all its bytes, or by what a granule begins that is no short one
        while at < len(data):
            raw = bytes(data[at : at + step])
            if raw not in known or known[raw] is None:
                raw = bytes(data[at : at + most])
                if raw not in known:
                    known[raw] = self.codec.decode_bytes(raw)
            decoded = known[raw]
            size = decoded.length_bytes if decoded else self._illegal(raw, step)
            if size < len(raw):
                raw = raw[:size]
                known[raw] = decoded
            yield at, raw, decoded
            at += size

    def _illegal(self, raw: bytes, step: int) -> int:
        """How many bytes are no instruction together."""
        goes_on = self.codec.processor.longer and self.codec.needs_more(self.codec.from_memory(raw[:step]))
        return len(raw) if goes_on else step

    def _data(self, raw: bytes) -> str:
        """Bytes that are no instruction, as a directive."""
        width = len(raw) if len(raw) in _DIRECTIVES else 8 if len(raw) % 8 == 0 else 1
        words = (int.from_bytes(raw[i : i + width], self.codec.order) for i in range(0, len(raw), width))
        return f"{_DIRECTIVES[width]} {', '.join(f'{word:#0{2 * width + 2}x}' for word in words)}"

    def _targets(self, decoded: Decoded, address: int) -> Iterator[int]:
        for place in decoded.coder.template.places:
            if place.kind is Kind.LABEL:
                yield address + decoded.operands[place.name] * self._unit

    def _learn(self, alias: Alias, resolver: Resolver) -> None:
        """Note an alias that the disassembler can recognise: preferred, and always one instruction."""
        if not alias.preferred or len(alias.expansions) != 1 or len(alias.expansions[0].lines) != 1:
            return
        expansion = alias.expansions[0]
        template = template_of_alias(alias, self.codec.architecture.state)
        fits = resolver.fits(expansion.lines[0], holes=True)
        if isinstance(fits, Mismatch) or (alias.option is None and _shared(alias, template, resolver)):
            return
        found = [(e.target.instruction.name, o) for e, o in fits if isinstance(e.target, Coder)]
        if len(found) != 1 and alias.option is None:
            return
        for name, operands in found:
            pattern = _pattern(template, operands, expansion.when, exact=alias.option is None)
            if pattern is not None:
                self._patterns.setdefault(name, []).append(pattern)


def _shared(alias: Alias, template: Template, resolver: Resolver) -> bool:
    """Whether a text of an alias may be another's that is there without an option as well."""
    heads = [template.head] if template.pattern is None else template.spellings()
    found = [entry for head in heads for entry, _ in resolver.mnemonics.find(head)]
    aliases = [entry.target.alias if isinstance(entry.target, AliasForm) else None for entry in found]
    return any(
        ambiguous(entry.template, template) is not None
        for entry, one in zip(found, aliases, strict=True)
        if one is not alias and not (one and one.competes)
    )


def _pattern(
    template: Template, operands: Operands, when: Expression | None, *, exact: bool
) -> _Pattern | None:
    """The pattern of an alias, or None where an operand is computed or changes its meaning."""
    places = {place.name: place for place in template.places}
    values: dict[str, int] = {}
    holes: dict[str, str] = {}
    for name, operand in operands.items():
        kind = operand.place.kind
        if isinstance(operand.value, Number) and kind not in _FAR:
            values[name] = operand.value.value
        elif isinstance(operand.value, Hole) and operand.value.text in places:
            place = places[operand.value.text]
            if place.kind is not kind and (place.kind in _FAR or kind in _FAR):
                return None
            holes[name] = place.name
        else:
            return None
    return _Pattern(template, values, holes, when, exact) if set(holes.values()) == set(places) else None
