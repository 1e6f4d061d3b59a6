"""Tables of points as files: Parquet or Arrow where pyarrow is installed, else CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from specgen.perfmodel.sweeps.errors import SweepError

FORMATS = ("parquet", "arrow", "csv")


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: which of the ``words`` each row has."""

    places: Any
    words: Sequence[str]


Columns = Mapping[str, Any]
"""Columns by name: arrays of one length, or `Words`."""


def usual_format() -> str:
    """Return ``parquet`` where it can be written, else ``csv``."""
    return "parquet" if find_spec("pyarrow") else "csv"


def require_format(name: str) -> str:
    """Return a format's name. Raises SweepError where what writes it is not installed."""
    if name != "csv" and not find_spec("pyarrow"):
        raise SweepError(f"{name} needs pyarrow: pip install 'specgen[performance]', or take csv")
    return name


def encoded(columns: Columns, form: str) -> bytes:
    """Return a table as a file of the format."""
    return _WRITERS[form](columns)


def _csv(columns: Columns) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*map(_cells, columns.values()), strict=True))
    return out.getvalue().encode()


def _cells(column: Any) -> list[Any]:
    if isinstance(column, Words):
        return [column.words[place] for place in column.places]
    values: list[Any] = column.tolist()
    return values


def _arrow_table(columns: Columns) -> Any:
    import pyarrow as pa

    arrays = [
        pa.DictionaryArray.from_arrays(pa.array(one.places), pa.array(one.words, pa.string()))
        if isinstance(one, Words)
        else pa.array(one)
        for one in columns.values()
    ]
    return pa.Table.from_arrays(arrays, names=list(columns))


def _parquet(columns: Columns) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(_arrow_table(columns), out, compression="zstd")
    return out.getvalue()


def _arrow(columns: Columns) -> bytes:
    import pyarrow as pa

    table, out = _arrow_table(columns), io.BytesIO()
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


_WRITERS: dict[str, Callable[[Columns], bytes]] = {"parquet": _parquet, "arrow": _arrow, "csv": _csv}
