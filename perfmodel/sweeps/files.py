"""A design space in a file: what runs, on which chip, what varies, and by what points are compared.

chip: h100_sxm
workloads:
  decode: {model: llama_3_1_8b, phase: decode, context: 4096, formats: {cache: e4m3}}
axes:
  hbm.bandwidth: {from: 1 TB/s, to: 8 TB/s, scale: log, steps: 64}
  batch: [1, 4, 16, 64]
maximise: [tokens_per_s]
minimise: [hbm.bandwidth]
metrics: [energy_per_token]

A workload may also be the name of one that a spec declares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from specgen.perfmodel.sweeps.asking import Request, Shelf
from specgen.perfmodel.sweeps.axes import axis_of
from specgen.perfmodel.sweeps.errors import SweepError, unknown
from specgen.perfmodel.sweeps.front import Objective
from specgen.perfmodel.sweeps.uses import NUMBERS, TENSORS, Use, checked
from specgen.source import Diagnostics, SpecError, load_yaml, read_source

if TYPE_CHECKING:
    from specgen.source import Tree

_KEYS = ("chip", "workloads", "axes", "maximise", "minimise", "metrics")
_WORKLOAD = ("model", "phase", "formats", "sparse", *NUMBERS)
_Kind = TypeVar("_Kind")


def read_request(path: Path | str, shelf: Shelf) -> Request:
    """Return what a file asks for. Raises SpecError where it is no YAML, SweepError with the place of what is wrong."""
    diagnostics = Diagnostics()
    file = read_source(path, diagnostics)
    tree = load_yaml(file, diagnostics) if file is not None else None
    if tree is None or diagnostics.errors:
        raise SpecError(diagnostics)
    top = _known(tree, (), _KEYS)
    chip = _typed(tree, ("chip",), str) if "chip" in top else None
    axes = _mapping(tree, ("axes",)) if "axes" in top else {}
    uses = _mapping(tree, ("workloads",)) if "workloads" in top else {}
    found = []
    for name, declared in axes.items():
        with _at(tree, ("axes", name)):
            found.append(axis_of(name, declared))
    ways = (("maximise", True), ("minimise", False))
    return Request(
        axes=tuple(found),
        uses=tuple(_use(tree, name, shelf) for name in uses),
        chip=chip,
        objectives=tuple(Objective(name, way) for key, way in ways for name in _names(tree, key)),
        metrics=tuple(_names(tree, "metrics")),
    )


def _use(tree: Tree, name: str, shelf: Shelf) -> Use:
    path = ("workloads", name)
    if isinstance(tree.value(path), str):
        with _at(tree, path):
            return shelf.use(name, tree.value(path), "")
    declared = dict(_known(tree, path, _WORKLOAD))
    if "model" not in declared:
        raise SweepError(f"the workload {name} has no model", tree.key_location(path))
    model = _typed(tree, (*path, "model"), str)
    phase = _typed(tree, (*path, "phase"), str) if "phase" in declared else ""
    if "formats" in declared:
        formats = _known(tree, (*path, "formats"), TENSORS)
        declared["formats"] = {one: _typed(tree, (*path, "formats", one), str) for one in formats}
    settings: dict[str, Any] = {key: one for key, one in declared.items() if key not in ("model", "phase")}
    for key in NUMBERS.keys() & settings.keys():
        with _at(tree, (*path, key)):
            settings[key] = checked(axis_of(key, settings[key]), key).values[0]
    with _at(tree, path):
        return replace(shelf.use(name, model, phase), settings=settings)


def _names(tree: Tree, key: str) -> Iterator[str]:
    declared = tree.data.get(key, [])
    several = declared if isinstance(declared, list) else [declared]
    for place, one in enumerate(several):
        if not isinstance(one, str):
            raise SweepError(f"{key} are names", tree.value_location((key, place)))
        yield one


def _known(tree: Tree, path: tuple[str, ...], keys: tuple[str, ...]) -> Mapping[str, Any]:
    found = _mapping(tree, path)
    for key in found:
        if key not in keys:
            raise SweepError(unknown("key", key, keys).message, tree.key_location((*path, key)))
    return found


def _mapping(tree: Tree, path: tuple[str, ...]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _typed(tree, path, dict)
    return found


def _typed(tree: Tree, path: tuple[str, ...], kind: Callable[..., _Kind]) -> _Kind:
    found = tree.value(path)
    if not isinstance(found, kind):  # type: ignore[arg-type]
        wanted = "a mapping" if kind is dict else "a name"
        raise SweepError(
            f"{'.'.join(path) or 'the file'}: {wanted} is needed here", tree.value_location(path)
        )
    return found  # type: ignore[no-any-return]


@contextmanager
def _at(tree: Tree, path: tuple[str, ...]) -> Iterator[None]:
    try:
        yield
    except SweepError as error:
        raise SweepError(error.message, tree.value_location(path)) from None
