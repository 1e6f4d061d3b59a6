"""Measured services: runs of a server, from a table of our own or the one that the aiconfigurator project publishes.

Each row is a run of one model on one kind of chip by one server, with the lengths of prompts and answers, how many requests
were in flight, and the mean time per output token. A row that cannot be taken for what its columns say is left out, and
why is told.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from math import inf
from pathlib import Path

from specgen.model.performance.networks import Transformer
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.parallel import ParallelError
from specgen.perfmodel.serving.service import Service
from specgen.perfmodel.serving.work import Served, ServiceError, served
from specgen.perfmodel.workloads import Formats, library_model

MODELS = {
    "Qwen/Qwen3-32B": "qwen3_32b",
    "Qwen/Qwen3-235B-A22B-FP8": "qwen3_235b_a22b",
    "meta-llama/Llama-3.1-8B-Instruct": "llama_3_1_8b",
    "nvidia/Llama-3.1-8B-Instruct-FP8": "llama_3_1_8b",
    "meta-llama/Llama-3.1-70B": "llama_3_1_70b",
    "openai/gpt-oss-120b": "gpt_oss_120b",
    "deepseek-ai/DeepSeek-V3": "deepseek_v3",
    "deepseek-ai/DeepSeek-R1": "deepseek_v3",
    "moonshotai/Kimi-K2.5": "kimi_k2_5",
    "MiniMaxAI/MiniMax-M2.5": "minimax_m2",
}
"""Published names of models, and what they are called in `std:models`; R1 has the sizes of V3, M2.5 those of M2."""

_NODE = 8
_WEIGHTS = {"fp8": "e4m3", "fp4": "mxfp4", "int4": "s4/32:bf16", "": ""}


@dataclass(frozen=True, slots=True)
class Run:
    """A run as a table has it: seconds per output token. Blank ``weights`` are the model's own format."""

    model: str
    chip: str
    backend: str
    weights: str
    prompt: int
    answer: int
    concurrency: int
    tensor: int
    data: int
    expert: int
    seconds: float

    @property
    def key(self) -> str:
        """What hold-out goes by: everything that a run's time depends on, in the table's order."""
        return ",".join(str(value) for value in astuple(self)[:-1])


COLUMNS = tuple(field.name for field in fields(Run))
"""The columns of our own tables."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A run, and what its ranks had to do."""

    run: Run
    served: Served


def read_runs(path: Path | str) -> tuple[list[Reading], Counter[str]]:
    """Return the runs of aggregated serving in a file, and why rows were left out, with their numbers.

    Raises OSError where the file cannot be read, and ValueError, with the line, where a row is not of such a table.
    """
    left: Counter[str] = Counter()
    kept: dict[Run, Reading] = {}
    with Path(path).open(newline="", encoding="utf-8") as file:
        table = csv.DictReader(line for line in file if not line.startswith("#"))
        published = "silicon_tpot_ms" in (table.fieldnames or ())
        for row in table:
            try:
                run = _published(row) if published else _own(row)
                found = _reading(run) if isinstance(run, Run) else run
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(
                    f"{path}:{table.line_num}: this is no row of a table of runs: {error}"
                ) from None
            if isinstance(found, str):
                left[found] += 1
            elif found.run in kept:
                left["given twice"] += 1
            else:
                kept[found.run] = found
    return list(kept.values()), left


def _own(row: Mapping[str, str]) -> Run:
    whole = {name: int(row[name]) for name in ("prompt", "answer", "concurrency", "tensor", "data", "expert")}
    words = {name: row[name] for name in ("model", "chip", "backend", "weights")}
    return Run(**words, **whole, seconds=float(row["seconds"]))  # type: ignore[arg-type]


def _published(row: Mapping[str, str]) -> Run | str:
    """A row of the published table as a run, or why it is left out."""
    if row["mode"] != "agg":
        return "prompts and answers on different chips"
    if row["model_path"] not in MODELS:
        return f"{row['model_path']} is not in std:models"
    tensor, data = int(row["tp_size"]), int(row["attention_dp_size"] or 1)
    if tensor * data > _NODE:
        return "more chips than the node of eight that its name says"
    named = re.search(r"_tp(\d+)", row["id"])
    if named and int(named[1]) != tensor:
        return "the tensor ranks in its name are others than in its column"
    return Run(
        MODELS[row["model_path"]],
        row["system"],
        row["backend"],
        _WEIGHTS[row["precision"]],
        int(row["isl"]),
        int(row["osl"]),
        int(row["batch_size"]) * data,
        tensor,
        data,
        max(int(row["moe_ep_size"] or 1), 1),
        float(row["silicon_tpot_ms"]) / 1e3,
    )


def _reading(run: Run) -> Reading | str:
    if min(run.prompt, run.answer, run.concurrency, run.tensor, run.data, run.expert) < 1:
        raise ValueError("prompt, answer, concurrency, tensor, data and expert are at least 1")
    if not 0 < run.seconds < inf:
        raise ValueError(f"seconds are positive, not {run.seconds}")
    model = library_model(run.model)
    if not isinstance(model, Transformer):
        return f"{run.model} is no decoder"
    service = Service(
        run.model,
        run.prompt,
        run.answer,
        run.concurrency,
        run.tensor,
        run.data,
        run.expert,
        served_formats(run.weights, model),
    )
    try:
        work = served(service, model, library_chip(run.chip))
    except ServiceError:
        return "the weights do not fit into so many chips"
    except ParallelError:
        return "the ranks of its experts do not divide the others"
    if run.seconds < work.decode.ideal:
        return "faster than the roofline of what its columns say"
    return Reading(run, work)


def served_formats(weights: str, model: Transformer) -> Formats:
    """Return in which formats servers compute where ``weights`` are of a format; blank is the model's own.

    Four-bit weights are of the experts alone where there are any; eight-bit ones are multiplied with eight-bit inputs.
    """
    weights = weights or model.format
    if model.experts and weights.startswith(("mxfp4", "s4")):
        return Formats(weights="bf16", experts=weights, activations="bf16", inputs="bf16")
    return Formats(weights=weights, activations="bf16", inputs="e4m3" if weights == "e4m3" else "bf16")
