"""Tables in our own form: what is read, and what is wrong with them, at its place."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.api import rules
from specgen.perfmodel.measured import Dataset, read_rows
from specgen.perfmodel.measured import rows as reading
from specgen.source import Diagnostics, SourceFile

CHIPS = ("h100_sxm", "a100_sxm")
HEADER = "chip,operator,format,protocol,m,n,k,latency_us\n"
ROW = "h100_sxm,gemm,bf16,graph_replay,16,4096,4096,16.6\n"
LABELS = {"chip": "h100_sxm", "operator": "gemm", "format": "bf16", "protocol": "kernel"}


def read(text: str, given: dict[str, str] | None = None) -> tuple[list[Dataset], list[tuple[str, int, int]]]:
    diagnostics = Diagnostics()
    tables = read_rows(SourceFile("t.csv", text), CHIPS, given or {}, diagnostics)
    return tables, [(one.rule, one.at.line, one.at.column) for one in diagnostics.sorted()]


def test_rows_measured_alike_are_one_table() -> None:
    text = HEADER + ROW + "a100_sxm,gemm,bf16,graph_replay,1,2,3,4\n" + ROW.replace(",16,", ",32,")
    tables, found = read(text)
    assert not found
    assert [(one.chip, len(one)) for one in tables] == [("h100_sxm", 2), ("a100_sxm", 1)]
    first = tables[0]
    assert first.columns["m"].dtype == np.int64
    assert first.columns["m"].tolist() == [16, 32]
    assert first.seconds.tolist() == pytest.approx([16.6e-6, 16.6e-6])
    assert (first.protocol, first.format, first.watts) == ("graph_replay", "bf16", None)


@pytest.mark.parametrize(
    ("unit", "seconds"),
    [("latency_s", 2.0), ("latency_ms", 2e-3), ("latency_us", 2e-6), ("latency_ns", 2e-9)],
)
def test_the_unit_of_a_latency_stands_in_its_name(unit: str, seconds: float) -> None:
    tables, found = read(f"m,n,k,{unit}\n1,2,3,2\n", LABELS)
    assert not found
    assert tables[0].seconds.tolist() == pytest.approx([seconds])


def test_comments_blank_lines_quotes_and_line_ends() -> None:
    text = '# of last week\r\nm,n,k,latency_us,power_w,note\r\n\r\n1,2,3,4,300,"a, b"\r\n5,6,7,8,,c\r\n'
    tables, found = read(text, LABELS)
    assert not found
    assert tables[0].columns["note"].tolist() == ["a, b", "c"]
    assert tables[0].watts is not None
    assert tables[0].watts[0] == 300
    assert np.isnan(tables[0].watts[1])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", ("data-header", 1, 1)),
        (HEADER, ("data-header", 1, 1)),
        ("m,n,k,latency\n1,2,3,4\n", ("data-header", 1, 1)),
        ("m,n,k,latency_us,latency_ms\n1,2,3,4,5\n", ("data-header", 1, 1)),
        ("m,m,n,k,latency_us\n1,1,2,3,4\n", ("data-header", 1, 1)),
        ("m,n,latency_us\n1,2,3\n", ("data-header", 1, 1)),
        (HEADER + ROW + "h100_sxm,gemm,bf16,graph_replay,16,4096,16.6\n", ("data-row", 3, 1)),
        (HEADER + ROW.replace("h100_sxm", "h100"), ("data-name", 2, 1)),
        (HEADER + ROW.replace("gemm", "matmul"), ("data-name", 2, 10)),
        (HEADER + ROW.replace("bf16", "bf17"), ("data-name", 2, 15)),
        (HEADER + ROW.replace(",16,", ",sixteen,"), ("data-number", 2, 33)),
        (HEADER + ROW.replace(",16,", ",0,"), ("data-number", 2, 33)),
        (HEADER + ROW.replace(",16,", ",-4,"), ("data-number", 2, 33)),
        (HEADER + ROW.replace(",16,", ",1.5,"), ("data-number", 2, 33)),
        (HEADER + ROW.replace(",16,", f",{1 << 70},"), ("data-number", 2, 33)),
        (HEADER + ROW.replace("16.6", "0"), ("data-number", 2, 46)),
        (HEADER + ROW.replace("16.6", "nan"), ("data-number", 2, 46)),
        (HEADER + ROW.replace("16.6", "inf"), ("data-number", 2, 46)),
        (HEADER + ROW.replace("16.6", "fast"), ("data-number", 2, 46)),
        (HEADER + ROW.replace("16.6", ""), ("data-number", 2, 46)),
    ],
)
def test_faults_stand_at_their_place(text: str, place: tuple[str, int, int]) -> None:
    tables, found = read(text, LABELS if text.startswith("m,") else {})
    assert not tables
    assert place in found


def test_a_power_of_zero_is_refused() -> None:
    tables, found = read("m,n,k,latency_us,power_w\n1,2,3,4,0\n", LABELS)
    assert not tables
    assert found == [("data-number", 2, 9)]


def test_rows_of_two_protocols_are_told_of_and_kept_apart() -> None:
    tables, found = read(HEADER + ROW + ROW.replace("graph_replay", "launches"))
    assert found == [("data-protocol", 3, 20)]
    assert [one.protocol for one in tables] == ["graph_replay", "launches"]


def test_rows_that_do_not_say_their_protocol_are_told_of() -> None:
    tables, found = read("m,n,k,latency_us\n1,2,3,4\n", {**LABELS, "protocol": ""})
    assert len(tables) == 1
    assert found == [("data-protocol", 2, 1)]


def test_a_table_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    tables, found = read(HEADER + ROW * 11)
    assert not tables
    assert found == [("data-size", 12, 1)]


def test_findings_end_at_some_point() -> None:
    _, found = read(HEADER + ROW.replace("16.6", "0") * 5000)
    assert 50 <= len(found) <= 60


@pytest.mark.parametrize("name", ["data-header", "data-row", "data-number", "data-name", "data-protocol"])
def test_what_a_rule_shows_breaks_it_or_holds(name: str) -> None:
    rule = rules()[name]
    assert name in {found[0] for found in read(rule.wrong.rstrip("\n"))[1]}
    tables, found = read(rule.right.rstrip("\n"))
    assert tables
    assert not found
