"""Axes as they are declared."""

from __future__ import annotations

import pytest

from specgen.model.quantity import Dimension
from specgen.perfmodel.sweeps import SweepError, axis_of, parse_axis
from specgen.perfmodel.sweeps.axes import MOST_VALUES


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("batch=1,2,8", (1, 2, 8)),
        ("batch = 1 , 2", (1, 2)),
        ("batch=1:64:double", (1, 2, 4, 8, 16, 32, 64)),
        ("batch=3:20:double", (3, 6, 12)),
        ("batch=1:256:log:9", (1, 2, 4, 8, 16, 32, 64, 128, 256)),
        ("skew=0:1:lin:5", (0, 0.25, 0.5, 0.75, 1)),
        ("hbm.bandwidth=1.5TB/s,3 TB/s", (15 * 10**11, 3 * 10**12)),
        ("l2.size=64 KiB:256 KiB:double", (65536, 131072, 262144)),
        ("nvlink.latency=500 ns", (5e-7,)),
        ("chip=a100_sxm,h100_sxm", ("a100_sxm", "h100_sxm")),
        ("context=0x400:0x800:lin:2", (1024, 2048)),
        ("batch=7:7:lin:1", (7,)),
        ("sparse=dense,2:4", ("dense", "2:4")),
    ],
)
def test_values_are_in_base_units(text: str, values: tuple[object, ...]) -> None:
    assert parse_axis(text).values == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("batch", "NAME=VALUE"),
        ("batch=", "NAME=VALUE"),
        ("=1,2", "NAME=VALUE"),
        ("batch=1:8", "the scales are lin, log, double"),
        ("batch=1:8:lin", "steps are a whole number"),
        ("batch=1:8:lin:0", "steps are a whole number"),
        ("batch=1:8:lin:2.5", "steps are a whole number"),
        ("batch=1:8:cubic:4", "no scale 'cubic'"),
        ("batch=1:8:double:4", "has no steps"),
        ("batch=8:1:lin:4", "the range is empty, it goes from 8 down to 1"),
        ("batch=0:8:log:4", "begins above zero"),
        ("batch=-1:8:double", "begins above zero"),
        ("batch=1,,2", "is no value"),
        ("batch=1,1", "the value 1 twice"),
        ("batch=1,bf16", "not all of one kind"),
        ("hbm.bandwidth=1 TB/s,2 GB", "not all of one kind"),
        ("hbm.bandwidth=1 TB/s:2 GB:lin:4", "of the same unit"),
        ("hbm.bandwidth=1 QB/s", "no unit is called 'QB"),
        ("hbm.bandwidth=1e400 TB/s", "beyond 1e\\+30"),
        ("batch=1:1e400:log:4", "beyond 1e\\+30"),
        ("batch=-10**40", "beyond 1e\\+30"),
        ("batch=true", "is no value: it is a condition"),
        ("batch=1 < 2", "is no value: it is a condition"),
        (f"batch=1:8:lin:{MOST_VALUES + 1}", "at most 1,048,576"),
    ],
)
def test_wrong_axes_are_told(text: str, message: str) -> None:
    with pytest.raises(SweepError, match=message):
        parse_axis(text)


@pytest.mark.parametrize(
    "declared", [{"from": 1}, {"from": 1, "to": 2, "step": 3}, [], [None], [[1]], True, {}, ["1", True]]
)
def test_wrong_declarations_are_told(declared: object) -> None:
    with pytest.raises(SweepError, match="axis batch"):
        axis_of("batch", declared)


def test_values_are_written_as_a_spec_would() -> None:
    axis = parse_axis("x=1 GHz,1.5 GHz").measuring(Dimension.FREQUENCY)
    assert [axis.written(one) for one in axis.values] == ["1000000000 Hz", "1500000000 Hz"]
    assert parse_axis("x=4,8").written(4) == 4
    assert parse_axis("x=1 ns").written(1e-9) == "1e-09 s"
