"""Attention of a prompt, as flash attention does it: tiles of queries spread over the units, each going along its keys.

A unit takes a tile of queries, and goes through the tiles of keys that these see: two products on the matrix unit and
the exponentials between them on the special functions, partly at once. Causal tiles differ in length, so the units end
at different times. Before it, a kernel turns the queries and keys by their position and writes the cache. After Dao,
FlashAttention-2 (arXiv 2307.08691), and FlashAttention-3 (arXiv 2407.08608) for the rate of the exponentials.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import ceil_div, maximum, minimum, where
from specgen.perfmodel.physical.attention import Shape
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip


@dataclass(frozen=True, slots=True)
class FlashKernel:
    """What a library fixes: ``rows`` x ``keys`` of a tile, both cut to whole ``grain`` for shorter prompts.

    ``cache`` is the format of keys and values, in which the products are done. Where ``single`` holds, a prompt of one
    token is done as decoding is: a tile per key-value head.
    """

    cache: str
    rows: int = 128
    keys: int = 128
    grain: int = 16
    single: bool = False


PARAMETERS = (
    Parameter(
        "launch", "s", "launching the kernels that are replayed one after the other", 3e-6, 3e-5, 1.2e-5
    ),
    Parameter("tile", "s", "filling a tile's pipeline, and storing its result", 5e-8, 8e-6, 2e-6),
    Parameter("matrix_efficiency", "1", "sustained over peak rate inside a tile", 0.3, 1, 0.75),
    Parameter("exponentials", "1", "exponentials of a unit per cycle of its clock", 8, 24, 16),
    Parameter(
        "overlap", "1", "part of the shorter of products and exponentials that hides in the other", 0, 1, 0.3
    ),
    Parameter("mask", "1", "extra time of a tile that the mask cuts, in tiles", 0, 8, 0.5),
    Parameter(
        "imbalance", "1", "part of the longest tile's time that units wait for the last", 0.1, 1.5, 0.5
    ),
    Parameter(
        "stream", "1", "bandwidth of turning, and of storing keys and values, over the memory's", 0.1, 4, 0.9
    ),
)


def prefill(kernel: FlashKernel) -> Model:
    """Return the model of a library's kernel."""
    return Model(
        "prefill", "prefill", PARAMETERS, partial(_seconds, kernel=kernel), partial(_causes, kernel=kernel)
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Times of a call: what the causes are made of."""

    exact: Any  # the products that are asked for, at the peak, over all units
    padded: Any  # those of whole tiles
    sustained: Any  # the same, at the rate sustained
    exponentials: Any  # what of the exponentials is not hidden
    starts: Any  # starts and ends of tiles, and masks
    longest: Any  # the tile of queries that sees most keys
    imbalance: Any

    @property
    def balanced(self) -> Any:
        """Time where all units end at once."""
        return self.sustained + self.exponentials + self.starts

    @property
    def body(self) -> Any:
        return maximum(self.longest, self.balanced + self.imbalance * self.longest)


def _run(shape: Shape, chip: Chip, values: Values, kernel: FlashKernel) -> _Run:
    rows, visits, longest = _visits(shape, kernel)
    height, width = (_cut(size, whole, kernel.grain) for size, whole in _extents(shape, kernel))
    peak = chip.peak("matrix", kernel.cache) / chip.units
    products = 4 * height * width * shape.head_dim / peak
    sustained = products / values["matrix_efficiency"]
    special = height * width / (values["exponentials"] * chip.clock)
    hidden = values["overlap"] * minimum(sustained, special)
    step = sustained + special - hidden
    masked = where((shape.window > 0) & (shape.window < shape.keys), 2, 1)
    start = values["tile"] + values["mask"] * step * masked
    each = shape.batch * where((shape.queries == 1) & kernel.single, shape.kv_heads, shape.heads) / chip.units
    return _Run(
        exact=shape.operations / chip.peak("matrix", kernel.cache),
        padded=each * visits * products,
        sustained=each * visits * sustained,
        exponentials=each * visits * (special - hidden),
        starts=each * rows * start,
        longest=longest * step + start,
        imbalance=values["imbalance"],
    )


def _extents(shape: Shape, kernel: FlashKernel) -> tuple[tuple[Any, int], tuple[Any, int]]:
    return (shape.queries, kernel.rows), (shape.keys, kernel.keys)


def _cut(size: Any, whole: int, grain: int) -> Any:
    """A tile's extent: whole, or for a shorter prompt what it fills, in grains."""
    return minimum(whole, ceil_div(size, grain) * grain)


def _visits(shape: Shape, kernel: FlashKernel) -> tuple[Any, Any, Any]:
    """Tiles of queries of a head; the visits of all of them to tiles of keys; those of the last."""
    rows = ceil_div(shape.queries, kernel.rows)
    all_keys = ceil_div(shape.keys, kernel.keys)
    ratio = kernel.rows / kernel.keys
    before = ceil_div(shape.keys - shape.queries, kernel.keys)
    causal = minimum(rows * before + ratio * rows * (rows + 1) / 2, rows * all_keys)
    reach = ceil_div(shape.window, kernel.keys) + ratio
    below = minimum(rows, maximum(reach - before, 0) / ratio // 1)  # tiles that see all before them
    cut = below * before + ratio * below * (below + 1) / 2 + (rows - below) * minimum(reach, all_keys)
    windowed = (shape.window > 0) & (reach < all_keys)
    return rows, where(windowed, minimum(causal, cut), causal), where(windowed, reach, all_keys)


def _turned(shape: Shape, chip: Chip, values: Values) -> Any:
    """Time to turn queries and keys, and to store keys and values: each read and written, the cache written."""
    vectors = (shape.heads + 2 * shape.kv_heads) * 2 * shape.element + 2 * shape.kv_heads * shape.cached
    moved = shape.batch * shape.queries * shape.head_dim * (vectors + 2 * shape.heads * shape.element)
    return moved / (chip.levels[0].bandwidth * values["stream"])


def _seconds(dims: Dims, form: str, chip: Chip, values: Values, kernel: FlashKernel) -> Any:
    shape = Shape.of(dims, form, kernel.cache)
    return values["launch"] + _turned(shape, chip, values) + _run(shape, chip, values, kernel).body


def _causes(dims: Dims, form: str, chip: Chip, values: Values, kernel: FlashKernel) -> dict[str, Any]:
    shape = Shape.of(dims, form, kernel.cache)
    run = _run(shape, chip, values, kernel)
    ideal = shape.roofline(chip, kernel.cache)
    return {
        "ideal": ideal,
        "tile quantisation": run.padded - run.exact,
        "sustained rates": run.sustained - run.padded,
        "exponentials": run.exponentials,
        "tile starts and masks": run.starts,
        "wave quantisation": run.body - run.balanced,
        "turning and storing": _turned(shape, chip, values) + run.exact - ideal,
        "launch overhead": values["launch"] + 0 * ideal,
    }
