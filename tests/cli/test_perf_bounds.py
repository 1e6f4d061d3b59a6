"""perf chips and perf roofline on chips: what they list, bound, derive, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import specgen

LLAMA = ("--workload", "llama_3_1_8b", "--phase", "decode", "--batch", "16", "--context", "2048")


def test_chips_as_a_table_and_in_full() -> None:
    text = specgen("perf", "chips").stdout
    assert "h100_sxm" in text
    assert "tpu_v6e" in text
    chips = json.loads(specgen("perf", "chips", "--format", "json").stdout)["chips"]
    h100 = next(one for one in chips if one["name"] == "h100_sxm")
    assert h100["peaks"]["matrix.bf16"] == 989.4e12
    assert h100["basis"]["levels.hbm.bandwidth"]["range"] == [3.072e12, 3.65e12]
    assert next(one for one in chips if one["name"] == "tpu7x")["clock"] is None


def test_one_chip_number_by_number() -> None:
    text = specgen("perf", "chips", "h100_sxm").stdout
    assert "3.072 TB/s to 3.65 TB/s" in text
    assert "https://chipsandcheese.com" in text
    assert json.loads(specgen("perf", "chips", "l4", "--format", "json").stdout)["power"] == 72


def test_variants_are_chips_too(slate: Path) -> None:
    text = specgen("perf", "chips", "--spec", slate).stdout
    assert "slate_small" in text
    assert "slate_large" in text
    assert specgen("perf", "chips", "large", "--spec", slate).stdout.startswith("slate_large\n")


def test_a_spec_that_says_too_little_for_a_chip(duo: Path) -> None:
    listed = specgen("perf", "chips", "--spec", duo)
    assert (listed.exit_code, "duo gives" in listed.stderr, "h100_sxm" in listed.stdout) == (0, True, True)
    for words in (["chips", "duo_default"], ["roofline", *LLAMA]):
        result = specgen("perf", *words, "--spec", duo)
        assert (result.exit_code, "duo gives" in result.stderr) == (2, True)


@pytest.mark.parametrize(("name", "says"), [("h100", "h100_sxm"), ("h100_smx", "did you mean 'h100_sxm'?")])
def test_a_chip_that_is_none(name: str, says: str) -> None:
    for words in (["chips", name], ["roofline", "--chip", name]):
        result = specgen("perf", *words)
        assert (result.exit_code, says in result.stderr) == (2, True)


def test_ridges_of_chips(slate: Path) -> None:
    text = specgen("perf", "roofline", "--chip", "h100_sxm, small", "--spec", slate).stdout
    assert "h100_sxm: from these intensities on" in text
    assert "slate_small" in text
    found = json.loads(specgen("perf", "roofline", "--chip", "tpu_v5e", "--format", "json").stdout)["ridges"]
    assert found[0]["ridges"]["matrix.bf16.hbm"] == pytest.approx(240.5, rel=1e-3)


def test_bounds_of_a_workload() -> None:
    text = specgen("perf", "roofline", "--chip", "h100_sxm,mi300x", *LLAMA).stdout
    assert "llama_3_1_8b.decode on h100_sxm: 5.782 ms" in text
    assert "llama_3_1_8b.decode on mi300x" in text
    (found,) = json.loads(
        specgen("perf", "roofline", "--chip", "h100_sxm", *LLAMA, "--format", "json").stdout
    )["bounds"]
    assert found["seconds"] == pytest.approx(5.782e-3, rel=1e-3)
    assert sum(one["seconds"] * one["times"] for one in found["operators"]) == pytest.approx(found["seconds"])
    assert {one["bound_by"] for one in found["operators"]} == {"hbm", "l2"}


def test_bounds_number_by_number() -> None:
    text = specgen("perf", "roofline", "--chip", "h100_sxm", *LLAMA, "--derivation").stdout
    assert "32 times 2048 x 16 x 2048 x 2 B of bf16" in text
    assert "hbm at 3.07 TB/s, the cache counted for every query head" in text
    words = ("--chip", "h100_sxm", *LLAMA, "--derivation", "--format", "json")
    (found,) = json.loads(specgen("perf", "roofline", *words).stdout)["bounds"]
    assert {one["part"] for one in found["derivation"]} == {
        "chip",
        "bytes",
        "operations",
        "time",
        "otherwise",
    }


def test_a_workload_divided_among_chips() -> None:
    words = ("--chip", "h100_sxm", *LLAMA, "--parallel", "tensor=4,data=2", "--formats", "weights=e4m3")
    text = specgen("perf", "roofline", *words).stdout
    assert "llama_3_1_8b.decode.tp4.dp2 on h100_sxm" in text
    assert "out.all_reduce" in text
    assert "on 8 chips" in text
    text = specgen("perf", "roofline", "--chip", "h100_sxm", *LLAMA, "--parallel", "pipeline=4").stdout
    assert "4 stages with a step each in flight" in text


def test_a_model_of_totals_has_no_operators() -> None:
    text = specgen("perf", "roofline", "--chip", "t4", "--workload", "yolov8_n").stdout
    assert text == "yolov8_n.forward\n  not analysed: the operators: only the totals are published\n"


def test_what_does_not_fit_is_said(slate: Path) -> None:
    text = specgen("perf", "roofline", *LLAMA, "--chip", "l4", "--residence", "outermost", "--blocked").stdout
    assert "more than the" not in text
    large = specgen(
        "perf", "roofline", "--chip", "l4", "--workload", "llama_3_1_70b", "--phase", "decode"
    ).stdout
    assert "more than the 24 GB of gddr" in large
    assert "slate_small" in specgen("perf", "roofline", *LLAMA, "--spec", slate, "--variant", "small").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--chip", "t4", "--format", "svg"], "make tables, not a chart"),
        (["--chip", "t4", "--workload", "llama"], "there is no model or workload"),
        (["--chip", "t4", *LLAMA, "--parallel", "tensr=2"], "did you mean 'tensor'?"),
        (["--chip", "t4", *LLAMA, "--parallel", "tensor=two"], "takes a number of ranks"),
        (["--chip", "t4", *LLAMA, "--parallel", "tensor"], "is NAME=VALUE"),
        (["--chip", "t4", *LLAMA, "--parallel", "tensor=4,expert=3"], "does not divide"),
        (
            ["--chip", "metis", *LLAMA, "--parallel", "tensor=2"],
            "nothing is known that joins 2 chips of metis",
        ),
        (["--chip", "t4", *LLAMA, "--parallel", "tensor=16"], "nothing is known that joins 16 chips of t4"),
        (["--chip", "t4", *LLAMA, "--formats", "weights=e4m4"], "there is no format 'e4m4'"),
    ],
)
def test_what_cannot_be_asked(words: list[str], says: str) -> None:
    result = specgen("perf", "roofline", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
