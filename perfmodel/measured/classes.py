"""Which physical model a table of measurements is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specgen.perfmodel.measured.table import Dataset
from specgen.perfmodel.physical import (
    GEMM,
    GEMM_BLOCKS,
    GEMM_CONVERTED,
    GEMM_DISPATCHED,
    PROJECTION,
    RAGGED,
    Model,
    attention_model,
    collective_model,
    expert_model,
    latent_model,
    streaming_model,
)
from specgen.perfmodel.workloads import FORMATS as KNOWN


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


def _cached(data: Dataset) -> str:
    """The format of the cache: the first word of the scheme if it is one, else that of the queries."""
    first = data.scheme.split("_")[0]
    return first if first in KNOWN else data.format


def _attention(data: Dataset) -> Model:
    return attention_model(data.operator, data.backend, _cached(data))


def _latent(data: Dataset) -> Model:
    return latent_model(data.operator, data.backend, _cached(data), data.chip)


def _collective(data: Dataset) -> Model:
    return collective_model(data.scheme, data.backend, data.chip)


def _experts(data: Dataset) -> Model:
    return expert_model(data.format, data.scheme)


def _streaming(data: Dataset) -> Model:
    return streaming_model(data.operator, data.scheme)


_HEADS = ("heads", "kv_heads", "keys", "reach")
_EXPERTS = ("hidden", "intermediate", "experts", "chosen", "tensor", "expert")

SUBJECTS: dict[str, Subject] = {
    "gemm": Subject(_product, "m", ("n", "k", "groups")),
    "projection": Subject(lambda data: PROJECTION, "m", ("n", "k")),
    "prefill": Subject(_attention, "batch", _HEADS),
    "decode": Subject(_attention, "batch", _HEADS),
    "ragged_attention": Subject(lambda data: RAGGED, "batch", ("queries", "keys")),
    "mla_prefill": Subject(_latent, "batch", ("heads", "keys")),
    "mla_decode": Subject(_latent, "batch", ("heads", "keys")),
    "experts": Subject(_experts, "tokens", _EXPERTS),
    "collective": Subject(_collective, "bytes", ("ranks",)),
    "normalisation": Subject(_streaming, "rows", ("columns",)),
    "softmax": Subject(_streaming, "rows", ("columns",)),
    "quantise": Subject(_streaming, "m", ("k",)),
}


def model_of(data: Dataset) -> Model | None:
    """Return the model of what a table measures, or None where there is none of it."""
    subject = SUBJECTS.get(data.operator)
    return subject.model(data) if subject and data.format in KNOWN else None
