"""Points of chips and workloads: the same as one chip and one workload alone."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from specgen.perfmodel.bounds import bounds_of
from specgen.perfmodel.chips import Chip, library_chip, numbers, varied
from specgen.perfmodel.parallel import Parallel, divided
from specgen.perfmodel.sweeps import (
    ABSENT,
    Designs,
    Here,
    Objective,
    Request,
    SpecShelf,
    Sweep,
    SweepError,
    Use,
    designs_of,
    objectives_of,
    parse_axis,
    run,
)
from specgen.perfmodel.sweeps.scaling import with_numbers
from specgen.perfmodel.workloads import Transformer, build, library_model, transformer

CHIP = "h100_sxm"
LLAMA, DEEPSEEK = "llama_3_1_8b", "deepseek_v3"
BOTH = (Use("prefill", LLAMA, "prefill"), Use("decode", LLAMA, "decode"))


def asked(*axes: str, uses: Sequence[Use] = BOTH[1:], chip: str | None = CHIP, **more: Any) -> Request:
    return Request(tuple(map(parse_axis, axes)), tuple(uses), chip, **more)


def designs(*axes: str, most: int = 10**9, **more: Any) -> Designs:
    return designs_of(asked(*axes, **more), SpecShelf(), most)


def check_point(found: Designs, number: int, alone: Any, use: str = "") -> None:
    """One point is what the operators alone give, on the chip alone, without any array."""
    points = found.evaluate(found.space.at(number))
    named = {name: value.item() for name, value in points.metrics.items()}
    assert named[f"{use}time"] == pytest.approx(alone.time, rel=1e-12)
    assert named[f"{use}tokens_per_s"] == pytest.approx(alone.graph.facts["tokens"] / alone.time, rel=1e-12)
    for one in alone.bounds:
        bound = points.bounds[found.operators.index(use + one.operator.name)].item()
        assert found.resources[bound] == one.limit


def test_a_point_is_a_chip_and_a_workload_alone() -> None:
    found = designs(
        "hbm.bandwidth=1 TB/s:8 TB/s:log:5",
        "peaks.matrix.bf16=300 TFLOPS,2 PFLOPS",
        "batch=1,8,128",
        "decode.context=1024,65536",
        "formats.cache=bf16,e4m3",
        uses=BOTH,
    )
    draw, model = random.Random(2), library_model(LLAMA)
    assert isinstance(model, Transformer)
    for number in draw.sample(range(found.space.size), 12):
        values: Any = found.space.values(number)
        chip = varied(
            library_chip(CHIP),
            {
                "levels.hbm.bandwidth": values["hbm.bandwidth"],
                "peaks.matrix.bf16": values["peaks.matrix.bf16"],
            },
        )
        formats = {"cache": values["formats.cache"]}
        context = {"prefill": 2048, "decode": values["decode.context"]}
        for use in BOTH:
            settings = {"batch": values["batch"], "context": context[use.phase], "formats": formats}
            step = transformer(model, use.phase, **settings)
            check_point(found, number, bounds_of(step, chip), f"{use.phase}.")


def test_every_point_of_a_chunk_is_that_point_alone() -> None:
    found = designs("l2.size=1 MiB:256 MiB:double", "hbm.bandwidth=1 TB/s:8 TB/s:lin:30", "batch=1:64:double")
    chunk = found.space.chunk(0)
    assert len(chunk) == found.space.size == 9 * 30 * 7
    whole = found.evaluate(chunk)
    times, bounds = whole.metrics["time"].reshape(-1), whole.bounds.reshape(len(found.operators), -1)
    for number in random.Random(3).sample(range(len(chunk)), 60):
        alone = found.evaluate(found.space.at(number))
        assert alone.metrics["time"].item() == pytest.approx(times[number], rel=1e-12)
        assert alone.bounds.reshape(-1).tolist() == bounds[:, number].tolist()


def test_chips_and_models_of_different_operators_share_a_space() -> None:
    found = designs(f"model={LLAMA},{DEEPSEEK}", f"chip={CHIP},tpu_v6e", "batch=1,64", chip=None)
    assert found.space.families == 4
    for number in range(found.space.size):
        values: Any = found.space.values(number)
        model, chip = library_model(values["model"]), library_chip(values["chip"])
        alone = bounds_of(Use("", "", "decode").graph(model, {"batch": values["batch"]}), chip)
        check_point(found, number, alone)
        points = found.evaluate(found.space.at(number))
        own = {one.operator.name for one in alone.bounds}
        for name, bound in zip(found.operators, points.bounds.reshape(-1), strict=True):
            assert (bound == ABSENT) == (name not in own)


def test_any_model_can_be_swept() -> None:
    found = designs("batch=1,16,256", "hbm.bandwidth=1 TB/s,4 TB/s", uses=[Use("images", "resnet_50", "")])
    for number in range(found.space.size):
        values: Any = found.space.values(number)
        chip = varied(library_chip(CHIP), {"levels.hbm.bandwidth": values["hbm.bandwidth"]})
        check_point(
            found,
            number,
            bounds_of(build(library_model("resnet_50"), batch=values["batch"]), chip),
        )


def test_a_step_is_divided_among_chips() -> None:
    metrics = ("memory", "cost_per_million_tokens", "power")
    found = designs("tensor=1,2,8", "batch=1,64", "nvlink.bandwidth=100 GB/s,450 GB/s", metrics=metrics)
    step = build(library_model(LLAMA), "decode", batch=64)
    for number in range(found.space.size):
        values: Any = found.space.values(number)
        chip = varied(library_chip(CHIP), {"networks.nvlink.bandwidth": values["nvlink.bandwidth"]})
        alone = build(library_model(LLAMA), "decode", batch=values["batch"])
        check_point(found, number, bounds_of(divided(alone, Parallel(values["tensor"])), chip))
    last = found.evaluate(found.space.at(found.space.size - 1)).metrics
    dollars = 8 * library_chip(CHIP).cost * last["time"].item() / 3600  # type: ignore[operator]
    assert last["cost_per_million_tokens"].item() == pytest.approx(1e6 * dollars / 64)
    assert last["power"].item() == pytest.approx(8 * 700, rel=0.01)
    assert last["memory"].item() == (step.facts["weight_bytes"] + step.facts["cache_bytes"]) / 8
    with pytest.raises(SweepError, match="nothing is known that joins chips of alone"):
        designs_of(asked("tensor=1,2"), _Alone(), 10)


def test_what_does_not_fit_is_no_candidate() -> None:
    found = designs("batch=1:4096:double", "context=131072", "hbm.bandwidth=2 TB/s,4 TB/s")
    sweep = Sweep(found, objectives_of(asked("batch=1")), top=3)
    summary = run(sweep, Here())
    assert 0 < summary.fitting < summary.points == 26
    for number in summary.front.numbers:
        point = found.evaluate(found.space.at(int(number)))
        assert point.fits.item()
    best = found.space.values(int(summary.front.numbers[0]))
    assert best == {"context": 131072, "hbm.bandwidth": 4 * 10**12, "batch": best["batch"]}
    more = found.space.values(int(summary.front.numbers[0])) | {"batch": 2 * int(best["batch"])}
    step = BOTH[1].graph(library_model(LLAMA), {"batch": more["batch"], "context": 131072})
    assert step.facts["weight_bytes"] + step.facts["cache_bytes"] > library_chip(CHIP).levels[0].size


def test_a_clock_moves_the_peaks_and_what_each_unit_has() -> None:
    chip = library_chip(CHIP)
    faster = with_numbers(chip, {"clock": 2 * chip.clock})
    assert faster.peaks == {key: 2 * one for key, one in chip.peaks.items()}
    assert faster.level("shared").bandwidth == 2 * chip.level("shared").bandwidth
    assert faster.level("shared").size == chip.level("shared").size
    assert faster.level("hbm") == chip.level("hbm")
    wider = with_numbers(chip, {"clock": 2 * chip.clock, "units": 2 * chip.units, "peaks.matrix.bf16": 7.0})
    assert wider.peaks["matrix", "e4m3"] == 4 * chip.peaks["matrix", "e4m3"]
    assert wider.peaks["matrix", "bf16"] == 7
    assert wider.level("shared").size == 2 * chip.level("shared").size
    unchanged = {path for path, one in numbers(wider).items() if one == numbers(chip)[path]}
    assert {"levels.l2.bandwidth", "levels.hbm.size", "power"} <= unchanged


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        (["hbm.bandwith=1 TB/s"], r"no axis 'hbm\.bandwith'; did you mean 'hbm\.bandwidth'"),
        (["batsh=1"], "did you mean 'batch'"),
        (["hbm.bandwidth=1 GB"], "axis hbm.bandwidth: a bandwidth is needed, not bytes"),
        (["hbm.bandwidth=bf16"], "a bandwidth is needed, not 'bf16'"),
        (["hbm.bandwidth=0 B/s,1 B/s"], "0 is not above zero"),
        (["batch=1:2:lin:3"], r"1\.5 is no whole number of at least 1; `batch=1:64:double`"),
        (["batch=0,1"], "0 is no whole number of at least 1"),
        (["batch=1 KiB"], "a plain number is needed, not bytes"),
        (["formats.cache=1,2"], "names are needed, not 1"),
        (["formats.cache=bf17"], "did you mean 'bf16'"),
        (["chip=h200_sxn"], "no chip 'h200_sxn'; did you mean 'h200_sxm'"),
        (["model=lama_3_1_8b"], "no model 'lama_3_1_8b'; did you mean 'llama_3_1_8b'"),
        (["parameters.WIDTH=1"], "no parameter 'WIDTH'; there is none"),
        (["batch=1", "batch=2"], "axis batch is there twice"),
        (["chip=h100_sxm,tpu_v6e", "l2.bandwidth=1 TB/s"], r"the chip tpu_v6e has no levels\.l2\.bandwidth"),
        ([f"{n}=1:9999:lin:9999" for n in ("batch", "context", "new")], r"more than 1,000,000,000: .* --most"),
    ],
)  # fmt: skip
def test_wrong_axes_are_told(axes: list[str], message: str) -> None:
    with pytest.raises(SweepError, match=message):
        designs(*axes)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"uses": ()}, "there is no workload"),
        ({"uses": (BOTH[0], BOTH[0])}, "two workloads are called prefill"),
        ({"uses": (Use("decode", LLAMA, "answers"),)}, "no phase of llama_3_1_8b 'answers'"),
        ({"uses": (Use("image", "resnet_50", "inference"),)}, "no phase of resnet_50"),
        ({"uses": (Use("image", "yolov8_n", ""),)}, "only the totals are published"),
        ({"uses": (Use("image", "resnet_50", "", {"context": 7}),)}, "no option 'context'"),
        ({"chip": "metis"}, "decode: nothing is known of metis that takes any time"),
        ({"chip": None}, "there is no chip: say --chip"),
        ({"objectives": (Objective("tokens_per_sec"),)}, "did you mean 'tokens_per_s'"),
    ],
)
def test_wrong_requests_are_told(more: dict[str, Any], message: str) -> None:
    with pytest.raises(SweepError, match=message):
        designs("batch=1,2", **more)


class _Alone(SpecShelf):
    """Chips that nothing joins."""

    def chip(self, name: str, parameters: Mapping[str, Any]) -> Chip:
        return replace(super().chip(name, parameters), name="alone", networks=())


class _Silent(SpecShelf):
    """Chips that say neither what they cost nor what they draw."""

    def chip(self, name: str, parameters: Mapping[str, Any]) -> Chip:
        return replace(super().chip(name, parameters), cost=None, power=None, energy_operation={})


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        ("cost_per_million_tokens", "the chip h100_sxm has no price"),
        ("energy", "the chip h100_sxm says neither its power nor the energy of its operations"),
    ],
)
def test_metrics_that_a_chip_does_not_say_are_told(metric: str, message: str) -> None:
    with pytest.raises(SweepError, match=message):
        designs_of(asked("batch=1,2", objectives=(Objective(metric),)), _Silent(), 10)
