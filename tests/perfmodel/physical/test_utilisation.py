"""The table of what a model leaves: exact where it was measured, between its neighbours elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.perfmodel.physical import Utilisation


def table() -> Utilisation:
    m, n, k = (axis.reshape(-1) for axis in np.meshgrid([1, 16, 256], [512, 1024, 4096], [512, 2048, 8192]))
    ratios = 1 + 0.1 * np.log2(m) / 8 + 0.05 * np.log2(n / 512) - 0.02 * np.log2(k / 512)
    return Utilisation.of({"m": m, "n": n, "k": k}, ratios)


def factor(m: float, n: float, k: float) -> float:
    return float(table().factor({"m": np.array([m]), "n": np.array([n]), "k": np.array([k])})[0])


def test_what_was_measured_is_given_back() -> None:
    assert factor(16, 1024, 2048) == pytest.approx(1 + 0.05 + 0.05 - 0.04, rel=1e-6)
    assert factor(1, 512, 512) == pytest.approx(1.0, rel=1e-6)


def test_between_sizes_and_shapes_lies_between() -> None:
    assert factor(16, 512, 512) < factor(64, 512, 512) < factor(256, 512, 512)
    assert factor(64, 512, 512) == pytest.approx((factor(16, 512, 512) * factor(256, 512, 512)) ** 0.5)
    everything = table().ratios
    assert everything.min() < factor(16, 1500, 1500) < everything.max()


def test_outside_the_table_the_nearest_size_holds() -> None:
    assert factor(8192, 512, 512) == factor(256, 512, 512)
    assert factor(1, 512, 512) == factor(0.5, 512, 512)


def test_shapes_that_were_not_measured_at_a_size_are_left_out() -> None:
    dims = {"m": np.array([1, 1, 64]), "n": np.array([512, 4096, 512]), "k": np.array([512, 512, 512])}
    found = Utilisation.of(dims, np.array([1.0, 2.0, 3.0]))
    assert found.ratios.shape == (2, 2)
    assert np.isnan(found.ratios).sum() == 1
    asked = {"m": np.array([64]), "n": np.array([4096]), "k": np.array([512])}
    assert found.factor(asked)[0] == pytest.approx(3.0)
