"""Documents of memories and layouts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number


class WritesDocument(Document):
    """The faults of writes, where they are not those of reads."""

    out_of_range: Annotated[str | None, Field(description="The fault of a write outside it.")] = None
    misaligned: Annotated[str | None, Field(description="The fault of a write that is not aligned.")] = None


class MemoryDocument(ItemDocument):
    """A byte-addressed memory, or a window through which one instance reaches the memories of all."""

    size: Annotated[Number, Field(description="Its size in bytes, such as 256 KiB; a window's follows.")] = (
        None
    )
    address: Annotated[str, Field(description="The unsigned type of its addresses, such as u32.")]
    space: Annotated[
        str | None, Field(description="The address space that it lies in; its own by default.")
    ] = None
    window: Annotated[
        str | None, Field(description="The memory of which it shows every instance's, one after the other.")
    ] = None
    stride: Annotated[Number, Field(description="Bytes from one instance's to the next, in a window.")] = None
    backing: Annotated[
        str | None, Field(description="The next memory outwards, from which it is filled.")
    ] = None
    base: Annotated[Number, Field(description="Its first address.")] = 0
    endianness: Annotated[
        Literal["little", "big"] | None,
        Field(description="The order of bytes in a value; little by default."),
    ] = None
    out_of_range: Annotated[str | None, Field(description="The fault of an access outside it.")] = None
    misaligned: Annotated[
        str | None,
        Field(description="The fault of an access that is not aligned to its size; none: it works."),
    ] = None
    writes: Annotated[
        WritesDocument | None, Field(description="The faults of writes, where they are not those of reads.")
    ] = None
    uninitialised: Annotated[
        str | None,
        Field(description="The fault of reading a byte that was never written, where a run asks for it."),
    ] = None
    shared: Annotated[bool, Field(description="Whether it exists once, rather than once per instance.")] = (
        False
    )
    kind: Annotated[
        str | None, Field(description="What it is made of: sram (the default), dram, registers, rom, mmio.")
    ] = None
    granule: Annotated[
        Number, Field(description="Bytes of the least access: what moves is whole multiples of it.")
    ] = None
    width: Annotated[Number, Field(description="Bytes that one bank gives in one access.")] = None
    banks: Annotated[Number, Field(description="Number of banks.")] = None
    ports: Annotated[Number, Field(description="Accesses per bank and cycle.")] = None
    latency: Annotated[Number, Field(description="From request to data: cycles or time.")] = None
    bandwidth: Annotated[Number, Field(description="Bytes per second or per cycle, such as 4.8 TB/s.")] = None
    clock: Annotated[Number, Field(description="Its frequency.")] = None
    reachable_by: Annotated[
        list[str] | None,
        Field(description="The engines and processors that may reach it; none: all of them."),
    ] = None


class DeviceRegisterDocument(ItemDocument):
    """A register of a device."""

    offset: Annotated[Number, Field(description="Bytes from the device's base.")]
    type: Annotated[str, Field(description="Its integer type, of whole bytes.")]
    value: Annotated[Number, Field(description="What it always reads as; zero by default.")] = None
    read: Annotated[str | None, Field(description="The function that a read calls.")] = None
    write: Annotated[str | None, Field(description="The function that a write calls.")] = None


class DeviceDocument(ItemDocument):
    """Registers in the address space of a memory, where that has no bytes."""

    memory: Annotated[str, Field(description="The memory whose accesses reach it.")]
    base: Annotated[Number, Field(description="Its first address.")]
    size: Annotated[Number, Field(description="How many bytes it takes.")]
    extension: Annotated[str | None, Field(description="The extension without which it is not there.")] = None
    registers: Annotated[
        dict[str, DeviceRegisterDocument] | None, Field(description="Its registers by name.")
    ] = None
