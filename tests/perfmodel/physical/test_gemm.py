"""Matrix products: the parts of a time add up, more work takes no less, and nothing beats the roofline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.physical import GEMM, GEMM_BLOCKS, GEMM_CONVERTED, GEMM_DISPATCHED, Model

MODELS = (GEMM, GEMM_CONVERTED, GEMM_BLOCKS, GEMM_DISPATCHED)
SIZE = st.integers(1, 1 << 16)
SETTINGS = settings(max_examples=25, deadline=None)


def form_of(model: Model) -> str:
    return "bf16" if model is GEMM else "e4m3"


def drawn_values(model: Model, shares: list[float]) -> dict[str, float]:
    """Values of the parameters inside their plausible ranges."""
    return {
        one.name: one.low * (one.high / one.low) ** share
        for one, share in zip(model.parameters, shares, strict=True)
    }


VALUES = st.tuples(st.sampled_from(MODELS), st.lists(st.floats(0, 1), min_size=8, max_size=8)).map(
    lambda drawn: (drawn[0], drawn_values(drawn[0], drawn[1][: len(drawn[0].parameters)]))
)


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.name)
def test_a_model_has_at_most_eight_parameters_that_say_what_they_are(model: Model) -> None:
    assert len(model.parameters) <= 8
    assert len({one.name for one in model.parameters}) == len(model.parameters)
    for one in model.parameters:
        assert 0 < one.low <= one.start <= one.high
        assert one.meaning
        assert one.unit in ("s", "1", "B/s")


@SETTINGS
@given(VALUES, SIZE, SIZE, SIZE)
def test_the_causes_add_up_to_the_time(drawn: tuple[Model, dict[str, float]], m: int, n: int, k: int) -> None:
    model, values = drawn
    chip = library_chip("h100_sxm")
    dims = {"m": m, "n": n, "k": k}
    parts = model.causes(dims, form_of(model), chip, values)
    time = model.seconds(dims, form_of(model), chip, values)
    assert sum(parts.values()) == pytest.approx(time, rel=1e-9)
    assert min(parts.values()) >= -1e-12 * time
    assert next(iter(parts)) == "ideal"


@SETTINGS
@given(VALUES, SIZE, SIZE, SIZE)
def test_no_product_beats_the_roofline(drawn: tuple[Model, dict[str, float]], m: int, n: int, k: int) -> None:
    model, values = drawn
    chip = library_chip("a100_sxm" if model is GEMM else "h200_sxm")
    form = form_of(model)
    element = 2 if form == "bf16" else 1
    moved = element * (m * k + n * k) + 2 * m * n
    roof = max(2 * m * n * k / chip.peaks["matrix", form], moved / chip.levels[0].bandwidth)
    assert model.seconds({"m": m, "n": n, "k": k}, form, chip, values) >= roof * (1 - 1e-9)


@SETTINGS
@given(VALUES, st.tuples(SIZE, SIZE, SIZE), st.sampled_from("mnk"), st.integers(1, 4096))
def test_a_greater_product_takes_no_less(
    drawn: tuple[Model, dict[str, float]], sizes: tuple[int, int, int], axis: str, more: int
) -> None:
    model, values = drawn
    if (
        model is GEMM_DISPATCHED
    ):  # the host's calls depend on how many rows there are, and on their rest by four
        values = {**values, "dispatch": 1e-6, "dispatch_large": 1e-6, "dispatch_ragged": 1e-6}
    chip = library_chip("h100_sxm")
    dims = dict(zip("mnk", sizes, strict=True))
    before = model.seconds(dims, form_of(model), chip, values)
    after = model.seconds({**dims, axis: dims[axis] + more}, form_of(model), chip, values)
    assert after >= before * (1 - 1e-9)


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.name)
def test_numbers_and_arrays_give_the_same(model: Model) -> None:
    draw = np.random.default_rng(3)
    chip = library_chip("h200_sxm")
    dims = {axis: draw.integers(1, 20000, 40) for axis in ("m", "n", "k")} | {
        "groups": draw.integers(1, 5, 40)
    }
    form, values = form_of(model), model.defaults
    whole = np.asarray(model.seconds(dims, form, chip, values))
    parts = model.causes(dims, form, chip, values)
    for row in range(40):
        one = {axis: int(column[row]) for axis, column in dims.items()}
        assert model.seconds(one, form, chip, values) == pytest.approx(whole[row], rel=1e-12)
        for name, part in model.causes(one, form, chip, values).items():
            assert part == pytest.approx(np.broadcast_to(parts[name], 40)[row], rel=1e-9, abs=1e-15)


def test_one_more_tile_than_units_costs_a_wave() -> None:
    """132 units: 132 tiles of 128 x 256 take one wave, 133 take two."""
    chip = library_chip("h100_sxm")
    values = {**GEMM.defaults, "launch": 1e-9, "overlap": 12.0, "split_latency": 1.0}
    full, over = (
        GEMM.causes({"m": 128 * tiles, "n": 256, "k": 8192}, "bf16", chip, values) for tiles in (132, 133)
    )
    assert full["wave quantisation"] == pytest.approx(0, abs=1e-9)
    assert over["wave quantisation"] > 0.5 * full["sustained rates"]


def test_few_tiles_of_a_long_sum_are_split() -> None:
    chip = library_chip("h100_sxm")
    parts = GEMM.causes({"m": 16, "n": 128, "k": 65536}, "bf16", chip, GEMM.defaults)
    assert parts["split sums"] > 0
    assert GEMM.causes({"m": 8192, "n": 8192, "k": 512}, "bf16", chip, GEMM.defaults)["split sums"] == 0


def test_a_host_that_calls_slowly_hides_small_products() -> None:
    chip = library_chip("h200_sxm")
    values = GEMM_DISPATCHED.defaults
    times = [
        GEMM_DISPATCHED.seconds({"m": m, "n": 512, "k": 512}, "e4m3", chip, values) for m in (16, 64, 65)
    ]
    assert times == [values[name] for name in ("dispatch", "dispatch_large", "dispatch_ragged")]


def test_a_chip_without_matrix_units_of_a_format_multiplies_with_its_vector_units() -> None:
    chip = library_chip("a100_sxm")
    dims = {"m": 8192, "n": 8192, "k": 8192}
    assert GEMM.causes(dims, "f32", chip, GEMM.defaults)["ideal"] == pytest.approx(
        2 * 8192**3 / chip.peaks["vector", "f32"]
    )


def test_sizes_beyond_all_memories_have_a_time() -> None:
    chip = library_chip("h100_sxm")
    dims = {axis: np.array([1 << 40]) for axis in ("m", "n", "k")}
    time = GEMM.seconds(dims, "bf16", chip, GEMM.defaults)
    assert np.asarray(time)[0] == pytest.approx(2.0 * 2.0**120 / chip.peaks["matrix", "bf16"] / 0.8, rel=0.01)
