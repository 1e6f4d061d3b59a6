"""From what somebody asks for to designs that can be computed: what each axis sets, which chips and models that needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol

from specgen.perfmodel.bounds import Residence
from specgen.perfmodel.chips import dimension
from specgen.perfmodel.sweeps.axes import Axis, Setting
from specgen.perfmodel.sweeps.designs import (
    Assigned,
    Designs,
    metric_names,
    operator_names,
    require_known,
)
from specgen.perfmodel.sweeps.errors import SweepError, unknown
from specgen.perfmodel.sweeps.front import Objective
from specgen.perfmodel.sweeps.scaling import path_of, short_names
from specgen.perfmodel.sweeps.space import Space, arranged
from specgen.perfmodel.sweeps.uses import FORMATS, NUMBERS, SINGLE, TENSORS, WORDS, Use, checked

if TYPE_CHECKING:
    from specgen.model.performance.networks import Network
    from specgen.perfmodel.chips import Chip

CHIP = "chip"
PARAMETERS = "parameters."
#: Families more than which are refused: each needs a chip and graphs of its own.
MOST_FAMILIES = 10_000


class Shelf(Protocol):
    """Where chips and models are found by name: those of a spec, and those of the library."""

    def chip(self, name: str, parameters: Mapping[str, Setting]) -> Chip:
        """Return a chip, of a variant with some parameters of its own. Raises SweepError."""

    def network(self, name: str) -> Network:
        """Return a model. Raises SweepError."""

    def use(self, name: str, model: str, phase: str) -> Use:
        """Return a step of a model, or without a phase a workload that is declared. Raises SweepError."""

    def parameters(self) -> Sequence[str]:
        """Return the names of the spec's parameters."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: axes, what runs, on which chip unless an axis says it, what to compare points by.

    Without objectives, the most tokens/s of every use; ``metrics`` are kept beside those of the objectives.
    """

    axes: tuple[Axis, ...]
    uses: tuple[Use, ...]
    chip: str | None = None
    objectives: tuple[Objective, ...] = ()
    metrics: tuple[str, ...] = ()
    residence: Residence = Residence.INNERMOST
    blocked: bool = False


@dataclass(slots=True)
class _Sorted:
    """Axes by what they are for."""

    outer: list[Axis] = field(default_factory=list)
    inner: list[Axis] = field(default_factory=list)
    assigned: list[Assigned] = field(default_factory=list)


def objectives_of(request: Request) -> tuple[Objective, ...]:
    """Return what points are compared by."""
    many = len(request.uses) > 1
    usual = (f"{one.name}.tokens_per_s" if many else "tokens_per_s" for one in request.uses)
    return request.objectives or tuple(Objective(name, maximise=True) for name in usual)


def designs_of(request: Request, shelf: Shelf, most: int) -> Designs:
    """Return the designs that a request is about.

    Raises SweepError where an axis, a chip, a model or a metric is not known, where the values of an axis do not suit
    it, and where there are more than ``most`` points.
    """
    _require_uses(request)
    sorted_axes = _sorted(request, shelf)
    space = arranged(sorted_axes.outer, sorted_axes.inner).limited(most)
    if space.families > MOST_FAMILIES:
        raise SweepError(
            f"{space.families:,} combinations of chips, parameters, models and formats are too many"
        )
    chip_axes = tuple(one.name for one in space.outer if one.name == CHIP or one.name.startswith(PARAMETERS))
    designs = Designs(
        space,
        request.uses,
        tuple(sorted_axes.assigned),
        chip_axes,
        dict(_chips(request, shelf, space, chip_axes)),
        {name: shelf.network(name) for name in _networks(request)},
        _metrics(request, space),
        (),
        (),
        request.residence,
        request.blocked,
    )
    return require_known(_with_names(designs))


def _require_uses(request: Request) -> None:
    if not request.uses:
        raise SweepError("there is no workload to judge the points by")
    names = [one.name for one in request.uses]
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice:
        raise SweepError(f"two workloads are called {twice}: name one, as in NAME=MODEL:PHASE")


def _sorted(request: Request, shelf: Shelf) -> _Sorted:
    found = _Sorted()
    example = _example(request, shelf)
    for axis in request.axes:
        if axis.name == CHIP:
            found.outer.append(axis.words())
        elif axis.name.startswith(PARAMETERS):
            _require_parameter(axis, shelf)
            found.outer.append(axis)
        elif not _sort_setting(found, axis, request.uses):
            _sort_number(found, axis, example, request, shelf)
    return found


def _sort_setting(found: _Sorted, axis: Axis, uses: Sequence[Use]) -> bool:
    """Sort an axis that is a setting of workloads; return whether it is one."""
    settings = [(place, one.setting_of(axis.name, len(uses) == 1)) for place, one in enumerate(uses)]
    known = [(place, name) for place, name in settings if name is not None]
    for place, name in known:
        axis = checked(axis, name)
        found.assigned.append(Assigned(axis.name, use=place, setting=name))
    if known:
        in_arrays = known[0][1] in NUMBERS and known[0][1] not in SINGLE
        (found.inner if in_arrays else found.outer).append(axis)
    return bool(known)


def _sort_number(found: _Sorted, axis: Axis, example: Chip, request: Request, shelf: Shelf) -> None:
    """Sort an axis that is a number of the chip. Raises SweepError where it is none."""
    path = path_of(example, axis.name)
    if path is None:
        raise unknown("axis", axis.name, _axis_names(example, request, shelf))
    axis.measuring(dimension(path)).positive()
    found.assigned.append(Assigned(axis.name, path=path))
    found.inner.append(axis)


def _axis_names(example: Chip, request: Request, shelf: Shelf) -> list[str]:
    own = [CHIP, *NUMBERS, *WORDS, *(FORMATS + one for one in TENSORS)]
    if len(request.uses) > 1:
        own += [f"{use.name}.{name}" for use in request.uses for name in (*NUMBERS, *WORDS)]
    return [*own, *short_names(example), *(PARAMETERS + one for one in shelf.parameters())]


def _require_parameter(axis: Axis, shelf: Shelf) -> None:
    name, known = axis.name.removeprefix(PARAMETERS), shelf.parameters()
    if name not in known:
        raise unknown("parameter", name, known)


def _example(request: Request, shelf: Shelf) -> Chip:
    """A chip that has the numbers that axes may set."""
    named = next((one for one in request.axes if one.name == CHIP), None)
    name = str(named.values[0]) if named else request.chip
    if name is None:
        raise SweepError("there is no chip: say --chip NAME, or an axis chip=NAME,NAME")
    return shelf.chip(name, {})


def _chips(
    request: Request, shelf: Shelf, space: Space, chip_axes: tuple[str, ...]
) -> Iterator[tuple[tuple[Setting, ...], Chip]]:
    by_name = {one.name: one for one in space.outer}
    for values in product(*(by_name[name].values for name in chip_axes)):
        chosen = {name: by_name[name].written(one) for name, one in zip(chip_axes, values, strict=True)}
        name = str(chosen.pop(CHIP, request.chip))
        yield values, shelf.chip(name, {key.removeprefix(PARAMETERS): one for key, one in chosen.items()})


def _networks(request: Request) -> list[str]:
    names = [one.model for one in request.uses]
    for axis in request.axes:
        if axis.name.rpartition(".")[2] == "model":
            names += [str(one) for one in axis.values]
    return list(dict.fromkeys(names))


def _metrics(request: Request, space: Space) -> tuple[str, ...]:
    """The metrics to compute: the headline of each use, those asked for, and those of the objectives."""
    known = metric_names(request.uses)
    numeric = [one.name for one in space.axes if not one.named]
    many = len(request.uses) > 1
    wanted = [f"{use.name}.time" if many else "time" for use in request.uses]
    wanted += [f"{use.name}.tokens_per_s" if many else "tokens_per_s" for use in request.uses]
    wanted += [one.name for one in objectives_of(request) if one.name not in numeric]
    for name in (*wanted, *request.metrics):
        if name not in known:
            raise unknown("metric or axis of numbers", name, [*known, *numeric])
    return tuple(dict.fromkeys((*wanted, *request.metrics)))


def _with_names(designs: Designs) -> Designs:
    """Return the designs with the names of all operators and of what bounds them, in any family."""
    from dataclasses import replace

    space, operators, resources = designs.space, dict[str, None](), dict[str, None]()
    for number in range(space.families):
        values: dict[str, Any] = space.values(number * space.family_size)
        try:
            chip = designs.chip(values)
        except KeyError as error:
            name = designs.chips[tuple(values[one] for one in designs.chip_axes)].name
            raise SweepError(f"the chip {name} has no {error.args[0]}, which an axis sets") from None
        for place in range(len(designs.uses)):
            found = designs.bound(place, chip, values)
            operators |= dict.fromkeys(operator_names(designs.uses, place, found))
            resources |= dict.fromkeys(found.bounds[0].limits if found.bounds else ())
    return replace(designs, operators=tuple(operators), resources=tuple(resources))
