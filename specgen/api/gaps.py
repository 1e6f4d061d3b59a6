"""Measurements beside the models of what was measured."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source import Diagnostics, Limits, Location, SourceFile, SpecError, did_you_mean, read_source

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.model.performance import Measurements
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured import Dataset, Gap


def measured_gaps(
    data: Path | None = None,
    spec: Path | None = None,
    labels: Mapping[str, str] | None = None,
    calibrated: bool = False,
    seed: int = 0,
    told: Callable[[str], None] = lambda _: None,
) -> tuple[list[Gap], Diagnostics]:
    """Return how far models are from measurements, table by table, and what there is to say about the tables.

    ``data`` is a CSV file (see `specgen.perfmodel.measured.rows`) or a folder of published sets; without it, the
    measurements that the spec declares are taken. ``labels`` choose by ``chip`` and ``operator`` of a folder, and say of a
    file what its columns do not. Chips are those of the library and those that the spec declares. ``told`` is given
    a line for each table that is fitted or left out. Raises SpecError where a file or a calibration cannot be used,
    MissingExtraError where a library is missing.
    """
    from specgen.perfmodel.measured import gap, library_values, model_of

    diagnostics = Diagnostics()
    declared = _architecture(spec or Path("spec"), data is None)
    chips = _chips(declared)
    found = []
    for one in _tables(data, declared, chips, labels or {}, diagnostics):
        if one.chip not in chips or model_of(one) is None:
            why = "no such chip" if one.chip not in chips else "no model of these operators"
            told(f"left out: {one.name} ({why})")
            continue
        if calibrated:
            told(f"fitting {one.name}")
        own = _own_values(one, declared)
        known, known_from = (own, "spec") if own else (library_values(one), "library")
        found.append(gap(one, chips[one.chip], calibrated, seed, known, known_from))
    return [one for one in found if one], diagnostics


def _own_values(data: Dataset, declared: Architecture | None) -> dict[str, float]:
    """The parameters of the spec's own calibration of a table like this one; none where there is none.

    Raises SpecError where the model has no such parameter, or it measures something else.
    """
    from specgen.perfmodel.measured import fitted_to, model_of

    one = fitted_to(data, declared.calibrations.values()) if declared else None
    model = model_of(data)
    if one is None or model is None:
        return {}
    units, diagnostics = {parameter.name: parameter.unit for parameter in model.parameters}, Diagnostics()
    for name, value in one.parameters.items():
        if name not in units:
            told = f"the model {model.name} has no parameter {name!r}"
            diagnostics.report(
                "data-name", told, one.origin.key("parameters", name), hint=did_you_mean(name, units)
            )
        elif value.dimension.value != units[name]:
            told = f"{name} is in {units[name]}, not in {value.dimension.value}"
            diagnostics.report("unit-mismatch", told, one.origin.at("parameters", name))
    if diagnostics.errors:
        raise SpecError(diagnostics)
    return {name: float(value) for name, value in one.parameters.items()}


def _architecture(spec: Path, needed: bool) -> Architecture | None:
    """The spec, or None where it is neither needed nor sound."""
    from specgen.api.accelerator import load

    if needed:
        return load(spec).architecture
    with suppress(SpecError):
        return load(spec).architecture if (spec / "spec.yaml").is_file() else None
    return None


def _chips(declared: Architecture | None) -> dict[str, Chip]:
    """The chips of the library, and those of a spec."""
    from specgen.perfmodel.chips import chip_of, library_chip, library_chips

    own = declared.chips.values() if declared else ()
    return {name: library_chip(name) for name in library_chips()} | {one.name: chip_of(one) for one in own}


def _tables(
    data: Path | None,
    declared: Architecture | None,
    chips: Mapping[str, Chip],
    labels: Mapping[str, str],
    diagnostics: Diagnostics,
) -> Iterator[Dataset]:
    from specgen.perfmodel.measured import read_folder

    if data is None:
        assert declared is not None
        yield from _declared(declared, chips, labels, diagnostics)
    elif data.is_dir():
        yield from read_folder(data, labels.get("operator"), labels.get("chip"))
    else:
        yield from _file(data, chips, labels, diagnostics)


def _declared(
    declared: Architecture, chips: Mapping[str, Chip], labels: Mapping[str, str], diagnostics: Diagnostics
) -> Iterator[Dataset]:
    """The tables that a spec's section ``measurements`` names, of a kind that has a model."""
    from specgen.perfmodel.measured import SIZES

    names = ("chip", "operator", "format", "backend", "scheme", "protocol", "source")
    for one in declared.measurements.values():
        said = {name: str(getattr(one, name)) for name in names}
        if one.operator in SIZES and all(said[name] == text for name, text in labels.items() if name in said):
            _refuse_unknown(one, chips)
            file = Path(one.origin.at().file.path).parent / one.file
            yield from _file(file, chips, said, diagnostics)


def _refuse_unknown(one: Measurements, chips: Collection[str]) -> None:
    """Raise SpecError at the spec's own line, and not at each of the rows, where a table is of an unknown chip or format."""
    from specgen.perfmodel.measured import FORMATS

    diagnostics = Diagnostics()
    for what, name, names in (("chip", one.chip, chips), ("format", one.format, FORMATS)):
        if name and name not in names:
            place, hint = one.origin.at(what), did_you_mean(name, names)
            diagnostics.report("data-name", f"there is no {what} {name!r}", place, hint=hint)
    if diagnostics.errors:
        raise SpecError(diagnostics)


def _file(
    path: Path, chips: Mapping[str, Chip], labels: Mapping[str, str], diagnostics: Diagnostics
) -> list[Dataset]:
    from specgen.perfmodel.measured import MOST_BYTES, read_rows

    if path.is_file() and path.stat().st_size > MOST_BYTES:
        place = Location(SourceFile(str(path), ""), 1, 1)
        diagnostics.report("data-size", f"more than {MOST_BYTES >> 20} MiB", place)
    source = None if diagnostics.errors else read_source(path, diagnostics, limits=Limits(size=MOST_BYTES))
    tables = read_rows(source, chips, labels, diagnostics, chips) if source else []
    if diagnostics.errors:
        raise SpecError(diagnostics)
    return tables
