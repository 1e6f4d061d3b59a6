"""What templates see: plain data, a table of names and meanings for each kind of thing.

It is a promise of its own, apart from the classes of the model: parts are only added while the first number of ``MODEL`` is
the same. `DATA` is the whole of it; the page on templates lists it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.generators.sandbox.parts import (
    bits_of,
    encoding_of,
    number_of,
    shape_of,
    type_of,
)

if TYPE_CHECKING:
    from specgen.model import Architecture

MODEL = "1.0"


@frozen()
class Part:
    """One name of a kind of thing: what it means, and how it is had of the model. ``many`` things of a kind are a table."""

    name: str
    meaning: str
    of: Callable[[Any], Any]
    many: str = ""


def _part(name: str, meaning: str, of: Callable[[Any], Any] | None = None) -> Part:
    def get(thing: Any) -> Any:
        return getattr(thing, name)

    return Part(name, meaning, of or get)


def _table(name: str, kind: str) -> Part:
    def values(thing: Any) -> Iterable[Any]:
        found = getattr(thing, name)
        return found.values() if isinstance(found, dict) else found

    return Part(name, f"a table; each is a{'n' * (kind[0] in 'aei')} **{kind}**", values, kind)


def _named(attribute: str) -> Callable[[Any], str]:
    """The name of another thing, empty where there is none."""

    def get(thing: Any) -> str:
        other = getattr(thing, attribute)
        return "" if other is None else str(other.name)

    return get


ITEM = (
    _part("name", "the name"),
    _part("summary", "one line"),
    _part("description", "more, in Markdown; may be empty"),
    _part("since", "the version that brought it, or empty", lambda one: one.since or ""),
    _part("status", "`draft`, `beta`, `stable` or `deprecated`"),
    _part("retired", "the version in which it was withdrawn, or empty",
          lambda one: one.retired.in_version if one.retired else ""),
    _part("requirements", "normative sentences, as `id: text`",
          lambda one: [f"{each.id}: {each.text}" for each in one.requirements]),
)  # fmt: skip
_BITS = (
    _part("high", "the highest bit"),
    _part("low", "the lowest bit"),
    _part("width", "number of bits"),
    _part("mask", "the bits that it takes, in place"),
)
_RESERVED = _part("reserved", "empty, or how bits that mean nothing are met", lambda one: one.reserved or "")
_ENUM = _part("enum", "the name of the enum of its values, or empty", _named("enum"))
_COUNT = _part("count", "how many there are; none: one, and no array")

DATA: dict[str, tuple[Part, ...]] = {
    "spec": (
        _part("name", "the name"),
        _part("version", "the version"),
        _part("summary", "one line"),
        _part("description", "more, in Markdown"),
        _part("content_hash", "the SHA-256 of what the spec means"),
    ),
    "variant": (
        _part("name", "the name", lambda one: one.variant),
        _part("summary", "one line", lambda one: _variant(one, "summary")),
        _part("description", "more, in Markdown", lambda one: _variant(one, "description")),
        _table("parameters", "parameter"),
        _table("enums", "enum"),
        _table("types", "type"),
        _table("formats", "format"),
        _table("instructions", "instruction"),
        _table("aliases", "alias"),
        _table("state", "state"),
        _table("memories", "memory"),
        _table("layouts", "layout"),
        _table("engines", "engine"),
        _table("processors", "processor"),
        _table("faults", "fault"),
        _table("semaphores", "semaphore"),
        _table("registers", "block"),
        _table("interrupts", "interrupt"),
        _table("structures", "structure"),
        _table("errors", "error"),
        _table("queues", "queue"),
    ),
    "parameter": (
        _part("name", "the name"),
        _part("summary", "one line"),
        _part("kind", "`integer`, `bytes`, `time`, `bandwidth` and others"),
        _part("value", "in this variant: a whole number where it is one, in the unit of its kind", number_of),
        _part("text", "the value as it was written", lambda one: str(one.value)),
    ),
    "enum": (*ITEM, _table("members", "enum member"), _part("open", "whether other values have no name, and are legal")),
    "enum member": (*ITEM, _part("value", "the value")),
    "type": (
        *ITEM,
        _part("width", "number of bits"),
        _part("exponent", "bits of the exponent"),
        _part("mantissa", "bits of the mantissa"),
        _part("bias", "bias of the exponent"),
        _part("signed", "whether there is a sign"),
    ),
    "format": (*ITEM, _part("width", "number of bits"), _table("fields", "field")),
    "field": (
        *ITEM,
        _part("bits", "as it was written: `11:7`, of split fields `31 7 30:25`", bits_of),
        _part("width", "number of bits"),
        _part("mask", "the bits of the word that it takes"),
        _part("signed", "whether it is read as two's complement"),
        _part("scale", "the value is `raw * scale + bias`"),
        _part("bias", "see `scale`"),
        _ENUM,
        _RESERVED,
    ),
    "instruction": (
        *ITEM,
        _part("mnemonic", "the first word of its assembly"),
        _part("assembly", "the template of its assembly"),
        _part("semantics", "what it does, as written"),
        _part("format", "the name of its format", _named("format")),
        _part("width", "number of bits", lambda one: one.format.width),
        _part("mask", "the bits of the word that are fixed"),
        _part("match", "what they are"),
        _part("encoding", "fixed fields, as `opcode=0x13`", encoding_of),
        _table("operands", "field"),
        _part("processor", "the name of the processor that runs it", _named("processor")),
        _part("engine", "the name of the engine that it is handed to, or empty", _named("engine")),
        _part("extension", "the name of its extension, or empty", _named("extension")),
        _part("group", "the group of the page that it is on, or empty"),
    ),
    "alias": (*ITEM, _part("assembly", "the template of its assembly"), _part("group", "as of an instruction")),
    "state": (
        *ITEM,
        _part("type", "the name of the type of one element", type_of),
        _part("shape", "the sizes of its dimensions, none of a scalar", lambda one: list(one.shape)),
        _part("role", "what it is to the machine, or empty"),
    ),
    "memory": (
        *ITEM,
        _part("size", "bytes"),
        _part("base", "the first address"),
        _part("endianness", "`little` or `big`"),
        _part("kind", "`sram`, `dram` and others"),
        _part("width", "bytes of one access"),
        _part("banks", "number of banks"),
        _part("shared", "whether all instances have it in common"),
    ),
    "layout": (
        *ITEM,
        _part("dims", "the names of its dimensions", lambda one: [dim.name for dim in one.dims]),
        _part("shape", "their sizes; empty where not all are fixed", shape_of),
        _part("element", "the name of the type of its elements, or empty", lambda one: one.element.name if one.element else ""),
        _part("align", "bytes to which a tensor is aligned"),
    ),
    "engine": (*ITEM, _part("queue", "how many instructions may wait")),
    "processor": (
        *ITEM,
        _part("memory", "the name of the memory that it fetches from", _named("memory")),
        _part("program_counter", "the name of the state", _named("program_counter")),
        _part("endianness", "`little` or `big`"),
    ),
    "fault": (*ITEM, _part("code", "the code")),
    "semaphore": (*ITEM, _COUNT, _part("max", "the greatest value"), _part("consumer", "who waits")),
    "block": (
        *ITEM,
        _part("base", "the first address"),
        _part("size", "bytes"),
        _part("width", "bits of one access"),
        _COUNT,
        _part("stride", "bytes from one to the next"),
        _table("registers", "register"),
    ),
    "register": (
        *ITEM,
        _part("offset", "bytes from the base of the block"),
        _part("width", "number of bits"),
        _part("reset", "the value after a reset, unknown bits as zero"),
        _COUNT,
        _part("stride", "bytes from one to the next"),
        _table("fields", "register field"),
    ),
    "register field": (
        *ITEM,
        *_BITS,
        _part("access", "`rw`, `ro`, `w1c` and others"),
        _part("hardware", "how the device meets it: `rw`, `r`, `w`, `na`"),
        _part("reset", "the value after a reset; none where it is not known"),
        _ENUM,
        _RESERVED,
    ),
    "interrupt": (*ITEM, _part("line", "its number"), _part("trigger", "`level`, `edge` or `message`")),
    "structure": (
        *ITEM,
        _part("size", "bytes"),
        _part("align", "what addresses are multiples of"),
        _part("endian", "`little` or `big`"),
        _table("members", "member"),
    ),
    "member": (
        *ITEM,
        _part("offset", "bytes from the beginning"),
        _part("size", "bytes"),
        _part("type", "the name of its type; empty of a union", lambda one: one.value.type.name if one.value else ""),
        _part("count", "how many elements it has; none: one, and no array", lambda one: one.value.count if one.value else None),
        _part("constant", "the only value that it has; none: any"),
        _RESERVED,
        _table("bits", "bit field"),
    ),
    "bit field": (*ITEM, *_BITS, _ENUM, _RESERVED),
    "error": (
        *ITEM,
        _part("code", "the code"),
        _part("cause", "what makes it happen"),
        _part("blame", "who can mend it"),
        _part("remedy", "how"),
        _part("retry", "whether trying again may help"),
    ),
    "queue": (*ITEM, _part("size", "bytes of a packet"), _COUNT, _table("packets", "packet")),
    "packet": (*ITEM, _part("code", "what tells it from others"), _part("structure", "its name", _named("structure"))),
}  # fmt: skip


def _variant(architecture: Architecture, what: str) -> str:
    declared = architecture.variants.get(architecture.variant)
    return getattr(declared, what) if declared else ""


def view(kind: str, thing: Any) -> dict[str, Any]:
    """Return a thing of the model as plain data: numbers, texts, truths, None, and lists and dicts of these."""
    made: dict[str, Any] = {"": kind}
    for part in DATA[kind]:
        value = part.of(thing)
        made[part.name] = [view(part.many, each) for each in value] if part.many else value
    return made


def views(architectures: Iterable[Architecture], stamp: str) -> dict[str, Any]:
    """Return all that a template sees, for the variants asked for, the default one first."""
    asked = list(architectures)
    variants = [view("variant", one) for one in asked]
    return {"model": MODEL, "stamp": stamp, "spec": view("spec", asked[0]), "variants": variants}
