"""The files of a spec as one: every section's items by name, and which of them are unusable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from specgen.data import frozen
from specgen.model.documents.execution import BarrierDocument, EngineDocument
from specgen.model.documents.isa import ExtensionDocument, OptionDocument
from specgen.model.documents.spec import FileDocument, VariantDocument
from specgen.model.origin import Origin
from specgen.source import Diagnostics, Related, Tree, suggest

if TYPE_CHECKING:
    from specgen.model.documents.executables import ExecutableDocument
    from specgen.model.documents.execution import (
        FaultDocument,
        FunctionDocument,
        InstancesDocument,
        ProcessorDocument,
        SemaphoreDocument,
        StateDocument,
    )
    from specgen.model.documents.isa import (
        AliasDocument,
        FormatDocument,
        InstructionDocument,
        ModifierDocument,
    )
    from specgen.model.documents.layouts import LayoutDocument
    from specgen.model.documents.memory import DeviceDocument, MemoryDocument
    from specgen.model.documents.paths import LinksDocument, PathDocument
    from specgen.model.documents.performance import (
        CalibrationDocument,
        ChipDocument,
        DecisionDocument,
        LoweringDocument,
        MeasurementsDocument,
        ModelDocument,
        TargetDocument,
        WorkloadDocument,
    )
    from specgen.model.documents.queues import MailboxDocument, ProtocolDocument, QueueDocument, TraceDocument
    from specgen.model.documents.registers import InterruptDocument, RegisterBlockDocument
    from specgen.model.documents.runtimes import RuntimeDocument
    from specgen.model.documents.spec import ParameterDocument
    from specgen.model.documents.structures import ErrorDocument, StructureDocument
    from specgen.model.documents.types import EnumDocument, TableDocument, TypeDocument

D = TypeVar("D")


@frozen()
class Entry(Generic[D]):
    """An item as it was written, and where."""

    document: D
    origin: Origin


@dataclass(slots=True)
class Sections:
    """The items of all files, by section and name, in the order of the files."""

    parameters: dict[str, Entry[ParameterDocument]] = field(default_factory=dict)
    variants: dict[str, Entry[VariantDocument]] = field(default_factory=dict)
    types: dict[str, Entry[TypeDocument]] = field(default_factory=dict)
    enums: dict[str, Entry[EnumDocument]] = field(default_factory=dict)
    tables: dict[str, Entry[TableDocument]] = field(default_factory=dict)
    memories: dict[str, Entry[MemoryDocument]] = field(default_factory=dict)
    devices: dict[str, Entry[DeviceDocument]] = field(default_factory=dict)
    links: dict[str, Entry[LinksDocument]] = field(default_factory=dict)
    paths: dict[str, Entry[PathDocument]] = field(default_factory=dict)
    layouts: dict[str, Entry[LayoutDocument]] = field(default_factory=dict)
    state: dict[str, Entry[StateDocument]] = field(default_factory=dict)
    engines: dict[str, Entry[EngineDocument]] = field(default_factory=dict)
    processors: dict[str, Entry[ProcessorDocument]] = field(default_factory=dict)
    instances: dict[str, Entry[InstancesDocument]] = field(default_factory=dict)
    semaphores: dict[str, Entry[SemaphoreDocument]] = field(default_factory=dict)
    barriers: dict[str, Entry[BarrierDocument]] = field(default_factory=dict)
    faults: dict[str, Entry[FaultDocument]] = field(default_factory=dict)
    formats: dict[str, Entry[FormatDocument]] = field(default_factory=dict)
    extensions: dict[str, Entry[ExtensionDocument]] = field(default_factory=dict)
    instructions: dict[str, Entry[InstructionDocument]] = field(default_factory=dict)
    aliases: dict[str, Entry[AliasDocument]] = field(default_factory=dict)
    options: dict[str, Entry[OptionDocument]] = field(default_factory=dict)
    modifiers: dict[str, Entry[ModifierDocument]] = field(default_factory=dict)
    directives: dict[str, Entry[str]] = field(default_factory=dict)
    functions: dict[str, Entry[FunctionDocument]] = field(default_factory=dict)
    structures: dict[str, Entry[StructureDocument]] = field(default_factory=dict)
    errors: dict[str, Entry[ErrorDocument]] = field(default_factory=dict)
    registers: dict[str, Entry[RegisterBlockDocument]] = field(default_factory=dict)
    interrupts: dict[str, Entry[InterruptDocument]] = field(default_factory=dict)
    queues: dict[str, Entry[QueueDocument]] = field(default_factory=dict)
    mailboxes: dict[str, Entry[MailboxDocument]] = field(default_factory=dict)
    traces: dict[str, Entry[TraceDocument]] = field(default_factory=dict)
    protocols: dict[str, Entry[ProtocolDocument]] = field(default_factory=dict)
    executables: dict[str, Entry[ExecutableDocument]] = field(default_factory=dict)
    runtimes: dict[str, Entry[RuntimeDocument]] = field(default_factory=dict)
    chips: dict[str, Entry[ChipDocument]] = field(default_factory=dict)
    models: dict[str, Entry[ModelDocument]] = field(default_factory=dict)
    workloads: dict[str, Entry[WorkloadDocument]] = field(default_factory=dict)
    measurements: dict[str, Entry[MeasurementsDocument]] = field(default_factory=dict)
    calibrations: dict[str, Entry[CalibrationDocument]] = field(default_factory=dict)
    lowerings: dict[str, Entry[LoweringDocument]] = field(default_factory=dict)
    decisions: dict[str, Entry[DecisionDocument]] = field(default_factory=dict)
    targets: dict[str, Entry[TargetDocument]] = field(default_factory=dict)
    absent: dict[str, Entry[str]] = field(default_factory=dict)


SECTIONS = tuple(f.name for f in fields(Sections))
_EMPTY = {
    "variants": VariantDocument,
    "engines": EngineDocument,
    "barriers": BarrierDocument,
    "extensions": ExtensionDocument,
    "options": OptionDocument,
}


@frozen()
class Merged:
    """A whole spec as written. ``header`` is the document of `spec.yaml`, ``origin`` its beginning.

    ``broken`` holds, by section, the names of items that were refused, and ``"*"`` where nobody knows the names:
    references to them are not reported again. ``broken_header`` holds the keys of `spec.yaml` that were refused:
    all where it is no mapping. ``complete`` is false where a file could not be read.
    """

    header: FileDocument
    origin: Origin
    sections: Sections
    broken: dict[str, set[str]]
    broken_header: frozenset[str]
    complete: bool


def merge(trees: tuple[Tree, ...], complete: bool, diagnostics: Diagnostics) -> Merged:
    """Validate every file and join their sections; what is wrong is reported and left out."""
    sections = Sections()
    broken: dict[str, set[str]] = {name: set() for name in SECTIONS}
    header, broken_header = FileDocument(), frozenset[str]()
    for number, tree in enumerate(trees):
        document = _validated(tree, broken, diagnostics)
        if number == 0:
            header, broken_header = document, _refused(tree, document)
        elif document.name is not None or document.version is not None:
            _refuse_header(tree, document, diagnostics)
        _add(document, tree, sections, diagnostics)
    return Merged(header, Origin(trees[0], ()), sections, broken, broken_header, complete)


def _add(document: FileDocument, tree: Tree, sections: Sections, diagnostics: Diagnostics) -> None:
    for section in document.model_fields_set & _SECTION_SET:
        items: dict[str, Any] | None = getattr(document, section)
        into: dict[str, Entry[Any]] = getattr(sections, section)
        for name, item in (items or {}).items():
            origin = Origin(tree, (section, name))
            if name in into:
                first = Related(into[name].origin.key(), "first given here")
                message = f"{name!r} is given twice in {section}"
                diagnostics.report("spec-duplicate-name", message, origin.key(), related=[first])
                continue
            into[name] = Entry(_EMPTY[section]() if item is None else item, origin)


_SECTION_SET = frozenset(SECTIONS)


def _validated(tree: Tree, broken: dict[str, set[str]], diagnostics: Diagnostics) -> FileDocument:
    """Return the document of a file without its broken items; an empty one where it is no mapping."""
    try:
        return FileDocument.model_validate(tree.data)
    except ValidationError as error:
        from specgen.source import known_keys_of, translate

        translate(error, tree, (), diagnostics, known_keys_of(FileDocument))
        if not isinstance(tree.data, dict):
            return FileDocument()
        sound = dict(tree.data)
        for path in _broken_paths(error, tree):
            _leave_out(sound, path, broken)
        return FileDocument.model_validate(sound)


def _refused(tree: Tree, document: FileDocument) -> frozenset[str]:
    """Return the keys of a file that are not in its document; all of them where it is no mapping."""
    if not isinstance(tree.data, dict):
        return frozenset(FileDocument.model_fields)
    return frozenset(tree.data) - document.model_fields_set


def _broken_paths(error: ValidationError, tree: Tree) -> Iterator[tuple[str, ...]]:
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        path = tree.resolve(detail["loc"])[:2]
        if path:
            yield tuple(str(part) for part in path)


def _leave_out(sound: dict[str, Any], path: tuple[str, ...], broken: dict[str, set[str]]) -> None:
    section = path[0]
    if len(path) == 1 or section not in broken:
        sound.pop(section, None)
        broken.get(suggest(section, SECTIONS) or section, set()).add("*")
    elif section in sound:
        sound[section] = {name: item for name, item in sound[section].items() if name != path[1]}
        broken[section].add(path[1])


def _refuse_header(tree: Tree, document: FileDocument, diagnostics: Diagnostics) -> None:
    for key in ("name", "version"):
        if getattr(document, key) is not None:
            message = f"only spec.yaml has a {key}"
            diagnostics.report("spec-header", message, tree.key_location((key,)))
