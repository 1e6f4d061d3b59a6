"""The time of a step of serving: operators below their rates, gaps between them, exchanges, scheduling, prompts between.

One step gives every sequence a token. Its operators run one after another; between two of them the chip waits for a
launch; after the attention and the feed-forward network of each layer the ranks exchange results; before the next step
the server schedules, samples and answers. Requests come as others end, so that in the mean ``sequences / answer`` prompts
are taken in during a step, and those who generate wait meanwhile.
"""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import Count, maximum
from specgen.perfmodel.physical import Dims, Model, Parameter, Values

PARAMETERS = (
    Parameter("compute", "1", "fraction of the peaks that products and attention reach", 0.2, 1.0, 0.6),
    Parameter("memory", "1", "fraction of the bandwidth that products of dense weights reach", 0.3, 1.0, 0.7),
    Parameter("expert_memory", "1", "fraction of the bandwidth that products of experts reach", 0.05, 1.0, 0.5),
    Parameter("cache_memory", "1", "fraction of the bandwidth that attention reaches", 0.05, 1.0, 0.5),
    Parameter("gap", "s", "from the end of an operator to the beginning of the next one", 1e-7, 2e-5, 2e-6),
    Parameter("exchange", "s", "latency of an exchange among ranks", 1e-7, 1e-4, 8e-6),
    Parameter("request", "s", "scheduling, sampling and answering, for each sequence", 1e-7, 5e-4, 2e-5),
    Parameter("interference", "1", "how much of a prompt's time those who generate wait", 0.05, 3.0, 0.7),
)  # fmt: skip
"""What is calibrated for each chip and server."""


def seconds(dims: Dims, form: str, chip: Chip, values: Values) -> Any:
    """Return the time per output token; ``dims`` are the columns of `specgen.perfmodel.serving.columns`."""
    parts = causes(dims, form, chip, values)
    return sum(parts.values())


def causes(dims: Dims, form: str, chip: Chip, values: Values) -> dict[str, Count]:
    """Return the parts of the time per output token; they add up to it."""
    ideal, real = _operators(dims, "decode", values)
    _, prompt = _operators(dims, "prefill", values)
    gaps = dims["decode_launches"] * values["gap"]
    prompt = prompt + dims["prefill_launches"] * values["gap"]
    exchanges = _exchanges(dims, "decode", values)
    prompt = prompt + _exchanges(dims, "prefill", values)
    return {
        "ideal": ideal,
        "efficiency": real - ideal,
        "launch gaps": gaps,
        "exchanges": exchanges,
        "scheduling": dims["sequences"] * values["request"],
        "prefill interference": values["interference"] * prompt * dims["sequences"] / dims["answer"],
    }


def _operators(dims: Dims, phase: str, values: Values) -> tuple[Any, Any]:
    """Seconds of all operators at full rates, and at the fractions that they reach."""
    ideal: Any = 0.0
    real: Any = 0.0
    fractions = {
        "products": values["memory"],
        "experts": values["expert_memory"],
        "attention": values["cache_memory"],
        "rest": values["memory"],
    }
    for group, fraction in fractions.items():
        compute, memory = dims[f"{phase}_{group}_compute"], dims[f"{phase}_{group}_memory"]
        ideal = ideal + _total(maximum(compute, memory))
        real = real + _total(maximum(compute / values["compute"], memory / fraction))
    return ideal, real


def _total(one: Any) -> Any:
    """The sum over operators, which are the last axis."""
    return one.sum(axis=-1)


def _exchanges(dims: Dims, phase: str, values: Values) -> Any:
    """What is exchanged with other ranks: a latency each, and the bytes over the network."""
    return dims[f"{phase}_exchanges"] * values["exchange"] + dims[f"{phase}_exchanging"]


MODEL = Model("serving step", "serving", PARAMETERS, seconds, causes)
"""The model of a step, to be calibrated."""
