"""Targets: what generators are given, and where their files go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec, rules

if TYPE_CHECKING:
    from specgen.generators import Files, Request, Target, Written
    from specgen.generators.numerics import Study
    from specgen.hosting import PluginError
    from specgen.model import Architecture, Spec
    from specgen.model.types import DataType
    from specgen.review import RuleSheet

_DATA, _BLOCKS = ("normal", "student_t", "outliers"), (8, 16, 32, 64, 128)
_SAMPLES = 1 << 16
_SHORT = 20  # bits of a format that is studied: the samples themselves have 24 significant ones


class _Exhibits(Mapping[str, Any]):
    """What higher rooms know, made when a generator takes it."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]]) -> None:
        self._makers = makers
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def targets() -> dict[str, Target]:
    """Return the generators by name; those of other packages have a ``plugin``."""
    from specgen.generators import targets as known

    return known()


def request(path: str | Path = "spec", variants: Iterable[str] | None = None) -> Request:
    """Return what generators are given: the variants named, by default all. Raises SpecError."""
    return request_of(load_spec(path), variants)


def request_of(
    spec: Spec, variants: Iterable[str] | None = None, results: Iterable[str | Path] = ()
) -> Request:
    """Return the request of a spec that is loaded; ``results``: of its tests, see `requirements`. Raises SpecError."""
    from specgen.api.codecs import codec
    from specgen.api.covering import requirements_of
    from specgen.api.exhibits.checks import checks
    from specgen.api.exhibits.executed import executed
    from specgen.api.exhibits.explored import explored
    from specgen.api.exhibits.snippets import snippets
    from specgen.api.playground import stepping
    from specgen.api.recent import recent
    from specgen.api.sheets import sheets, status
    from specgen.api.site.versions import recorded
    from specgen.generators import Request

    loaded = [Accelerator(spec, name) for name in variants or spec.variants]
    architectures = tuple(one.architecture for one in loaded)
    semantics = {one.architecture.variant: one.semantics for one in loaded}
    makers: dict[str, Callable[[], Any]] = {
        "examples": lambda: _examples(loaded),
        "rules": lambda: tuple(rules().values()),
        "sheets": lambda: sheets(spec, architectures, semantics),
        "studies": lambda: _studies(architectures),
        "reviews": _reviews,
        "codec": lambda: codec(architectures),
        "stepping": lambda: stepping(loaded),
        "status": lambda: status(spec, architectures, semantics),
        "versions": lambda: recorded(spec),
        "recent": lambda: recent(spec),
        "explored": lambda: explored(spec, architectures, semantics),
        "requirements": lambda: requirements_of(spec, results, loaded)[0],
        "executed": lambda: executed(spec, loaded),
        "checks": lambda: checks(spec, loaded),
        "snippets": lambda: snippets(spec, loaded, found["executed"]),
    }
    found = _Exhibits(makers)
    return Request(architectures, semantics, found)


def with_exhibits(asked: Request, makers: Mapping[str, Callable[[], Any]]) -> Request:
    """Return a request that brings more than another: ``makers`` of exhibits, each called where it is taken."""
    known = {name: partial(asked.exhibits.__getitem__, name) for name in asked.exhibits}
    return replace(asked, exhibits=_Exhibits({**known, **makers}))


def _reviews() -> tuple[RuleSheet, ...]:
    from specgen.review import Search, shelved_sheets

    return shelved_sheets(Search(trials=16, solver=100_000))  # what the examples are about is found at once


def _studies(architectures: Iterable[Architecture]) -> dict[str, list[Study]]:
    """What quantising does to samples in every format of the spec, but those that are longer than the samples."""
    from specgen.api.numerics import studies

    formats: dict[str, DataType] = {}
    for one in architectures:
        formats |= {n: t for n, t in one.types.items() if t.width <= _SHORT}
        formats |= {**one.fixed_types, **one.block_types}
    found: dict[str, list[Study]] = {name: [] for name in formats}
    for study in studies(formats.values(), _DATA, _BLOCKS, _SAMPLES):
        found[study.format].append(study)
    return found


def _examples(loaded: Iterable[Accelerator]) -> dict[str, list[tuple[str, int]]]:
    """A line of assembly and its word for each instruction, of the first variant that has it."""
    from specgen.generators.docs.isa.samples import sample_operands
    from specgen.machine import Codec

    found: dict[str, list[tuple[str, int]]] = {}
    for one in loaded:
        for processor in one.architecture.processors.values():
            for name, coder in Codec(one.architecture, processor).coders.items():
                if name in found:
                    continue
                operands = sample_operands(coder.instruction, one.architecture)
                if operands is not None:
                    found[name] = [(coder.text(operands), coder.encode(operands))]
    return found


def generate(
    path: str | Path = "spec",
    names: Iterable[str] | None = None,
    output: str | Path = "build/generated",
    variants: Iterable[str] | None = None,
    templates: Iterable[str | Path] = (),
    failed: list[PluginError] | None = None,
    *,
    force: bool = False,
) -> dict[str, Written]:
    """Write targets, each into its folder below ``output``; return what was done for each.

    ``templates`` are files and folders of Jinja templates, each a target of its own; with any, no other is one by default.
    Raises SpecError for the spec and for templates, OutputError where a file may not be written, KeyError for an unknown
    target, NameTaken for templates that are called as another target. Targets of other packages that fail are told in
    ``failed``, and the others are written; without it, PluginError is raised first.
    """
    from specgen.generators import stamp, write

    asked = request(path, variants)
    made, mark = made_of(asked, names, templates, failed), stamp(asked.default)
    return {name: write(Path(output) / name, files, mark, force=force) for name, files in made.items()}


def made_of(
    asked: Request,
    names: Iterable[str] | None,
    templates: Iterable[str | Path],
    failed: list[PluginError] | None,
) -> dict[str, Files]:
    """Return the files of targets and of templates, by target; see `generate`."""
    from specgen.generators.sandbox import NameTaken, read_templates, render

    given = [read_templates(path) for path in templates]
    taken = {*targets()}
    for one in given:
        if one.name in taken:
            raise NameTaken(
                f"templates: {one.name!r} is another target; call the file or the folder otherwise"
            )
        taken.add(one.name)
    made = files_of(asked, () if given and names is None else names, failed)
    return made | {one.name: render(one, asked) for one in given}


def files_of(
    asked: Request, names: Iterable[str] | None = None, failed: list[PluginError] | None = None
) -> dict[str, Files]:
    """Return the files of each target, by default of all. Raises KeyError for an unknown one; ``failed``: see `generate`."""
    from specgen.generators import refused
    from specgen.hosting import PluginError

    troubles = [] if failed is None else failed
    known, made = targets(), {}
    if names is None:
        troubles += refused()
    for name in known if names is None else names:
        try:
            made[name] = known[name].load()(asked)
        except PluginError as error:
            troubles.append(error)
    if failed is None and troubles:
        raise troubles[0]
    return made


def compare(
    path: str | Path = "spec",
    names: Iterable[str] | None = None,
    output: str | Path = "build/generated",
    variants: Iterable[str] | None = None,
    templates: Iterable[str | Path] = (),
    failed: list[PluginError] | None = None,
) -> list[str]:
    """Return how the files below ``output`` differ from what ``generate`` would leave, one line a file.

    Raises SpecError and KeyError, and takes ``templates`` and ``failed``, as `generate` does.
    """
    from specgen import generators

    asked = request(path, variants)
    made, mark = made_of(asked, names, templates, failed), generators.stamp(asked.default)
    return [
        line for name, files in made.items() for line in generators.compare(Path(output) / name, files, mark)
    ]
