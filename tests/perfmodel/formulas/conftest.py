"""The reference spec's rooflines as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specgen.api import load_spec
from specgen.perfmodel.chips import derived_chip, library_chip
from specgen.perfmodel.formulas import Offered, Use, page
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.perfmodel.formulas.agreement import data_of

PUBLIC = ("h100_sxm", "mi300x", "tpu_v6e")


@pytest.fixture(scope="package")
def offered(root: Path) -> tuple[Offered, ...]:
    """The variants, and public chips with other memories."""
    spec = load_spec(root / "spec")
    made = [spec.architecture(name) for name in spec.variants]
    own = [Offered(derived_chip(one, analyse(one, Diagnostics())), "variant", one.variant) for one in made]
    return (*own, *(Offered(library_chip(name), "library") for name in PUBLIC))


@pytest.fixture(scope="package")
def uses(root: Path) -> dict[str, Use]:
    """The workloads."""
    architecture = load_spec(root / "spec").architecture()
    return {name: Use.of(one, architecture.models) for name, one in architecture.workloads.items()}


@pytest.fixture(scope="package")
def data(offered: tuple[Offered, ...], uses: dict[str, Use]) -> dict[str, Any]:
    """The data of their page."""
    return data_of(page(offered, uses, (), ("bf16", "e4m3", "mxfp4")))
