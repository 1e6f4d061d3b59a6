"""The document of a file: the sections of a spec, any of which it may have."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number, Version
from specgen.model.documents.executables import ExecutableDocument
from specgen.model.documents.execution import (
    BarrierDocument,
    EngineDocument,
    FaultDocument,
    FunctionDocument,
    InstancesDocument,
    ProcessorDocument,
    SemaphoreDocument,
    StateDocument,
)
from specgen.model.documents.isa import (
    AliasDocument,
    ExtensionDocument,
    FormatDocument,
    InstructionDocument,
    ModifierDocument,
    OptionDocument,
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
from specgen.model.documents.structures import ErrorDocument, StructureDocument
from specgen.model.documents.types import EnumDocument, TableDocument, TypeDocument


class ParameterDocument(ItemDocument):
    """A number that variants may choose."""

    type: Annotated[
        Literal["integer", "boolean", "bytes", "time", "cycles", "frequency", "bandwidth", "number"],
        Field(description="What it measures."),
    ]
    default: Annotated[Number, Field(description="Its value where a variant says nothing.")]
    allowed: Annotated[list[Number] | None, Field(description="The values that it may have.")] = None
    source: Annotated[str | None, Field(description="What the default rests on.")] = None
    confidence: Annotated[
        Literal["measured", "datasheet", "simulated", "estimated", "assumed"] | None,
        Field(description="How far the default may be believed."),
    ] = None
    range: Annotated[
        list[Number] | None,
        Field(description="Between which values the true one lies.", min_length=2, max_length=2),
    ] = None


class VariantDocument(ItemDocument):
    """A choice of parameters and extensions."""

    parameters: Annotated[dict[str, Number] | None, Field(description="Values of parameters.")] = None
    extensions: Annotated[list[str] | None, Field(description="What it enables; all by default.")] = None


class FileDocument(Document):
    """A file of a spec."""

    name: Annotated[str | None, Field(description="Name of the accelerator (in spec.yaml).")] = None
    version: Annotated[Version | None, Field(description="Version of the spec (in spec.yaml).")] = None
    summary: Annotated[str, Field(description="What it is, in one sentence (in spec.yaml).")] = ""
    description: Annotated[str, Field(description="More about it, in Markdown (in spec.yaml).")] = ""
    include: Annotated[list[str] | None, Field(description="Other files: paths, globs, or std: paths.")] = (
        None
    )
    parameters: Annotated[dict[str, ParameterDocument] | None, Field(description="Numbers to choose.")] = None
    variants: Annotated[
        dict[str, VariantDocument | None] | None,
        Field(description="Choices of parameters and extensions; the first is the default."),
    ] = None
    types: Annotated[dict[str, TypeDocument] | None, Field(description="Number formats.")] = None
    enums: Annotated[dict[str, EnumDocument] | None, Field(description="Named values of fields.")] = None
    tables: Annotated[dict[str, TableDocument] | None, Field(description="Constant arrays.")] = None
    memories: Annotated[dict[str, MemoryDocument] | None, Field(description="Memories.")] = None
    devices: Annotated[
        dict[str, DeviceDocument] | None, Field(description="Registers in the address space of a memory.")
    ] = None
    links: Annotated[dict[str, LinksDocument] | None, Field(description="What connects the instances.")] = (
        None
    )
    paths: Annotated[
        dict[str, PathDocument] | None, Field(description="How data gets from one memory to another.")
    ] = None
    layouts: Annotated[dict[str, LayoutDocument] | None, Field(description="Tensor layouts.")] = None
    state: Annotated[dict[str, StateDocument] | None, Field(description="Registers and arrays.")] = None
    engines: Annotated[dict[str, EngineDocument | None] | None, Field(description="Units with a queue.")] = (
        None
    )
    processors: Annotated[
        dict[str, ProcessorDocument] | None, Field(description="What fetches instructions.")
    ] = None
    instances: Annotated[dict[str, InstancesDocument] | None, Field(description="Copies of the machine.")] = (
        None
    )
    semaphores: Annotated[dict[str, SemaphoreDocument] | None, Field(description="Counters to wait for.")] = (
        None
    )
    barriers: Annotated[
        dict[str, BarrierDocument | None] | None, Field(description="Where instances meet.")
    ] = None
    faults: Annotated[dict[str, FaultDocument] | None, Field(description="What may go wrong.")] = None
    formats: Annotated[dict[str, FormatDocument] | None, Field(description="Instruction formats.")] = None
    extensions: Annotated[
        dict[str, ExtensionDocument | None] | None,
        Field(description="Optional parts of the instruction set."),
    ] = None
    instructions: Annotated[dict[str, InstructionDocument] | None, Field(description="Instructions.")] = None
    aliases: Annotated[dict[str, AliasDocument] | None, Field(description="Other spellings.")] = None
    options: Annotated[
        dict[str, OptionDocument | None] | None,
        Field(description="What .option switches in assembler files."),
    ] = None
    modifiers: Annotated[
        dict[str, ModifierDocument] | None,
        Field(description="Functions of assembler files: %name(expression)."),
    ] = None
    directives: Annotated[
        dict[str, str] | None, Field(description="Other names of assembler directives, or other meanings.")
    ] = None
    functions: Annotated[dict[str, FunctionDocument] | None, Field(description="Shared functions.")] = None
    structures: Annotated[
        dict[str, StructureDocument] | None, Field(description="Bytes that two sides agree on.")
    ] = None
    errors: Annotated[dict[str, ErrorDocument] | None, Field(description="Error codes.")] = None
    registers: Annotated[
        dict[str, RegisterBlockDocument] | None, Field(description="Blocks of registers that the host sees.")
    ] = None
    interrupts: Annotated[
        dict[str, InterruptDocument] | None, Field(description="Reasons to interrupt the host.")
    ] = None
    queues: Annotated[dict[str, QueueDocument] | None, Field(description="Command queues.")] = None
    mailboxes: Annotated[
        dict[str, MailboxDocument] | None, Field(description="How the host asks the firmware.")
    ] = None
    traces: Annotated[dict[str, TraceDocument] | None, Field(description="Records that a device writes.")] = (
        None
    )
    protocols: Annotated[
        dict[str, ProtocolDocument] | None, Field(description="State machines of agents that share words.")
    ] = None
    executables: Annotated[
        dict[str, ExecutableDocument] | None, Field(description="Formats of executables.")
    ] = None
    runtimes: Annotated[dict[str, RuntimeDocument] | None, Field(description="Runtime interfaces in C.")] = (
        None
    )
    chips: Annotated[dict[str, ChipDocument] | None, Field(description="Accelerators in numbers.")] = None
    models: Annotated[
        dict[str, ModelDocument] | None, Field(description="Neural networks by their sizes.")
    ] = None
    workloads: Annotated[dict[str, WorkloadDocument] | None, Field(description="Models in use.")] = None
    measurements: Annotated[dict[str, MeasurementsDocument] | None, Field(description="Measured times.")] = (
        None
    )
    calibrations: Annotated[
        dict[str, CalibrationDocument] | None, Field(description="Parameters fitted to measurements.")
    ] = None
    lowerings: Annotated[
        dict[str, LoweringDocument] | None, Field(description="How operators are done with instructions.")
    ] = None
    decisions: Annotated[
        dict[str, DecisionDocument] | None, Field(description="Why it is so, in claims that are re-computed.")
    ] = None
    targets: Annotated[dict[str, TargetDocument] | None, Field(description="Numbers to reach.")] = None
    absent: Annotated[dict[str, str] | None, Field(description="What was left out on purpose, and why.")] = (
        None
    )
