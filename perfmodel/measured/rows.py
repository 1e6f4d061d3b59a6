"""Tables of measurements in our own form: a CSV file whose first line names the columns.

What is measured: ``chip``, ``operator``, ``format``, and, where it matters, ``backend`` (whose kernels), ``scheme``,
``protocol`` (see `Dataset`), ``source``; a caller may give what the file does not say. Its sizes: a column for each, by
the names of `SIZES`. Its latency: one column, ``latency_s``, ``latency_ms``, ``latency_us`` or ``latency_ns``; and
``power_w`` where it was measured. Lines that begin with ``#`` say nothing to the reader. Other columns are kept.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.chips import WIDER
from specgen.perfmodel.measured import rules as rules
from specgen.perfmodel.measured.table import Dataset
from specgen.source import Location, did_you_mean

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip
    from specgen.source import Diagnostics, SourceFile

SIZES: dict[str, tuple[str, ...]] = {
    "gemm": ("m", "n", "k"),
    "projection": ("m", "n", "k"),
    "ragged_attention": ("batch", "heads", "kv_heads", "head_dim", "queries", "keys"),
    "mla_prefill": ("batch", "heads", "queries", "keys"),
    "mla_decode": ("batch", "heads", "queries", "keys"),
    "prefill": ("batch", "heads", "kv_heads", "head_dim", "queries", "keys"),
    "decode": ("batch", "heads", "kv_heads", "head_dim", "queries", "keys"),
    "experts": ("tokens", "hidden", "intermediate", "chosen", "experts"),
    "collective": ("ranks", "bytes"),
    "normalisation": ("rows", "columns"),
    "softmax": ("rows", "columns"),
    "elementwise": ("elements",),
    "quantise": ("m", "k"),
}
"""The columns that an operator's rows must have."""

UNITS = {"latency_s": 1.0, "latency_ms": 1e-3, "latency_us": 1e-6, "latency_ns": 1e-9}
FORMATS = ("f64", *WIDER)
LABELS = ("chip", "operator", "format", "backend", "scheme", "protocol", "source")
NEEDED = ("chip", "operator", "format")
MOST_ROWS = 200_000
MOST_BYTES = 32 * 1024 * 1024
_MOST_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a line, ``columns`` their positions by name."""

    file: SourceFile
    line: int
    texts: list[str]
    columns: dict[str, int]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def get(self, name: str) -> str:
        """The text of a cell; empty where there is no such column."""
        return self.texts[self.columns[name]].strip() if name in self.columns else ""

    def at(self, name: str) -> Location:
        """Where a cell stands."""
        before = self.texts[: self.columns[name]]
        start = sum(map(len, before)) + len(before) + 1
        return Location(self.file, self.line, start, start + max(len(self.get(name)), 1))


def read_rows(
    file: SourceFile,
    chips: Collection[str],
    given: Mapping[str, str],
    diagnostics: Diagnostics,
    own: Mapping[str, Chip] | None = None,
) -> list[Dataset]:
    """Return the tables of a file, rows measured alike together; what is wrong is reported, and then none is returned.

    ``chips`` are the names that are known; ``given`` are labels of rows that do not say them. What chips of the library can
    do at most is known; ``own`` are others of which it is.
    """
    reader = _Reader(file, chips, {name: text for name, text in given.items() if text}, diagnostics)
    groups = reader.read()
    if diagnostics.errors:
        return []
    _report_protocols(groups, diagnostics)
    tables = [_dataset(labels, rows, reader.unit) for labels, rows in groups.items()]
    for table, rows in zip(tables, groups.values(), strict=True):
        _report_roof(table, rows, reader.unit, _chip(table.chip, own or {}), diagnostics)
    return tables


class _Reader:
    """Reads lines into rows, grouped by what they are measurements of."""

    def __init__(
        self, file: SourceFile, chips: Collection[str], given: Mapping[str, str], diagnostics: Diagnostics
    ) -> None:
        self.file, self.chips, self.given, self.diagnostics = file, chips, given, diagnostics
        self.unit = ""

    def read(self) -> dict[tuple[str, ...], list[_Row]]:
        """All rows by their labels, in the order of the file."""
        lines = enumerate(self.file.text.split("\n"), 1)
        numbered = (
            (n, line.removesuffix("\r")) for n, line in lines if line.strip() and not line.startswith("#")
        )
        first, header = next(numbered, (1, ""))
        names = [name.strip() for name in _cells(header)]
        if not self._header_holds(first, names):
            return {}
        columns = {name: position for position, name in enumerate(names)}
        groups: dict[tuple[str, ...], list[_Row]] = {}
        for count, (number, line) in enumerate(numbered):
            if count == MOST_ROWS:
                place = Location(self.file, number, 1)
                self.diagnostics.report("data-size", f"more than {MOST_ROWS:,} rows", place)
                break
            row = self._row(number, line, columns)
            if row and self._row_holds(row):
                labels = tuple(row.get(name) or self.given.get(name, "") for name in LABELS)
                groups.setdefault(labels, []).append(row)
            if len(self.diagnostics) > _MOST_FINDINGS:
                break
        if not groups and not self.diagnostics.errors:
            place = Location(self.file, first, 1)
            self.diagnostics.report("data-header", "there is no row under the header", place)
        return groups

    def _header_holds(self, line: int, names: list[str]) -> bool:
        place = Location(self.file, line, 1, max(len(self.file.line(line)) + 1, 2))
        units = [name for name in names if name in UNITS]
        if len(units) != 1:
            near = next((name for name in names if name.startswith("latency")), "")
            told = (
                f"{near!r} does not say its unit"
                if near and not units
                else "there must be one column of latency"
            )
            hint = "call it latency_s, latency_ms, latency_us or latency_ns"
            self.diagnostics.report("data-header", told, place, hint=hint)
            return False
        self.unit = units[0]
        twice = sorted({name for name in names if names.count(name) > 1})
        missing = [name for name in NEEDED if name not in names and name not in self.given]
        for name in missing:
            self.diagnostics.report(
                "data-header", f"there is no column {name!r}", place, hint=_near(name, names)
            )
        for name in twice:
            self.diagnostics.report("data-header", f"two columns are called {name!r}", place)
        return not missing and not twice

    def _row(self, number: int, line: str, columns: dict[str, int]) -> _Row | None:
        texts = _cells(line)
        if len(texts) == len(columns):
            return _Row(self.file, number, texts, columns)
        place = Location(self.file, number, 1, len(line) + 1)
        told = f"{len(texts)} cells, and the header has {len(columns)} columns"
        self.diagnostics.report("data-row", told, place)
        return None

    def _row_holds(self, row: _Row) -> bool:
        operator = row.get("operator") or self.given.get("operator", "")
        labels = (("operator", SIZES), ("chip", self.chips), ("format", FORMATS))
        if not all(self._known(row, name, names) for name, names in labels):
            return False
        sizes = [self._whole(row, name, operator) for name in SIZES[operator]]
        return (
            all(sizes)
            and self._positive(row, self.unit)
            and (not row.get("power_w") or self._positive(row, "power_w"))
        )

    def _known(self, row: _Row, name: str, names: Collection[str]) -> bool:
        text = row.get(name) or self.given.get(name, "")
        if text in names:
            return True
        place = row.at(name) if name in row else Location(self.file, row.line, 1)
        alike = [one for one in sorted(names) if text and text in one] or sorted(names)
        hint = did_you_mean(text, names) or f"there are {', '.join(alike[:12])}"
        self.diagnostics.report("data-name", f"there is no {name} {text!r}", place, hint=hint)
        return False

    def _whole(self, row: _Row, name: str, operator: str) -> bool:
        text = row.get(name)
        if name not in row:
            hint = _near(name, row.columns)
            place = Location(self.file, 1, 1, max(len(self.file.line(1)) + 1, 2))
            self.diagnostics.report("data-header", f"{operator} needs a column {name!r}", place, hint=hint)
            return False
        if text.isascii() and text.isdecimal() and 0 < int(text[:20]) < 1 << 53:
            return True
        told = f"{name} is {text!r}, which is no whole number above zero"
        self.diagnostics.report("data-number", told, row.at(name))
        return False

    def _positive(self, row: _Row, name: str) -> bool:
        text = row.get(name)
        value = _number(text)
        if value is not None and value > 0:
            return True
        told = f"{name} is {text!r}, which is no finite number above zero"
        self.diagnostics.report("data-number", told, row.at(name))
        return False


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]), []) if '"' in line else line.split(",")


def _near(name: str, names: Collection[str]) -> str | None:
    return did_you_mean(name, names)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _report_protocols(groups: Mapping[tuple[str, ...], list[_Row]], diagnostics: Diagnostics) -> None:
    """Tell of rows that do not say how they were measured, and of those that differ in nothing else."""
    seen: dict[tuple[str, ...], tuple[str, _Row]] = {}
    for labels, rows in groups.items():
        named = dict(zip(LABELS, labels, strict=True))
        if not named["protocol"]:
            told = "these rows do not say how they were measured: no calibration is known to be of theirs"
            hint = "say protocol: graph_replay, launches, host_bound or kernel"
            diagnostics.report("data-protocol", told, Location(rows[0].file, rows[0].line, 1), hint=hint)
        alike = tuple(named[name] for name in ("chip", "operator", "format", "backend", "scheme"))
        protocol, first = seen.setdefault(alike, (named["protocol"], rows[0]))
        if protocol != named["protocol"]:
            told = f"protocol {named['protocol']!r} beside {protocol!r} of line {first.line}: kept apart"
            place = rows[0].at("protocol") if "protocol" in rows[0] else rows[0].at("operator")
            diagnostics.report("data-protocol", told, place)


def _chip(name: str, own: Mapping[str, Chip]) -> Chip | None:
    from specgen.perfmodel.chips import library_chip, library_chips

    return own.get(name) or (library_chip(name) if name in library_chips() else None)


def _report_roof(
    table: Dataset, rows: list[_Row], unit: str, chip: Chip | None, diagnostics: Diagnostics
) -> None:
    """Tell of rows that are faster than their chip can be."""
    from specgen.perfmodel.measured.roofs import above_roof

    above = above_roof(table, chip) if chip else None
    if above is not None and above.any():
        first = rows[int(above.argmax())]
        told = f"{int(above.sum()):,} of {len(rows):,} rows are faster than {table.chip} can be, this one the first"
        diagnostics.report("data-above-roof", told, first.at(unit))


def _dataset(labels: tuple[str, ...], rows: list[_Row], unit: str) -> Dataset:
    import numpy as np

    named = dict(zip(LABELS, labels, strict=True))
    apart = {*LABELS, unit, "power_w"}
    names = [name for name in rows[0].columns if name not in apart and any(row.get(name) for row in rows)]
    watts = None
    if any(row.get("power_w") for row in rows):
        watts = np.array([float(row.get("power_w") or "nan") for row in rows])
    parts = (
        named["chip"],
        named["operator"],
        named["format"],
        named["scheme"],
        named["backend"].split(" ")[0],
    )
    return Dataset(
        name="_".join(part for part in parts if part),
        columns={name: _column([row.get(name) for row in rows]) for name in names},
        seconds=np.array([float(row.get(unit)) for row in rows]) * UNITS[unit],
        watts=watts,
        **named,
    )


def _column(cells: list[str]) -> Any:
    import numpy as np

    if all(cell.isascii() and cell.isdecimal() for cell in cells):
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    numbers = [_number(cell) for cell in cells]
    return np.array(cells if None in numbers else numbers)
