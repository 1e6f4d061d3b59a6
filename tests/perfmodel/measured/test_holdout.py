"""Which rows are held out is fixed for ever: it is what published errors rest on."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.perfmodel.measured import Dataset, folds, held_out, is_held_out, keys_of, split


def table(operator: str, **columns: list[int]) -> Dataset:
    arrays = {name: np.array(values) for name, values in columns.items()}
    rows = len(next(iter(arrays.values())))
    return Dataset("t", "h100_sxm", "", operator, "bf16", "", "", arrays, np.ones(rows))


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("4096,14336", True),
        ("4096,4096", False),
        ("8192,65536", False),
        ("14336,4096", False),
        ("512,512", False),
        ("32,8,128,11", False),
    ],
)
def test_the_rule(key: str, held: bool) -> None:
    assert is_held_out(key) is held


def test_the_key_of_a_product_is_its_weights() -> None:
    data = table("gemm", m=[1, 2, 3], n=[4096, 4096, 512], k=[14336, 4096, 512])
    assert keys_of(data) == ["4096,14336", "4096,4096", "512,512"]
    assert held_out(data).tolist() == [True, False, False]
    train, judged = split(data)
    assert train.columns["m"].tolist() == [2, 3]
    assert judged.columns["m"].tolist() == [1]


def test_lengths_and_bytes_fall_into_buckets_of_powers_of_two() -> None:
    lengths = [1, 2, 3, 1023, 1024, 2047, 2048]
    heads = {name: [8] * 7 for name in ("heads", "kv_heads", "head_dim")}
    found = [key.split(",")[3] for key in keys_of(table("decode", keys=lengths, **heads))]
    assert found == ["0", "1", "1", "9", "10", "10", "11"]
    assert keys_of(table("collective", ranks=[2, 8], bytes=[1024, 1500])) == ["2,10", "8,10"]


def test_an_operator_without_a_rule_is_split_by_all_that_it_has() -> None:
    assert keys_of(table("pooling", elements=[5, 6], window=[1, 1])) == ["5,1", "6,1"]


def test_a_key_lies_in_one_fold() -> None:
    draw = np.random.default_rng(0)
    columns = {axis: draw.integers(1, 9, 400).tolist() for axis in ("m", "n", "k")}
    data = table("gemm", **columns)
    first, again = folds(data, 5, seed=1), folds(data, 5, seed=1)
    assert (first == again).all()
    assert set(first.tolist()) == set(range(5))
    where: dict[str, int] = {}
    for key, fold in zip(keys_of(data), first.tolist(), strict=True):
        assert where.setdefault(key, fold) == fold


def test_about_a_fifth_is_held_out() -> None:
    assert 0.17 < np.mean([is_held_out(f"{n},{k}") for n in range(64) for k in range(64)]) < 0.23
