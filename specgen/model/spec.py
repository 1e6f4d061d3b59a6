"""A spec as a whole: loaded once, resolved for each of its variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import specgen.model.rules as _rules  # noqa: F401  registers the rules of this room
from specgen.model.architecture import Architecture
from specgen.model.identity import content_hash
from specgen.model.includes import STANDARD, Reader, load_files, load_source, read_tree
from specgen.model.merge import Merged, merge
from specgen.model.names import check_names
from specgen.model.resolve.architecture import resolve
from specgen.model.resolve.parameters import variant_names
from specgen.source import (
    Diagnostic,
    Diagnostics,
    Location,
    SourceFile,
    SpecError,
    did_you_mean,
    load_yaml,
    paused_gc,
)


@dataclass(eq=False)
class Spec:
    """The documents of a spec and what its variants resolve to. ``diagnostics`` holds what reading found."""

    merged: Merged | None
    diagnostics: Diagnostics
    _resolved: dict[str, tuple[Architecture, Diagnostics]] = field(default_factory=dict, repr=False)

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of its variants, the default one first; none where `spec.yaml` could not be read."""
        return variant_names(self.merged.sections.variants) if self.merged else ()

    @cached_property
    def content_hash(self) -> str:
        """The SHA-256 of what the spec says."""
        assert self.merged is not None
        return content_hash(self.merged.header, self.merged.sections)

    def architecture(
        self, variant: str | None = None, parameters: Mapping[str, object] | None = None
    ) -> Architecture:
        """Return one variant (None: the default one). Raises SpecError where the spec has errors in it.

        ``parameters`` replace values of the variant, each as a spec would write it: a number, ``"2 MiB"``, or a
        mapping with a ``value``. Such an architecture is resolved anew each time.
        """
        found = Diagnostics()
        found.extend(self.diagnostics)
        if self.merged is None:
            raise SpecError(found)
        name = variant or self.variants[0]
        if name not in self.variants:
            hint = did_you_mean(name, self.variants) or f"its variants: {', '.join(self.variants)}"
            found.report(
                "ref-unknown",
                f"no variant is called {name!r}",
                self.merged.origin.key("variants"),
                hint=hint,
            )
            raise SpecError(found)
        made, of_variant = self._resolve(name) if not parameters else self._changed(name, parameters)
        found.extend(of_variant)
        if found.errors:
            raise SpecError(found)
        return made

    def _changed(self, variant: str, parameters: Mapping[str, object]) -> tuple[Architecture, Diagnostics]:
        """Resolve a variant with other values of some parameters; unknown ones are reported."""
        assert self.merged is not None
        found = Diagnostics()
        declared = self.merged.sections.parameters
        for name in parameters.keys() - declared.keys():
            hint = did_you_mean(name, declared)
            found.report(
                "ref-unknown", f"no parameter is called {name!r}", self.merged.origin.key(), hint=hint
            )
        known = {name: given for name, given in parameters.items() if name in declared}
        with paused_gc():
            made = resolve(self.merged, variant, self.content_hash, found, known)
        return made, found

    def check(self) -> tuple[dict[str, Architecture], Diagnostics]:
        """Resolve all variants; return them, incomplete where there are errors, and everything found."""
        found = Diagnostics()
        found.extend(self.diagnostics)
        made = {name: self._resolve(name) for name in self.variants}
        found.extend(in_variants({name: of for name, (_, of) in made.items()}))
        return {name: one for name, (one, _) in made.items()}, found

    def _resolve(self, variant: str) -> tuple[Architecture, Diagnostics]:
        if variant not in self._resolved:
            assert self.merged is not None
            found = Diagnostics()
            with paused_gc():
                made = resolve(self.merged, variant, self.content_hash, found)
            self._resolved[variant] = made, found
        return self._resolved[variant]


def load(path: Path | str, reader: Reader = read_tree, standard: Path = STANDARD) -> Spec:
    """Read the spec in a folder (or its `spec.yaml`): findings are in ``diagnostics``, never raised.

    ``reader`` reads a file (``specgen.model.includes``): an editor hands in what it has not saved.
    ``standard`` is what ``std:`` paths start from: the library, or that of a spec's release.
    """
    diagnostics = Diagnostics()
    with paused_gc():
        loaded = load_files(Path(path), diagnostics, reader, standard)
        if not loaded.trees:
            return Spec(None, diagnostics)
        merged = merge(loaded.trees, loaded.complete, diagnostics)
        check_names(merged, diagnostics)
    return Spec(merged, diagnostics)


def load_fragment(*sources: SourceFile, folder: Path | str = ".") -> Spec:
    """Read items that are no spec of their own, such as one of the `std:` files that a line of ``include`` names.

    They are taken for files of ``folder``. Findings are in ``diagnostics``, never raised.
    """
    diagnostics = Diagnostics()
    header = load_yaml(SourceFile("spec.yaml", _HEADER), Diagnostics())
    assert header is not None
    with paused_gc():
        loaded = [load_source(source, Path(folder), diagnostics) for source in sources]
        trees = (tree for one in loaded for tree in one.trees)
        merged = merge((header, *trees), all(one.complete for one in loaded), diagnostics)
        check_names(merged, diagnostics)
    return Spec(merged, diagnostics)


_HEADER = "{name: fragment, version: 0.0.0, summary: Items that are no spec of their own.}"


def load_architecture(path: Path | str, variant: str | None = None) -> Architecture:
    """Load one variant of the spec in a folder (None: the default one). Raises SpecError with all findings."""
    return load(path).architecture(variant)


def in_variants(found: Mapping[str, Diagnostics]) -> list[Diagnostic]:
    """Join the findings of all variants: one that is the same in all of them is there once.

    A finding of some variants only names these. Where a rule finds one thing at a place in each of several variants,
    in words that differ, those of the first are kept.
    """
    owners: dict[Diagnostic, list[str]] = {}
    for variant, diagnostics in found.items():
        for one in diagnostics:
            owners.setdefault(one, []).append(variant)
    places: dict[tuple[str, Location], list[Diagnostic]] = {}
    for one in owners:
        places.setdefault((one.rule, one.at), []).append(one)
    return [
        one for same in places.values() for one in _joined({one: owners[one] for one in same}, len(found))
    ]


def _joined(same: Mapping[Diagnostic, list[str]], variants: int) -> Iterator[Diagnostic]:
    """Join what one rule finds at one place; ``same`` are the variants by finding."""
    first, *others = (name for names in same.values() for name in names)
    if len(same) > 1 and len({first, *others}) == len(others) + 1:
        one = next(iter(same))
        yield replace(one, message=f"{one.message} (in {first}, and alike in {', '.join(others)})")
        return
    for one, names in same.items():
        told = "" if len(names) == variants else f" (in {', '.join(names)})"
        yield replace(one, message=one.message + told)
