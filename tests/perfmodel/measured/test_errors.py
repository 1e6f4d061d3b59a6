"""Relative errors."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.perfmodel.measured import Errors, errors


def test_errors_are_fractions_of_what_was_measured() -> None:
    found = errors(np.array([1.1, 0.8, 2.0, 1.0]), np.array([1.0, 1.0, 1.0, 1.0]))
    assert found.count == 4
    assert found.mape == pytest.approx((0.1 + 0.2 + 1.0 + 0) / 4)
    assert found.median == pytest.approx(0.15)
    assert found.bias == pytest.approx((0.1 - 0.2 + 1.0 + 0) / 4)
    assert found.p90 == pytest.approx(0.76)


def test_no_rows_have_no_errors() -> None:
    assert errors(np.array([]), np.array([])) == Errors(0, 0.0, 0.0, 0.0, 0.0)
