"""What a variant would be with other values of the parameters that its peaks depend on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from math import log
from typing import TYPE_CHECKING, Any

from specgen.api.exhibits.kept import Kept, code_identity, digest, without_prose, written
from specgen.model.merge import SECTIONS
from specgen.source import SpecError

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.model.architecture import Parameter
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.formulas import Offered
    from specgen.semantics import Semantics

MOST = 16
"""How many designs of a variant are made: as many parameters are offered as that allows, those of most effect first."""

_VALUES = range(2, 9)
_ROOMS = ("data.py", "model", "semantics", "perfmodel", "std")
_APART = frozenset((
    "structures", "errors", "registers", "interrupts", "queues", "mailboxes", "traces", "protocols", "executables",
    "runtimes", "chips", "models", "workloads", "measurements", "calibrations", "lowerings", "decisions", "targets",
    "absent", "aliases",
))  # fmt: skip


def with_designs(
    spec: Spec, variants: Sequence[tuple[Architecture, Offered]], semantics: Mapping[str, Semantics]
) -> list[Offered]:
    """Return variants with the designs that they may be chosen to be, kept between two builds by what these depend on.

    Of a design only those instructions are typed that have a peak in some variant, or in the least or the greatest design
    of its own; ``semantics`` are by variant.
    """
    kept = Kept("designs", digest([_meaning(spec), code_identity(_ROOMS)]))
    known = kept.read()
    if variants and not known:
        peaking = frozenset[str]().union(*(_peaking(each, semantics[each.variant]) for each, _ in variants))
        makers = [_Maker(spec, architecture, peaking) for architecture, _ in variants]
        names = makers[0].names(variants[0][1].chip)
        known = {"names": names, "chips": {one.architecture.variant: one.chips(names) for one in makers}}
        kept.write(known)
    return [_offered(each, one, known["names"], known["chips"][one.variant]) for each, one in variants]


def _peaking(architecture: Architecture, semantics: Semantics) -> frozenset[str]:
    """The instructions that have a peak."""
    from specgen.perfmodel.chips import all_peaks

    return frozenset(peak.instruction for peak in all_peaks(architecture, semantics))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the designs of a variant."""

    spec: Spec
    architecture: Architecture
    peaking: frozenset[str]

    def names(self, chip: Chip) -> list[str]:
        """The parameters of whole numbers that peaks depend on, more than through the number of units."""
        found = [(self.effect(chip, one), one) for one in self.countable()]
        taken: list[str] = []
        designs = 1
        for effect, one in sorted(found, key=lambda pair: -pair[0]):
            if effect and designs * len(one.allowed) <= MOST:
                taken.append(one.name)
                designs *= len(one.allowed)
        return [name for name in self.architecture.parameters if name in taken]

    def chips(self, names: Sequence[str]) -> dict[str, Any]:
        """The chip of each design, as data, by the values of these parameters."""
        allowed = [self.architecture.parameters[name].allowed for name in names]
        designs = [dict(zip(names, values, strict=True)) for values in product(*allowed)] if names else []
        peaking = self.peaking.union(*map(self.end, designs[:1] + designs[-1:]))
        made = ((one, self.design(one, peaking)) for one in designs)
        return {",".join(map(str, one.values())): data for one, data in made if data is not None}

    def countable(self) -> Iterator[Parameter]:
        for one in self.architecture.parameters.values():
            if one.kind == "integer" and len(one.allowed) in _VALUES and isinstance(one.value, int):
                yield one

    def effect(self, chip: Chip, one: Parameter) -> float:
        """By how much another value changes the highest peak of a unit, or any at all; 0 where it changes none."""
        others = [int(value) for value in one.allowed if value != one.value]
        other = self.design({one.name: max(others)}, self.peaking)
        if other is None:
            return 0.0
        now, then = _per_unit(chip), _per_unit(_chip("", other))
        highest = abs(log(max(then.values()) / max(now.values())))
        return highest + 1e-6 * any(abs(then.get(key, 0.0) / now[key] - 1) > 1e-9 for key in now)

    def end(self, changed: Mapping[str, object]) -> frozenset[str]:
        """The instructions of a design that have a peak, of all that there are; none where there is no such design."""
        from specgen.perfmodel.chips import ChipError, computing

        try:
            return _peaking(*computing(self.spec.architecture(self.architecture.variant, changed)))
        except (SpecError, ChipError):
            return frozenset()

    def design(self, changed: Mapping[str, object], peaking: frozenset[str]) -> dict[str, Any] | None:
        """The chip with other parameters, as data, of these instructions; None where there is no such design."""
        from specgen.perfmodel.chips import ChipError, variant_chip

        try:
            made = self.spec.architecture(self.architecture.variant, changed)
            part = {name: one for name, one in made.instructions.items() if name in peaking}
            return _data(variant_chip(replace(made, instructions=part)))
        except (SpecError, ChipError):
            return None


def _per_unit(chip: Chip) -> dict[tuple[str, str], float]:
    return {key: float(rate / chip.units) for key, rate in chip.peaks.items()}


def _offered(
    architecture: Architecture, one: Offered, names: Sequence[str], chips: Mapping[str, Any]
) -> Offered:
    """A variant with its choices, and those designs whose chips are made of the same memories."""
    from specgen.perfmodel.formulas import Choice

    taken = [architecture.parameters[name] for name in names]
    offered = tuple(
        Choice(each.name, each.summary, tuple(map(str, each.allowed)), str(each.value)) for each in taken
    )
    made = {tuple(values.split(",")): _chip(one.chip.name, data) for values, data in chips.items()}
    alike = {values: chip for values, chip in made.items() if _memories(chip) == _memories(one.chip)}
    return replace(one, choices=offered, designs=alike)


def _memories(chip: Chip) -> list[tuple[str, bool]]:
    return [(level.name, level.per_unit) for level in chip.levels]


def _data(chip: Chip) -> dict[str, Any]:
    """The numbers that bounds are made of."""
    return {
        "units": chip.units,
        "clock": chip.clock,
        "peaks": sorted([*key, rate] for key, rate in chip.peaks.items()),
        "sparse": dict(sorted(chip.sparse.items())),
        "levels": [asdict(one) for one in chip.levels],
    }


def _chip(name: str, data: Mapping[str, Any]) -> Chip:
    from specgen.perfmodel.chips import Chip, Level

    peaks = {(unit, form): rate for unit, form, rate in data["peaks"]}
    levels = tuple(Level(**one) for one in data["levels"])
    return Chip(name, data["units"], data["clock"], peaks, levels, sparse=data["sparse"])


def _meaning(spec: Spec) -> Any:
    """What a spec says of everything that a chip follows from, without its prose."""
    assert spec.merged is not None
    sections = spec.merged.sections
    return [
        [section, [[name, without_prose(written(entry.origin))] for name, entry in items.items()]]
        for section in SECTIONS
        if section not in _APART and (items := getattr(sections, section))
    ]
