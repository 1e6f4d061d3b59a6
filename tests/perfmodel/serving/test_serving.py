"""Serving: what ranks do by hand, parts that add up, and predictions beside measured runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.measured import errors, is_held_out
from specgen.perfmodel.serving import (
    COLUMNS,
    STEP,
    Service,
    ServiceError,
    calibrated_servers,
    columns,
    judge,
    predict,
    read_runs,
    served,
)
from specgen.perfmodel.workloads import Formats, library_model
from tests.cli.running import specgen

SAMPLE = "spec/performance/measurements/serving.csv"
CHIP = library_chip("h100_sxm")


def network(name: str = "llama_3_1_8b") -> Transformer:
    found = library_model(name)
    assert isinstance(found, Transformer)
    return found


def service(**changed: Any) -> Service:
    return replace(Service("llama_3_1_8b", 1024, 256, 16), **changed)


def test_a_step_reads_all_weights_and_the_cache_once() -> None:
    """8.03e9 parameters but the embedding of 128256 x 4096, and 16 sequences of 1152.5 tokens, in BF16."""
    work = served(service(), network(), CHIP).decode
    weights = 2 * (8_030_261_248 - 128_256 * 4096)
    cache = 16 * 1152.5 * 32 * 2 * 8 * 128 * 2
    assert sum(work.memory) * 3.35e12 == pytest.approx(weights + cache, rel=0.03)


def test_ranks_divide_weights_and_heads_of_keys() -> None:
    one, two, sixteen = (served(service(tensor=ranks), network(), CHIP).decode.memory for ranks in (1, 2, 16))
    assert sum(two) < 0.55 * sum(one)
    attention = [n for n, of in enumerate(served(service(), network(), CHIP).decode.group) if of == 2]
    assert sum(sixteen[n] for n in attention) == pytest.approx(sum(one[n] for n in attention) / 8, rel=0.01)


def test_requests_that_do_not_fit_wait() -> None:
    found = served(service(concurrency=4000), network(), CHIP)
    assert CHIP.levels[0].size == 80 << 30
    room = 0.9 * (80 << 30) - 2 * 8_030_261_248
    assert found.sequences == pytest.approx(room / (1152.5 * 32 * 2 * 8 * 128 * 2), rel=0.01)
    with pytest.raises(ServiceError, match="does not fit"):
        served(Service("llama_3_1_70b", 1024, 256, 1), network("llama_3_1_70b"), CHIP)


@pytest.mark.parametrize("key", calibrated_servers())
def test_parts_add_up_and_more_work_takes_longer(key: tuple[str, str]) -> None:
    server, chip = calibrated_servers()[key], library_chip(key[0])

    def seconds(**changed: Any) -> float:
        return predict(served(service(**changed), network(), chip), server).seconds

    work = served(service(), network(), chip)
    found = predict(work, server)
    assert found.seconds == pytest.approx(sum(found.parts.values()))
    assert all(part >= 0 for part in found.parts.values())
    assert work.decode.ideal <= found.seconds
    assert found.low < found.seconds < found.high
    assert seconds(concurrency=8) < seconds() < seconds(concurrency=32)
    assert seconds(prompt=512) < seconds() < seconds(prompt=2048)
    assert seconds(formats=Formats(weights="e4m3", inputs="e4m3")) < seconds()


def test_many_services_at_once_are_as_each_alone() -> None:
    several = [served(service(concurrency=n, tensor=t), network(), CHIP) for n in (1, 7, 64) for t in (1, 4)]
    values = calibrated_servers()["h100_sxm", "vllm"].values
    together = np.asarray(STEP.seconds(columns(several), "", CHIP, values))
    alone = [float(np.asarray(STEP.seconds(columns([one]), "", CHIP, values))[0]) for one in several]
    assert together.tolist() == pytest.approx(alone, rel=1e-12)


def test_predictions_beside_a_sample_of_measured_runs(root: Path) -> None:
    readings, left = read_runs(root / SAMPLE)
    assert not left
    assert len(readings) > 80
    servers = calibrated_servers()
    times = np.array([one.run.seconds for one in readings])
    found = [predict(one.served, servers[one.run.chip, one.run.backend]) for one in readings]
    predicted = np.array([one.seconds for one in found])
    assert errors(predicted, times).mape < 0.20
    assert errors(predicted, times).median < 0.12
    inside = [one.low <= time <= one.high for one, time in zip(found, times, strict=True)]
    assert np.mean(inside) > 0.8
    ideal = np.array([one.served.decode.ideal for one in readings])
    assert errors(ideal, times).bias < -0.4


def test_calibrating_looks_at_no_run_that_is_held_out(root: Path) -> None:
    readings = [one for one in read_runs(root / SAMPLE)[0] if one.run.chip == "h100_sxm"]
    before = judge(readings)
    spoilt = [
        replace(one, run=replace(one.run, seconds=one.run.seconds * 9)) if is_held_out(one.run.key) else one
        for one in readings
    ]
    assert [one.calibrated for one in judge(spoilt)] == [one.calibrated for one in before]


ROW = "llama_3_1_8b,h100_sxm,vllm,,1024,256,16,1,1,1,0.02"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([ROW.replace("1024", "many")], ":2: this is no row"),
        ([ROW, "llama_3_1_8b,h100_sxm"], ":3: this is no row"),
        ([ROW.replace("h100_sxm", "h900")], "h900"),
        ([ROW.replace("llama_3_1_8b", "llama_9")], "no model 'llama_9'"),
        ([ROW.replace(",1,1,1,", ",0,1,1,")], "at least 1"),
        ([ROW.replace("0.02", "nan")], "seconds"),
        ([ROW.replace("0.02", "-1")], "seconds"),
        ([ROW.replace("0.02", "0.0001")], "faster than the roofline"),
        ([], "no row can be used"),
    ],
)
def test_a_table_that_is_none_is_refused_at_its_line(tmp_path: Path, rows: list[str], says: str) -> None:
    table = tmp_path / "runs.csv"
    table.write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")
    result = specgen("perf", "serving", "--measured", table)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["lama_3_1_8b"], "did you mean 'llama_3_1_8b'?"),
        (["resnet_50"], "generates no tokens"),
        (["llama_3_1_8b", "--server", "vlm"], "did you mean 'vllm on h100_sxm'?"),
        (["llama_3_1_8b", "--concurrency", "0"], "at least 1"),
        (["llama_3_1_8b", "--weights", "e4m4"], "e4m"),
        (["llama_3_1_405b"], "does not fit"),
        ([], "a model is needed"),
    ],
)
def test_what_cannot_be_served_is_told(words: list[str], says: str) -> None:
    result = specgen("perf", "serving", *words)
    assert result.exit_code == 2
    assert says in result.stderr
