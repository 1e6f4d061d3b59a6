"""Which physical model a table of measurements is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specgen.perfmodel.measured.table import Dataset
from specgen.perfmodel.physical import GEMM, GEMM_BLOCKS, GEMM_CONVERTED, GEMM_DISPATCHED, Model


@dataclass(frozen=True, slots=True)
class Subject:
    """A class of operators: the model of a table of it, and how its utilisation is tabulated (see `Utilisation`)."""

    model: Callable[[Dataset], Model | None]
    along: str
    across: tuple[str, ...]


def _product(data: Dataset) -> Model | None:
    """Scales per block have kernels of their own; operands of eight bits are converted before they are multiplied."""
    if data.scheme == "block":
        return GEMM_DISPATCHED if data.protocol == "host_bound" else GEMM_BLOCKS
    if "weights" in data.scheme or data.format not in FORMATS:
        return None
    return GEMM_CONVERTED if data.format in ("e4m3", "e5m2") else GEMM


FORMATS = ("f64", "f32", "tf32", "f16", "bf16", "e4m3", "e5m2", "s8")

SUBJECTS: dict[str, Subject] = {
    "gemm": Subject(_product, "m", ("n", "k")),
}


def model_of(data: Dataset) -> Model | None:
    """Return the model of what a table measures, or None where there is none of it."""
    subject = SUBJECTS.get(data.operator)
    return subject.model(data) if subject else None
