"""Attention of one new token per sequence over its cache: bandwidth, if enough units stream and start in time.

Two kinds of kernels. A *grouped* one takes all heads that share a key-value head as the rows of a matrix product; its
tasks are key-value heads of sequences. A *vector* one takes each head by itself, and streams keys and values as often
as heads share them, through the cache. Either splits long caches into parts where there are few tasks, and merges
their results. The time is a launch and the greater of two: the memory's (a cache that fits the last cache level stays
there from one call to the next; beyond it, memory takes a while to reach its bandwidth), and the units' waves of parts.
After Dao and others, Flash-Decoding (pytorch.org/blog/flash-decoding); how a library chooses is in `DecodeKernel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import ceil_div, maximum, minimum, where
from specgen.perfmodel.physical.attention import Shape, missing
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

FEW_WAVES = 6  # up to which units move from wave to wave together; beyond, they drift apart


@dataclass(frozen=True, slots=True)
class DecodeKernel:
    """What a library fixes: formats, what it splits by, and when it leaves the grouped kernel for the vector one.

    ``cache`` is the format of keys and values. Parts have at least ``part`` keys, and there are at most ``waves`` parts
    for every unit; ``resident`` tasks share a unit. Heads are padded to ``rows`` rows, and keys to ``page``; each such
    rows add ``pass_cost`` of the loading. ``widest`` heads share a key-value head at most; a vector kernel takes more,
    one head, and where ``fallback`` holds also calls with fewer than a quarter as many blocks of 128 keys as there are
    units. Without ``vector`` all is grouped, and single heads are never split. Where ``copies`` holds, the heads of a
    group are copied side by side by a kernel of its own, if there are several groups and sequences. More than ``block``
    heads of a group are several tasks.
    """

    cache: str
    part: int = 256
    waves: int = 4
    resident: int = 1
    rows: int = 16
    page: int = 64
    pass_cost: float = 0.0
    widest: int = 32
    block: int = 1 << 20
    fallback: bool = True
    vector: bool = True
    copies: bool = False


_VECTOR_RESIDENT = 3  # tasks of a vector kernel on a unit: what their registers leave room for
_VECTOR_PART = 512  # least keys of their parts
_QUICKER = 2.0  # bandwidth of the last cache over the memory's, for a stream of single reads

PARAMETERS = (
    Parameter("launch", "s", "from the launch to the first load, and the end of the call", 1e-6, 2e-5, 6e-6),
    Parameter("task", "s", "starting and ending a task of the grouped kernel", 5e-8, 2e-5, 3e-6),
    Parameter("rows", "s", "the same, for each padded rows of 128 elements", 1e-9, 5e-6, 1e-6),
    Parameter("head", "s", "starting and ending a task of the vector kernel", 5e-7, 2e-5, 4e-6),
    Parameter("unit_bandwidth", "B/s", "what a unit loads and computes on", 1e10, 1e12, 5e10),
    Parameter("memory_efficiency", "1", "sustained over peak bandwidth of the outermost memory", 0.3, 2, 0.9),
    Parameter("ramp", "s", "until memory reaches its bandwidth", 1e-7, 6e-5, 1e-5),
    Parameter(
        "merge",
        "s",
        "merging the results of parts, or copying heads: each a kernel or a round",
        1e-8,
        2e-5,
        2e-6,
    ),
)


def decode(kernel: DecodeKernel) -> Model:
    """Return the model of a library's kernels."""
    used = PARAMETERS if kernel.vector else tuple(one for one in PARAMETERS if one.name != "head")
    return Model("decode", "decode", used, partial(_seconds, kernel=kernel), partial(_causes, kernel=kernel))


@dataclass(frozen=True, slots=True)
class _Run:
    """Times of a call: what the causes are made of."""

    start: Any  # of a task
    units: Any  # all waves of tasks
    ideal: Any  # bytes at the memory's peak
    sustained: Any  # at what it sustains
    stream: Any  # where a part is resident
    ramp: Any
    extra: Any  # merging and copying

    @property
    def memory(self) -> Any:
        return self.start + self.stream + self.ramp

    @property
    def body(self) -> Any:
        return maximum(self.units, self.memory) + self.extra


def is_vector(shape: Shape, chip: Chip, kernel: DecodeKernel) -> Any:
    """Return whether the library takes each head by itself."""
    if not kernel.vector:
        return shape.group < 1
    alone = (shape.group == 1) | (shape.group > kernel.widest)
    blocks = shape.batch * shape.kv_heads * maximum(1, shape.keys // 128)
    return alone | (kernel.fallback & (4 * blocks < chip.units))


def _run(shape: Shape, chip: Chip, values: Values, kernel: DecodeKernel) -> _Run:
    vector = is_vector(shape, chip, kernel)
    grouped = _waves(shape, chip, values, kernel)
    single = _vector_waves(shape, chip, values) if kernel.vector else grouped
    start, units, extra = (where(vector, one, other) for one, other in zip(single, grouped, strict=True))
    read = where(vector, shape.seen, ceil_div(shape.seen, kernel.page) * kernel.page)
    moved = shape.batch * shape.kv_heads * read * shape.token + shape.result
    away = missing(moved, chip)
    peak = chip.levels[0].bandwidth
    sustained = moved / (peak * values["memory_efficiency"])
    return _Run(
        start=start,
        units=units,
        ideal=moved / peak,
        sustained=sustained,
        stream=sustained * away + moved / (peak * _QUICKER) * (1 - away),
        ramp=away * values["ramp"],
        extra=extra,
    )


def _waves(shape: Shape, chip: Chip, values: Values, kernel: DecodeKernel) -> tuple[Any, Any, Any]:
    """Start of a task, all waves, and merging and copying, of the grouped kernel."""
    tasks = shape.batch * shape.kv_heads * ceil_div(shape.group, kernel.block)
    parts = minimum(kernel.waves * chip.units // tasks, shape.keys // kernel.part)
    parts = maximum(parts, 1)
    if not kernel.vector:
        parts = where(shape.group == 1, 1, parts)
    passes = ceil_div(minimum(shape.group, kernel.block), kernel.rows)
    start = values["task"] + values["rows"] * passes * shape.head_dim / 128
    together = minimum(maximum(tasks * parts / chip.units, 1), kernel.resident)
    loaded = maximum(shape.seen / parts, kernel.page) * shape.token * (1 + kernel.pass_cost * passes)
    one = start + loaded * together / values["unit_bandwidth"]
    merges = where(parts > 1, 1, 0)
    if kernel.copies:
        merges = merges + where((shape.group > 1) & (shape.batch > 1) & (shape.kv_heads > 1), 1, 0)
    return start, _rounds(tasks * parts / (chip.units * kernel.resident)) * one, merges * values["merge"]


def _vector_waves(shape: Shape, chip: Chip, values: Values) -> tuple[Any, Any, Any]:
    """The same of the vector kernel, which merges inside a task."""
    tasks = shape.batch * shape.heads
    slots = chip.units * _VECTOR_RESIDENT
    parts = maximum(minimum(slots // tasks, shape.keys // _VECTOR_PART), 1)
    together = minimum(maximum(tasks * parts / chip.units, 1), _VECTOR_RESIDENT)
    one = values["head"] + shape.seen / parts * shape.token * together / values["unit_bandwidth"]
    return values["head"], _rounds(tasks * parts / slots) * one, 0.0


def _rounds(waves: Any) -> Any:
    """Rounds of the busiest unit: whole waves while they are few, else half a round more than their mean."""
    return where(waves < FEW_WAVES, -(-waves // 1), waves + 0.5)


def _seconds(dims: Dims, form: str, chip: Chip, values: Values, kernel: DecodeKernel) -> Any:
    return values["launch"] + _run(Shape.of(dims, form, kernel.cache), chip, values, kernel).body


def _causes(dims: Dims, form: str, chip: Chip, values: Values, kernel: DecodeKernel) -> dict[str, Any]:
    shape = Shape.of(dims, form, kernel.cache)
    run = _run(shape, chip, values, kernel)
    ideal = shape.roofline(chip, form)
    return {
        "ideal": ideal,
        "page quantisation": run.ideal - ideal,
        "sustained rates": run.sustained - run.ideal,
        "cache residency": run.stream - run.sustained,
        "bandwidth ramp": run.ramp,
        "task starts": run.start + 0 * ideal,
        "wave quantisation": maximum(run.units - run.memory, 0),
        "merging and copying": run.extra + 0 * ideal,
        "launch overhead": values["launch"] + 0 * ideal,
    }
