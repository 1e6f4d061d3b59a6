"""Matrix products m x k times k x n: tiles spread over the units of a chip, fed through its cache from its memory.

A kernel library cuts the result into tiles, and k into parts where there are too few tiles for the units. The time of
one kernel (a tile size and a number of parts) is a launch, and the greater, softly, of two that overlap: bringing every
operand once from the outermost memory, and the waves of tiles, each of which takes as long as its sums or the loading of
its operands through the cache, whichever is more, and a latency to fill its pipeline. The library is taken to choose the
best kernel. Wave and tile quantisation as NVIDIA's guide to matrix products describes them
(docs.nvidia.com/deeplearning/performance/dl-performance-matrix-multiplication); the rest is a roofline per unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import Count, ceil_div, maximum, minimum, where
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip


@dataclass(frozen=True, slots=True)
class Kernels:
    """What a kernel library chooses among: tiles of the result, parts that k is cut into, the slice k is padded to."""

    tiles: tuple[tuple[int, int], ...]
    parts: tuple[int, ...]
    slice: int


# Tiles that the vendors' libraries instantiate; larger ones do not fit the registers of a unit.
LIBRARY = Kernels(
    tiles=(
        (64, 32),
        (32, 64),
        (64, 64),
        (64, 128),
        (128, 64),
        (128, 128),
        (64, 256),
        (256, 64),
        (128, 256),
        (256, 128),
    ),
    parts=(1, 2, 3, 4, 6, 8, 12, 16, 32),
    slice=64,
)
# Kernels for operands with a scale per block of 128 never cut k, and have tiles of 64 and 128 rows.
BLOCKS = Kernels(
    tiles=((64, 16), (64, 32), (64, 64), (64, 128), (128, 16), (128, 32), (128, 64), (128, 128)),
    parts=(1,),
    slice=128,
)

BYTES = {"f64": 8, "f32": 4, "tf32": 4, "f16": 2, "bf16": 2, "e4m3": 1, "e5m2": 1, "s8": 1, "u8": 1}
SMALL = 32  # rows below which serving code takes another path, with fewer calls
ALIGNED = 4  # rows that it pads to before it calls a block-scaled kernel

LAUNCH = Parameter(
    "launch", "s", "from the launch of a kernel to its first work, and its end", 2e-7, 1e-4, 3e-6
)
MATRIX = Parameter("matrix_efficiency", "1", "sustained over peak rate of the matrix units", 0.3, 1.0, 0.8)
MEMORY = Parameter(
    "memory_efficiency", "1", "sustained over peak bandwidth of the outermost memory", 0.3, 1.0, 0.85
)
UNIT = Parameter("unit_bandwidth", "B/s", "what a unit loads from the cache", 1e10, 5e11, 1e11)
TILE = Parameter("tile_latency", "s", "filling a tile's pipeline, and storing its result", 5e-8, 6e-6, 5e-7)
STEP = Parameter("step_latency", "s", "least time of a unit per element of k", 1e-11, 4e-9, 5e-10)
SPLIT = Parameter("split_latency", "s", "adding the sums of the parts of k", 1e-7, 8e-6, 2e-6)
OVERLAP = Parameter(
    "overlap", "1", "exponent that joins memory's time and tiles': 1 their sum, many the greater", 1, 12, 3
)
CONVERT = Parameter(
    "conversion_efficiency", "1", "sustained bandwidth of conversions over the memory's", 0.05, 3, 0.6
)
HOST = Parameter(
    "dispatch", "s", "the host's calls, which hide the device's work, for few rows", 1e-6, 2e-4, 5e-5
)
HOST_LARGE = Parameter("dispatch_large", "s", "the host's calls for 32 rows and more", 1e-6, 2e-4, 7e-5)
HOST_RAGGED = Parameter(
    "dispatch_ragged", "s", "the host's calls where rows are padded to 4", 1e-6, 2e-4, 8e-5
)

CAUSES = (
    "ideal",
    "sustained rates",
    "tile quantisation",
    "cache residency",
    "wave quantisation",
    "bandwidth ramp",
    "imperfect overlap",
    "split sums",
    "format conversion",
    "launch overhead",
    "host dispatch",
)


@dataclass(frozen=True, slots=True)
class _Problem:
    """A product on a chip: its sizes, the rates it may use, the parameters' values.

    ``element`` is the bytes of an operand's element, ``operands`` those of both operands and the result, once.
    """

    groups: Count
    m: Count
    n: Count
    k: Count
    element: int
    operands: Count
    peak: Count
    bandwidth: Count
    cache: Count
    units: Count
    values: Values
    kernels: Kernels

    def value(self, name: str, default: float) -> Any:
        """A parameter, or what stands for it where this class of products does not have it."""
        return self.values.get(name, default)

    def memory(self) -> Any:
        """Time to bring everything once from, or to, the outermost memory."""
        return self.operands / (self.bandwidth * self.value(MEMORY.name, 1.0))

    def tiles(self, rows: Count, columns: Count, parts: Count) -> Any:
        """How many tiles the units are given."""
        return self.groups * ceil_div(self.m, rows) * ceil_div(self.n, columns) * parts

    def depth(self, parts: Count) -> Any:
        """Elements of k that a tile adds up, padded to slices."""
        return ceil_div(ceil_div(self.k, parts), self.kernels.slice) * self.kernels.slice

    def sums(self, rows: Count, columns: Count) -> Any:
        """Time of a unit for one element of k of a tile, computing."""
        return 2 * rows * columns * self.units / (self.peak * self.value(MATRIX.name, 1.0))

    def loads(self, rows: Count, columns: Count) -> Any:
        """The same, loading its operands."""
        return (rows + columns) * self.element / self.value(UNIT.name, 1e11)

    def inside(self, rows: Count, columns: Count, parts: Count) -> Any:
        """Time of all waves of tiles, where memory is no limit."""
        waves = ceil_div(self.tiles(rows, columns, parts), self.units)
        return waves * self.tile(rows, columns, self.depth(parts))

    def tile(self, rows: Count, columns: Count, depth: Count) -> Any:
        """Time of a unit for a tile."""
        element = maximum(self.sums(rows, columns), self.loads(rows, columns), self.value(STEP.name, 0.0))
        return depth * element + self.value(TILE.name, 1e-6)

    def added(self, parts: Count) -> Any:
        """Time to add up the parts of k: partial sums of four bytes written and read through the cache."""
        moved = 8 * parts * self.groups * self.m * self.n / self.cache
        return where(parts > 1, self.value(SPLIT.name, 0.0) + moved, 0.0)

    def joined(self, inside: Any, memory: Any) -> Any:
        """Memory's time and that of the tiles, overlapping."""
        power = self.value(OVERLAP.name, 4.0)
        greater, lesser = maximum(inside, memory), minimum(inside, memory)
        return greater * (1 + (lesser / greater) ** power) ** (1 / power)

    def least(self) -> Any:
        """The least time of a kernel: of all tiles for each number of parts, which alone outlast the overlap."""
        memory = self.memory()
        counts = [(tile, self.tiles(*tile, 1)) for tile in self.kernels.tiles]

        def kernel(parts: int) -> Any:
            depth = self.depth(parts)
            times = (ceil_div(count * parts, self.units) * self.tile(*tile, depth) for tile, count in counts)
            return self.joined(reduce(minimum, times), memory) + self.added(parts)

        return reduce(minimum, map(kernel, self.kernels.parts))

    def best(self) -> tuple[Any, Any, Any, Any]:
        """The least time of a kernel, and its tile's rows and columns and its parts of k."""
        memory = self.memory()
        found: tuple[Any, Any, Any, Any] | None = None
        for rows, columns, parts in self._candidates():
            time = self.joined(self.inside(rows, columns, parts), memory) + self.added(parts)
            if found is None:
                zero = 0 * time
                found = (time, rows + zero, columns + zero, parts + zero)
            else:
                better = time < found[0]
                pairs = zip((time, rows, columns, parts), found, strict=True)
                found = tuple(where(better, new, old) for new, old in pairs)
        assert found is not None
        return found

    def _candidates(self) -> Iterator[tuple[int, int, int]]:
        return ((*tile, parts) for tile in self.kernels.tiles for parts in self.kernels.parts)

    def conversion(self) -> Any:
        """Time to convert the left operand from two bytes: read for its scale, read again, written."""
        efficiency = self.values.get(CONVERT.name)
        if efficiency is None:
            return 0.0
        return 5 * self.groups * self.m * self.k / (self.bandwidth * efficiency)

    def device(self, kernel: Any) -> Any:
        """Time on the device: the launch, the conversion and the kernel."""
        return self.value(LAUNCH.name, 0.0) + self.conversion() + kernel

    def hidden(self, device: Any) -> Any:
        """The time that is seen where the host's calls may take longer than what they start."""
        if HOST.name not in self.values:
            return device
        ragged = where(self.m % ALIGNED > 0, self.values[HOST_RAGGED.name], self.values[HOST_LARGE.name])
        return maximum(device, where(self.m < SMALL, self.values[HOST.name], ragged))


def _problem(dims: Dims, form: str, chip: Chip, values: Values, kernels: Kernels) -> _Problem:
    return _Problem(
        groups=dims.get("groups", 1),
        m=_real(dims["m"]),
        n=_real(dims["n"]),
        k=_real(dims["k"]),
        element=BYTES[form],
        operands=operand_bytes(dims, form),
        peak=peak_of(chip, form),
        bandwidth=chip.levels[0].bandwidth,
        cache=chip.levels[min(1, len(chip.levels) - 1)].bandwidth,
        units=chip.units,
        values=values,
        kernels=kernels,
    )


def operand_bytes(dims: Dims, form: str) -> Any:
    """Return the bytes of both operands of a product and of its result, whose elements have two bytes at least."""
    element = BYTES[form]
    m, n, k = (_real(dims[axis]) for axis in ("m", "n", "k"))
    return dims.get("groups", 1) * (element * (m * k + n * k) + max(element, 2) * m * n)


def _real(size: Count) -> Any:
    """A size as a float: the product of three may leave 64-bit integers."""
    return 1.0 * size


def peak_of(chip: Chip, form: str) -> Any:
    """Return the rate at which a chip multiplies matrices of a format: its matrix units', or else its vector units'."""
    for unit in ("matrix", "vector"):
        if (unit, form) in chip.peaks:
            return chip.peaks[unit, form]
    return chip.peak("matrix", form)


def _seconds(dims: Dims, form: str, chip: Chip, values: Values, kernels: Kernels) -> Any:
    problem = _problem(dims, form, chip, values, kernels)
    return problem.hidden(problem.device(problem.least()))


def _causes(dims: Dims, form: str, chip: Chip, values: Values, kernels: Kernels) -> dict[str, Any]:
    """What each imperfection adds to the time, one after the other in the order of `CAUSES`."""
    one = _problem(dims, form, chip, values, kernels)
    kernel, rows, columns, parts = one.best()
    exact = 2 * one.groups * one.m * one.n * one.k / one.peak
    tiles, depth = one.tiles(rows, columns, parts), one.depth(parts)
    sums, loads = one.sums(rows, columns), one.loads(rows, columns)
    waves = ceil_div(tiles, one.units)
    memory, inside = one.memory(), one.inside(rows, columns, parts)
    reached = [
        maximum(exact, one.operands / one.bandwidth),
        maximum(exact / one.value(MATRIX.name, 1.0), memory),
        maximum(tiles * depth * sums / one.units, memory),
        maximum(tiles * depth * maximum(sums, loads) / one.units, memory),
        maximum(waves * depth * maximum(sums, loads), memory),
        maximum(inside, memory),
        one.joined(inside, memory),
        kernel,
        kernel + one.conversion(),
        one.device(kernel),
        one.hidden(one.device(kernel)),
    ]
    steps = [reached[0], *(after - before for before, after in pairwise(reached))]
    return dict(zip(CAUSES, steps, strict=True))


def _model(name: str, kernels: Kernels, *parameters: Parameter) -> Model:
    return Model(
        name,
        "gemm",
        parameters,
        lambda dims, form, chip, values: _seconds(dims, form, chip, values, kernels),
        lambda dims, form, chip, values: _causes(dims, form, chip, values, kernels),
    )


GEMM = _model("gemm", LIBRARY, LAUNCH, MATRIX, MEMORY, UNIT, TILE, STEP, SPLIT, OVERLAP)
"""Products of operands that lie in the format that is computed in."""

GEMM_CONVERTED = _model(
    "gemm_converted", LIBRARY, LAUNCH, MATRIX, MEMORY, UNIT, TILE, SPLIT, OVERLAP, CONVERT
)
"""Products whose left operand is converted first, with one scale."""

GEMM_BLOCKS = _model("gemm_blocks", BLOCKS, LAUNCH, MATRIX, MEMORY, UNIT, TILE, STEP, OVERLAP, CONVERT)
"""Products whose left operand is converted first, with a scale per block."""

GEMM_DISPATCHED = _model(
    "gemm_dispatched", BLOCKS, LAUNCH, MATRIX, MEMORY, UNIT, CONVERT, HOST, HOST_LARGE, HOST_RAGGED
)
"""The same, called one by one from a host that takes longer than small products do."""
