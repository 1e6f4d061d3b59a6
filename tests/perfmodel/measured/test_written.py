"""Calibrations written, and read again as a spec has them."""

from __future__ import annotations

from dataclasses import replace

from specgen.model import load_fragment
from specgen.perfmodel.measured import Entry, as_yaml
from specgen.perfmodel.physical import GEMM
from specgen.source import SourceFile

ENTRY = Entry(
    name="chip_gemm",
    summary="Products.",
    model=GEMM,
    error=0.0876,
    judged="12 rows held out",
    labels={"chip": "h100_sxm", "operator": "gemm", "format": "bf16", "backend": "torch", "scheme": ""},
    rows=48,
    source='"A table: of ours."',
    values={"launch": 2.34567e-6, "matrix_efficiency": 0.87654},
)


def test_what_is_written_can_be_read() -> None:
    text = as_yaml([ENTRY, replace(ENTRY, name="other")])
    found = load_fragment(SourceFile("made.yaml", text)).architecture().calibrations
    assert list(found) == ["chip_gemm", "other"]
    one = found["chip_gemm"]
    assert (one.chip, one.format, one.backend, one.scheme, one.rows) == ("h100_sxm", "bf16", "torch", "", 48)
    assert one.source == "A table: of ours."
    assert {name: float(value) for name, value in one.parameters.items()} == {
        "launch": 2.346e-6,
        "matrix_efficiency": 0.8765,
    }
    assert "launch: 2.346e-06 s\n" in text
    assert "Off by 8.8 % in the mean on 12 rows held out." in text
