"""Documents of what executes: state, engines, processors, instances, synchronisation, faults, functions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number


class RegisterDocument(ItemDocument):
    """A register of a sparse file."""

    index: Annotated[Number, Field(description="Its number.")]
    initial: Annotated[Number, Field(description="Its value at reset; zero by default.")] = None
    mask: Annotated[
        Number,
        Field(description="The bits that a write changes; all by default, none where it is read only."),
    ] = None
    read: Annotated[str | None, Field(description="The function that is called instead of reading it.")] = (
        None
    )
    write: Annotated[
        str | None, Field(description="The function that is called with what is written, instead.")
    ] = None
    read_only: Annotated[bool, Field(description="Whether no write changes it.")] = False
    extension: Annotated[str | None, Field(description="The extension without which it does not exist.")] = (
        None
    )


class StateDocument(ItemDocument):
    """A scalar, a register file or an array."""

    type: Annotated[str, Field(description="The number format of an entry.")]
    count: Annotated[Number, Field(description="Number of entries of a register file.")] = None
    shape: Annotated[list[Number] | None, Field(description="The extents of an array.")] = None
    names: Annotated[
        str | list[str] | None,
        Field(description="Names of the entries of the first index: a list, or a pattern such as x{i}."),
    ] = None
    aliases: Annotated[dict[str, Number] | None, Field(description="Other names of entries, by index.")] = (
        None
    )
    constant: Annotated[
        dict[str, Number] | None,
        Field(description="Entries that always read as a value; writes are dropped."),
    ] = None
    min: Annotated[Number, Field(description="The least value that it may hold.")] = None
    max: Annotated[Number, Field(description="The greatest value that it may hold.")] = None
    initial: Annotated[Number, Field(description="Its value at reset; zero by default.")] = None
    role: Annotated[
        Literal["program_counter", "instance_index"] | None,
        Field(description="A part that the machine gives it."),
    ] = None
    engine: Annotated[str | None, Field(description="The engine that owns it; none: the processor.")] = None
    view_of: Annotated[
        str | None, Field(description="Another state whose bits this shows as another type.")
    ] = None
    out_of_range: Annotated[str | None, Field(description="The fault of an index that is out of range.")] = (
        None
    )
    sparse: Annotated[
        Number, Field(description="Number of indices of a file of which only the entries exist.")
    ] = None
    entries: Annotated[
        dict[str, RegisterDocument] | None, Field(description="The registers of a sparse file by name.")
    ] = None


class EngineDocument(ItemDocument):
    """A unit that runs the instructions of its queue in order."""

    queue: Annotated[Number, Field(description="Depth of its queue.")] = 1
    clock: Annotated[Number, Field(description="Its frequency.")] = None


class ElfDocument(Document):
    """Which ELF files hold programs of a processor."""

    machine: Annotated[Number, Field(description="The number of the machine, e_machine.")]
    bits: Annotated[Number, Field(description="The class of the file: 32 or 64.")]


class LongerDocument(Document):
    """How a word begins that is longer than a granule."""

    mask: Annotated[Number, Field(description="Which of the first granule's bits tell it.")]
    value: Annotated[Number, Field(description="What they are.")]


class TrapDocument(Document):
    """What a processor does where an instruction raises a fault, in force with an extension."""

    body: Annotated[str, Field(description="What it does, in the semantics language.")]
    extension: Annotated[
        str | None, Field(description="The extension without which a fault stops the machine.")
    ] = None


class ProcessorDocument(ItemDocument):
    """What fetches one stream of instructions."""

    program_counter: Annotated[str, Field(description="The state that holds the address of the instruction.")]
    memory: Annotated[str, Field(description="The memory that it fetches from.")]
    reset: Annotated[Number, Field(description="The program counter at reset.")] = 0
    unit: Annotated[Number, Field(description="Bytes that one step of the program counter means.")] = 1
    granule: Annotated[
        Number,
        Field(description="Bits fetched to tell an instruction's length; the shortest format by default."),
    ] = None
    illegal: Annotated[str, Field(description="The fault of a word that is no instruction.")]
    fetch: Annotated[str, Field(description="The fault of a program counter that leaves the memory.")]
    complete: Annotated[
        bool, Field(description="Whether every word is an instruction, which is checked.")
    ] = False
    on_raise: Annotated[
        str | TrapDocument | None,
        Field(description="What a fault of an instruction does instead of stopping the machine."),
    ] = None
    clock: Annotated[Number, Field(description="Its frequency.")] = None
    longer: Annotated[
        LongerDocument | None,
        Field(
            description="How words begin that are longer than a granule, also where they are no instruction."
        ),
    ] = None
    padding: Annotated[
        list[str] | None, Field(description="Instructions that fill the gaps which `.align` leaves in code.")
    ] = None
    elf: Annotated[ElfDocument | None, Field(description="The ELF files that hold its programs.")] = None


class InstancesDocument(ItemDocument):
    """Copies of everything that is not shared."""

    count: Annotated[Number, Field(description="How many there are.")]
    index: Annotated[str | None, Field(description="The state that tells an instance its number.")] = None


class SemaphoreDocument(ItemDocument):
    """A file of counters between engines."""

    count: Annotated[Number, Field(description="How many counters there are.")] = 1
    max: Annotated[Number, Field(description="The greatest value of a counter.")]
    producers: Annotated[list[str], Field(description="The engines and processors that signal it, or any.")]
    consumer: Annotated[str, Field(description="The engine or processor that waits for it, or any.")]
    on_full: Annotated[Literal["block", "fault"], Field(description="What a signal beyond max does.")] = (
        "block"
    )
    overflow: Annotated[str | None, Field(description="The fault where on_full is fault.")] = None
    underflow: Annotated[
        str | None, Field(description="The fault of a wait for more than max, which could never end.")
    ] = None
    initial: Annotated[Number, Field(description="Its value at reset.")] = 0


class BarrierDocument(ItemDocument):
    """Meeting points of all instances."""

    count: Annotated[Number, Field(description="How many there are.")] = 1


class FaultDocument(ItemDocument):
    """What goes wrong by declaration."""

    code: Annotated[Number, Field(description="Its number.")]
    value: Annotated[str | None, Field(description="The integer type of the value that it carries.")] = None
    stops: Annotated[bool, Field(description="Whether it stops the machine, whatever on_raise says.")] = False


class FunctionDocument(ItemDocument):
    """A function that instructions share, or one of the host."""

    arguments: Annotated[
        dict[str, str] | None, Field(description="Number formats of the arguments, by name.")
    ] = None
    returns: Annotated[str | None, Field(description="Number format of the result.")] = None
    body: Annotated[str | None, Field(description="What it does, in the semantics language.")] = None
    host: Annotated[bool, Field(description="Whether it runs outside of the machine.")] = False
    memory: Annotated[str | None, Field(description="The memory that a host function sees.")] = None
