"""Attention of sequences of any lengths in one kernel, one after the other: how arrays without threads do it.

The kernel goes through the sequences, and through the pages of each one's cache: a page is brought, then all new queries
are multiplied with it, and its scores turned into weights by the vector unit. Bringing the next page hides behind that,
or that behind it. After Jiang and others, ragged paged attention (github.com/vllm-project/vllm, the kernel of JAX).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import ceil_div, maximum
from specgen.perfmodel.physical.attention import Shape
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

PARAMETERS = (
    Parameter("launch", "s", "from one operator to the next", 1e-7, 2e-5, 3e-6),
    Parameter("sequence", "s", "starting and ending a sequence", 1e-8, 2e-5, 2e-6),
    Parameter(
        "memory_efficiency", "1", "sustained over peak bandwidth while pages are brought", 0.05, 1, 0.3
    ),
    Parameter(
        "matrix_efficiency", "1", "sustained over peak rate, scores turned into weights", 0.005, 1, 0.06
    ),
    Parameter("step", "s", "a page, whatever its queries", 1e-9, 5e-6, 1e-7),
    Parameter("page", "1", "keys of a page", 8, 512, 128),
)


def _parts(dims: Dims, form: str, chip: Chip, values: Values) -> tuple[Any, ...]:
    """The ideal; pages at the memory's rate, and sums at the matrix units', both sustained; steps; sequences."""
    shape = Shape.of(dims, form, form)
    pages = ceil_div(shape.keys, values["page"])
    brought = shape.batch * pages * values["page"] * shape.kv_heads * shape.token
    memory = brought / (chip.levels[0].bandwidth * values["memory_efficiency"])
    sums = shape.operations / (chip.peak("matrix", form) * values["matrix_efficiency"])
    return (
        shape.roofline(chip, form),
        memory,
        sums,
        shape.batch * pages * values["step"],
        shape.batch * values["sequence"],
    )


def _seconds(dims: Dims, form: str, chip: Chip, values: Values) -> Any:
    _, memory, sums, steps, sequences = _parts(dims, form, chip, values)
    return values["launch"] + maximum(memory, sums) + steps + sequences


def _causes(dims: Dims, form: str, chip: Chip, values: Values) -> dict[str, Any]:
    ideal, memory, sums, steps, sequences = _parts(dims, form, chip, values)
    return {
        "ideal": ideal,
        "sustained rates": maximum(memory, sums) - ideal,
        "steps of pages": steps,
        "starts of sequences": sequences,
        "launch overhead": values["launch"] + 0 * ideal,
    }


RAGGED = Model("ragged", "ragged_attention", PARAMETERS, _seconds, _causes)
"""New queries of each of ``batch`` sequences over their caches."""
