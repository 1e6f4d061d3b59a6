"""A variant of a spec as a chip: its peaks follow from what instructions do and how long, its levels from memories.

Nothing is said twice: array sizes, clocks and bandwidths are where the spec has them, and change the chip where they
change there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.quantity import Dimension, Quantity
from specgen.model.units import written
from specgen.perfmodel.chips.basis import Basis, basis_of
from specgen.perfmodel.chips.chip import Chip, Level, Network
from specgen.perfmodel.chips.errors import ChipError
from specgen.perfmodel.chips.peaks import Peak, all_peaks
from specgen.perfmodel.chips.rooflines import Ceiling, ceilings_of
from specgen.perfmodel.figures import rate

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath, Links
    from specgen.semantics import Semantics

_TOPOLOGIES = {"crossbar": "switch", "torus": "torus2d"}


def derived_chip(architecture: Architecture, semantics: Semantics) -> Chip:
    """Return the chip that a variant describes, all its instances together, called ``<name>_<variant>``.

    Its ``matrix`` unit are the instructions that sum products in nested loops, ``vector`` all others that compute; those
    that choose what they multiply make its sparse rates, with what they leave out. Its levels are the memory that these
    read most of, and what backs that, as far as bandwidths are known: outwards, a level delivers what its paths carry if
    that is less. Raises ChipError where no instruction has both a clock and a timing, or no memory a bandwidth.
    """
    peaks = tuple(all_peaks(architecture, semantics))
    if not peaks:
        raise ChipError(_no_peaks(architecture))
    basis: dict[str, Quantity] = {}
    rates = _best(peaks, basis)
    levels = tuple(_levels(architecture, semantics, peaks, basis))
    if not levels:
        raise ChipError(f"{architecture.name} gives no memory a bandwidth: no time follows from bytes")
    basis["clock"] = clock = _clock(architecture, peaks)
    return Chip(
        name=f"{architecture.name}_{architecture.variant}",
        units=float(architecture.instances.count if architecture.instances else 1),
        clock=float(clock),
        peaks={(unit, form): rate for (unit, form), rate in rates.items() if unit != "sparse"},
        levels=levels,
        sparse={form: rate for (unit, form), rate in rates.items() if unit == "sparse"},
        basis=basis,
        fabric=next((_fabric(one) for one in architecture.links.values()), None),
    )


def _best(peaks: Iterable[Peak], basis: dict[str, Quantity]) -> dict[tuple[str, str], float]:
    """The highest rate by format of products (``matrix``), with what they leave out (``sparse``), and of the rest."""
    best: dict[tuple[str, str], tuple[Fraction, Basis]] = {}
    for peak in peaks:
        found = [("matrix" if peak.products else "vector", peak.rate)]
        if peak.stands_for > 1:
            found.append(("sparse", peak.rate * peak.stands_for))
        for unit, speed in found:
            key = unit, peak.data_type
            if key not in best or speed > best[key][0]:
                best[key] = speed, peak.basis
    for (unit, form), (speed, rests) in best.items():
        path = f"sparse.{form}" if unit == "sparse" else f"peaks.{unit}.{form}"
        basis[path] = _rate(speed, Dimension.OPERATIONS_PER_SECOND, rests)
    return {key: float(speed) for key, (speed, _) in best.items()}


def _no_peaks(architecture: Architecture) -> str:
    """Say what is missing for a peak."""
    engines = [one for one in architecture.instructions.values() if one.engine or not architecture.engines]
    clocks = [one.clock for one in architecture.engines.values()]
    clocks += [one.clock for one in architecture.processors.values()]
    clocked = any(clock is not None for clock in clocks)
    name = architecture.name
    if not clocked:
        return f"{name} gives no engine or processor a clock: no rate follows from cycles"
    if not any(one.timing for one in engines):
        return f"{name} gives no instruction of an engine a timing: no rate follows from what it does"
    return f"{name} has no instruction with a clock, a timing and a known number of operations"


def _rate(value: Fraction, dimension: Dimension, basis: Basis) -> Quantity:
    text, source = written(value, dimension), "; ".join(basis.sources) or None
    if "e" in text.partition(" ")[0]:  # no short decimal: to three digits
        text = rate(float(value), dimension.value)
    return Quantity(value, dimension, text, source, basis.confidence)


def _clock(architecture: Architecture, peaks: Iterable[Peak]) -> Quantity:
    """The clock of what has the highest peak."""
    first = max(peaks, key=lambda one: one.rate)
    unit = architecture.engines.get(first.engine) or architecture.processors[first.engine]
    assert unit.clock is not None
    return unit.clock


def _levels(
    architecture: Architecture, semantics: Semantics, peaks: Sequence[Peak], basis: dict[str, Quantity]
) -> Iterator[Level]:
    """The memories from the outermost in to the one that the fastest instruction reads."""
    ceilings = {one.memory: one for one in ceilings_of(architecture)}
    inner = _innermost(architecture, semantics, peaks, ceilings)
    chain = _chain(architecture, inner, ceilings)
    for number, name in enumerate(chain):
        memory, ceiling = architecture.memories[name], ceilings[name]
        delivered, rests = _delivered(architecture, ceiling, chain[number + 1 :])
        latency = _seconds(memory.latency, memory.clock)
        basis[f"levels.{name}.size"] = Quantity(
            Fraction(ceiling.size), Dimension.BYTES, written(Fraction(ceiling.size), Dimension.BYTES)
        )
        basis[f"levels.{name}.bandwidth"] = _rate(delivered, Dimension.BANDWIDTH, rests)
        if memory.latency is not None:
            basis[f"levels.{name}.latency"] = memory.latency
        managed = "main" if number == 0 else "software"
        yield Level(name, float(ceiling.size), float(delivered), latency, not memory.shared, managed)


def _chain(architecture: Architecture, inner: Memory | None, ceilings: dict[str, Ceiling]) -> tuple[str, ...]:
    """Names of memories with a known bandwidth, the outermost first."""
    if inner is None:
        return ()
    chain: list[Memory] = [inner]
    while chain[-1].backing is not None:
        chain.append(chain[-1].backing)
    if len(chain) == 1:  # nothing says what backs it: what is larger does
        size = ceilings[inner.name].size
        chain += [architecture.memories[c.memory] for c in reversed(ceilings.values()) if c.size > size]
    return tuple(one.name for one in reversed(chain) if one.name in ceilings)


def _innermost(
    architecture: Architecture, semantics: Semantics, peaks: Sequence[Peak], ceilings: dict[str, Ceiling]
) -> Memory | None:
    """The memory of which the instruction with the highest peak reads most; the fastest where it reads none."""
    for peak in sorted(peaks, key=lambda one: -one.rate):
        read: dict[str, int] = {}
        for body in semantics.programs[peak.instruction].bodies:
            for name, count in semantics.operation_counts(body, peak.operands).read.items():
                home = architecture.memories[name].home.name
                read[home] = max(read.get(home, 0), count)
        known = {name: count for name, count in read.items() if name in ceilings}
        if known:
            return architecture.memories[max(known, key=lambda name: known[name])]
    fastest = max(ceilings.values(), key=lambda one: one.rate, default=None)
    return None if fastest is None else architecture.memories[fastest.memory]


def _delivered(
    architecture: Architecture, ceiling: Ceiling, inner: tuple[str, ...]
) -> tuple[Fraction, Basis]:
    """What a memory delivers inwards: its bandwidth, or that of all the paths that lead from it if it is less."""
    instances = architecture.instances.count if architecture.instances else 1
    movers: dict[str, DataPath] = {}
    for path in architecture.paths.values():
        if path.source.name == ceiling.memory and path.target.name in inner and path.bandwidth is not None:
            known = movers.get(path.by)
            if known is None or _per_second(path) > _per_second(known):
                movers[path.by] = path
    total = sum((_per_second(path) for path in movers.values()), Fraction(0)) * instances
    if not total or total >= ceiling.rate:
        return ceiling.rate, ceiling.basis
    return total, basis_of(one.bandwidth for one in movers.values() if one.bandwidth is not None)


def _per_second(path: DataPath | Links) -> Fraction:
    if path.bandwidth is None:
        return Fraction(0)
    if path.bandwidth.dimension is not Dimension.BYTES_PER_CYCLE:
        return path.bandwidth.value
    return path.bandwidth.value * path.clock.value if path.clock is not None else Fraction(0)


def _seconds(latency: Quantity | None, clock: Quantity | None) -> float:
    """A latency in seconds; 0 where it is not known."""
    if latency is None:
        return 0.0
    if latency.dimension is Dimension.TIME:
        return float(latency)
    return float(latency.value / clock.value) if clock is not None else 0.0


def _fabric(links: Links) -> Network | None:
    """What joins the instances of one chip, all links of one instance together."""
    if links.count < 2:
        return None
    ends = [end for pair in links.pairs() for end in pair]
    each = max((ends.count(one) for one in range(links.count)), default=1)
    three = links.topology == "torus" and len(links.shape) > 2
    topology = "torus3d" if three else _TOPOLOGIES.get(links.topology, links.topology)
    latency = _seconds(links.latency, links.clock)
    return Network(links.name, float(_per_second(links)) * each, latency, topology, links.count)
