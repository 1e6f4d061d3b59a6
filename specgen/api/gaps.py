"""Measurements beside the models of what was measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source import Diagnostics, Limits, Location, SourceFile, SpecError, read_source

if TYPE_CHECKING:
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
    file what its columns do not. ``told`` is given the name of each table before it is looked at. Raises SpecError where
    a file cannot be used, MissingExtraError where a library is missing.
    """
    from specgen.perfmodel.measured import gap, library_values

    diagnostics = Diagnostics()
    found = []
    for one in _tables(data, spec, labels or {}, diagnostics):
        chip = _chip(one.chip)
        if chip is not None:
            told(one.name)
            known = library_values(one)
            found.append(gap(one, chip, calibrated, seed, known))
    return [one for one in found if one], diagnostics


def _tables(
    data: Path | None, spec: Path | None, labels: Mapping[str, str], diagnostics: Diagnostics
) -> Iterator[Dataset]:
    from specgen.perfmodel.measured import read_folder

    if data is None:
        yield from _declared(spec or Path("spec"), labels, diagnostics)
    elif data.is_dir():
        yield from read_folder(data, labels.get("operator"), labels.get("chip"))
    else:
        yield from _file(data, labels, diagnostics)


def _declared(spec: Path, labels: Mapping[str, str], diagnostics: Diagnostics) -> Iterator[Dataset]:
    """The tables that a spec's section ``measurements`` names, of a kind that has a model."""
    from specgen.api.accelerator import load
    from specgen.perfmodel.measured import SIZES

    names = ("chip", "operator", "format", "backend", "scheme", "protocol", "source")
    for one in load(spec).architecture.measurements.values():
        said = {name: str(getattr(one, name)) for name in names}
        if one.operator in SIZES and all(said[name] == text for name, text in labels.items() if name in said):
            file = Path(one.origin.at().file.path).parent / one.file
            yield from _file(file, said, diagnostics)


def _file(path: Path, labels: Mapping[str, str], diagnostics: Diagnostics) -> list[Dataset]:
    from specgen.perfmodel.chips import library_chips
    from specgen.perfmodel.measured import MOST_BYTES, read_rows

    if path.is_file() and path.stat().st_size > MOST_BYTES:
        place = Location(SourceFile(str(path), ""), 1, 1)
        diagnostics.report("data-size", f"more than {MOST_BYTES >> 20} MiB", place)
    source = None if diagnostics.errors else read_source(path, diagnostics, limits=Limits(size=MOST_BYTES))
    tables = read_rows(source, library_chips(), labels, diagnostics) if source else []
    if diagnostics.errors:
        raise SpecError(diagnostics)
    return tables


def _chip(name: str) -> Chip | None:
    """A chip of the library; published sets measure some that are not there."""
    from specgen.perfmodel.chips import library_chip, library_chips

    return library_chip(name) if name in library_chips() else None
