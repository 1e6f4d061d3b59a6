"""Tables of ai-dynamo/aiconfigurator: a Parquet file per chip, class of operator, backend and its version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.measured.fitting import MissingExtraError
from specgen.perfmodel.measured.table import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCE = "github.com/ai-dynamo/aiconfigurator 095f58a, Apache-2.0"

# Their names of formats: ours, and what tells the table apart from others of that format.
FORMATS = {
    "bfloat16": ("bf16", ""),
    "float16": ("f16", ""),
    "half": ("f16", ""),
    "fp8": ("e4m3", ""),
    "fp8_block": ("e4m3", "block"),
    "int8": ("s8", ""),
    "int8_wo": ("bf16", "int8_weights"),
    "int4_wo": ("bf16", "int4_weights"),
    "w4afp8": ("e4m3", "int4_weights"),
    "w4a16_mxfp4": ("bf16", "mxfp4_weights"),
    "sq": ("s8", "smooth"),
}

# Tables whose smallest products take tens of microseconds, whatever their sizes: the host's calls are what was timed.
_HOST_BOUND = {("vllm", "block")}


@dataclass(frozen=True, slots=True)
class _Layout:
    """A file's operator, its column of the format, columns renamed, and those whose values are tables of their own."""

    operator: str
    format: str
    columns: dict[str, str]
    apart: tuple[str, ...] = ()


_HEADS = {
    "batch_size": "batch",
    "num_heads": "heads",
    "num_key_value_heads": "kv_heads",
    "head_dim": "head_dim",
}

_LAYOUTS = {
    "gemm": _Layout("gemm", "gemm_dtype", {"m": "m", "n": "n", "k": "k"}),
    "context_attention": _Layout(
        "prefill",
        "attn_dtype",
        {**_HEADS, "isl": "queries", "step": "past", "window_size": "window"},
        ("kv_cache_dtype", "head_dim"),
    ),
    "generation_attention": _Layout(
        "decode",
        "attn_dtype",
        {**_HEADS, "isl": "queries", "step": "past", "window_size": "window"},
        ("kv_cache_dtype", "head_dim"),
    ),
    "context_mla": _Layout(
        "mla_prefill",
        "mla_dtype",
        {"batch_size": "batch", "num_heads": "heads", "isl": "queries", "step": "past", "tp_size": "ranks"},
        ("kv_cache_dtype",),
    ),
    "generation_mla": _Layout(
        "mla_decode",
        "mla_dtype",
        {"batch_size": "batch", "num_heads": "heads", "isl": "queries", "step": "past", "tp_size": "ranks"},
        ("kv_cache_dtype",),
    ),
    "moe": _Layout(
        "experts",
        "moe_dtype",
        {
            "num_tokens": "tokens",
            "hidden_size": "hidden",
            "inter_size": "intermediate",
            "topk": "chosen",
            "num_experts": "experts",
            "moe_tp_size": "tensor",
            "moe_ep_size": "expert",
            "distribution": "distribution",
        },
        ("kernel_source",),
    ),
    "nccl": _Layout(
        "collective", "nccl_dtype", {"num_gpus": "ranks", "message_size": "elements"}, ("op_name",)
    ),
    "custom_allreduce": _Layout(
        "collective",
        "allreduce_dtype",
        {"num_gpus": "ranks", "message_size": "elements"},
        ("op_name", "kernel_source"),
    ),
    "computescale": _Layout("quantise", "quant_dtype", {"m": "m", "k": "k"}, ("op_name",)),
    "scale_matrix": _Layout("quantise", "quant_dtype", {"m": "m", "k": "k"}, ("op_name",)),
}


def read(folder: Path, operator: str | None = None, chip: str | None = None) -> Iterator[Dataset]:
    """Yield the tables under ``aiconfigurator/``: one per file, format, and what is measured apart from the rest."""
    for path in sorted((folder / "aiconfigurator").glob("*/*/*/*/*_perf.parquet")):
        layout = _LAYOUTS.get(path.name.removesuffix("_perf.parquet"))
        if layout and operator in (None, layout.operator) and chip in (None, path.parts[-5]):
            yield from _tables(path, layout)


def _tables(path: Path, layout: _Layout) -> Iterator[Dataset]:
    import numpy as np

    table = _arrays(path)
    apart = [name for name in (layout.format, *layout.apart) if name in table]
    labels = np.array(["|".join(map(str, row)) for row in zip(*(table[name] for name in apart), strict=True)])
    for label in sorted(set(labels.tolist())):
        mask = labels == label
        yield _dataset(path, layout, label.split("|"), {name: column[mask] for name, column in table.items()})


def _dataset(path: Path, layout: _Layout, labels: list[str], table: dict[str, Any]) -> Dataset:
    chip, _, backend, version = path.parts[-5:-1]
    form, scheme = FORMATS.get(labels[0], (labels[0], ""))
    scheme = "_".join(part for part in (scheme, *(_tidy(one) for one in labels[1:])) if part)
    columns = {new: table[old] for old, new in layout.columns.items() if old in table}
    watts = table.get("power")
    return Dataset(
        name="_".join(part for part in (chip, layout.operator, form, scheme, backend) if part),
        chip=chip,
        backend=f"{backend} {version}",
        operator=layout.operator,
        format=form,
        protocol="host_bound" if (backend, scheme) in _HOST_BOUND else "graph_replay",
        source=SOURCE,
        columns=_derived(layout.operator, columns, labels[0]),
        seconds=table["latency"] / 1e3,
        watts=watts,
        scheme=scheme,
    )


def _derived(operator: str, columns: dict[str, NDArray[Any]], form: str) -> dict[str, NDArray[Any]]:
    """Add what models and keys of the hold-out need: keys of attention, bytes of a message, a law's exponent."""
    import numpy as np

    if "past" in columns:
        columns["keys"] = columns["past"] + columns["queries"]
        columns |= _shapes(operator, columns)
    if operator == "collective":
        # Their message sizes count elements of two bytes, or bytes of int8.
        columns["bytes"] = columns["elements"] * (1 if form == "int8" else 2)
    if operator == "experts":
        exponents = (name.rpartition("_")[2] for name in columns["distribution"].tolist())
        columns["skew"] = np.array([0.0 if one == "balanced" else float(one) for one in exponents])
    return columns


def _shapes(operator: str, columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Heads of latent attention as the models see them; how many keys a query reaches."""
    import numpy as np

    keys = columns["keys"]
    window = columns.get("window", np.zeros_like(keys))
    more = {"reach": np.where(window > 0, np.minimum(window, keys), keys)}
    if operator == "mla_prefill":
        return more | {"kv_heads": columns["heads"], "head_dim": np.full_like(keys, 192)}
    if operator == "mla_decode":
        return more | {"kv_heads": np.ones_like(keys), "head_dim": np.full_like(keys, 576)}
    return more


def _tidy(label: str) -> str:
    """A label as part of a name: a kernel's path by its last word, formats by ours."""
    return FORMATS.get(label, (label.rsplit("/", 1)[-1].lower(),))[0]


def _arrays(path: Path) -> dict[str, Any]:
    """Columns by name: text as NumPy strings."""
    try:
        from pyarrow import parquet
    except ImportError:
        raise MissingExtraError(
            "reading Parquet files needs PyArrow: pip install 'specgen[performance]'"
        ) from None
    import numpy as np

    table = parquet.read_table(path)
    arrays = {name: table[name].to_numpy() for name in table.column_names}
    return {name: array.astype(np.str_) if array.dtype == object else array for name, array in arrays.items()}
