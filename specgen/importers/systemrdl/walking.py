"""From the tree of SystemRDL to documents: address maps become blocks, register files parts of the names in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from systemrdl.node import AddrmapNode, FieldNode, MemNode, RegfileNode, RegNode, SignalNode

from specgen.importers.systemrdl.enums import Enums
from specgen.importers.systemrdl.fields import field_of
from specgen.importers.systemrdl.references import Places, interrupts, lock
from specgen.importers.systemrdl.telling import MAPS, REGISTERS, Scope, say, tell_fixed, tell_lost, words

if TYPE_CHECKING:
    from specgen.source import Diagnostics

Document = dict[str, Any]
WIDTHS = (8, 16, 32, 64)
MAX_BLOCKS = 4096
#: What a field may have and a register without fields may not, or would have twice.
_OF_FIELDS = frozenset({
    "reserved", "summary", "description", "since", "status", "renamed_from", "retired", "requirements",
})  # fmt: skip


@dataclass(slots=True)
class Documents:
    """The sections of the file that is made; ``remarks``: what maps without registers say of themselves."""

    remarks: list[str]

    enums: dict[str, Document] = field(default_factory=dict)
    registers: dict[str, Document] = field(default_factory=dict)
    interrupts: dict[str, Document] = field(default_factory=dict)


def documents(top: AddrmapNode, diagnostics: Diagnostics) -> Documents:
    """Return what an address map says; what cannot be said is reported."""
    walker = _Walker(diagnostics, Enums(top, diagnostics))
    walker.map(top, (), 0)
    for node, document in walker.places.fields:
        lock(node, document, walker.places, diagnostics)
    return Documents(
        walker.remarks, walker.enums.documents, walker.blocks, interrupts(top, walker.places, diagnostics)
    )


class _Walker:
    def __init__(self, diagnostics: Diagnostics, enums: Enums) -> None:
        self.diagnostics, self.enums = diagnostics, enums
        self.blocks: dict[str, Document] = {}
        self.names = Scope(diagnostics)
        self.places = Places()
        self.remarks: list[str] = []

    def map(self, node: AddrmapNode, path: tuple[str, ...], base: int) -> None:
        """Add the blocks of an address map whose first element lies at ``base``."""
        tell_lost(self.diagnostics, node, MAPS)
        if node.get_property("bridge"):
            message = f"{node.inst_name} is a bridge between buses, and a spec has one register space"
            say(self.diagnostics, "rdl-unsupported", message, node, "bridge")
        inner = [child for child in node.children(unroll=False) if isinstance(child, AddrmapNode)]
        tell_fixed(self.diagnostics, node)
        if len(inner) < sum(1 for _ in node.children(unroll=False)):
            self.block(node, "_".join(path) or node.inst_name, base)
            self.check_nested(node, inner)
        else:
            told = [node.inst_name, *words(node).values()]
            self.remarks += [line for text in told for line in str(text).splitlines()]
        for child in inner:
            for name, at in self.elements(child):
                self.map(child, (*path, name), base + at)

    def check_nested(self, node: AddrmapNode, inner: list[AddrmapNode]) -> None:
        """A block is a range of addresses: no other one lies among its registers."""
        own = [c for c in node.children(unroll=False) if isinstance(c, RegNode | RegfileNode)]
        end = max((c.raw_address_offset + c.total_size for c in own), default=0)
        for child in inner:
            if own and child.raw_address_offset < end:
                message = f"the addrmap {child.inst_name} lies among the registers of {node.inst_name}"
                say(self.diagnostics, "rdl-unsupported", message, child)

    def elements(self, node: AddrmapNode) -> Iterator[tuple[str, int]]:
        """An array that holds other maps is taken apart; any other is one block."""
        taken_apart = node.is_array and any(isinstance(c, AddrmapNode) for c in node.children(unroll=False))
        if not taken_apart:
            yield node.inst_name, node.raw_address_offset
            return
        count, stride = _repeated(node)
        if count > MAX_BLOCKS:
            say(
                self.diagnostics,
                "rdl-unsupported",
                f"{node.inst_name} has {count} elements that hold others",
                node,
            )
            return
        for index in range(count):
            yield f"{node.inst_name}_{index}", node.raw_address_offset + index * stride

    def block(self, node: AddrmapNode, wanted: str, base: int) -> None:
        """Add the registers of an address map, those of its register files among them, as a block."""
        told = array_of(node)
        if told is not None and told["index"]:
            return
        name = self.names.name(told["name"] if told else wanted, node)
        registers = _Registers(self, name, _access_width(node, self.diagnostics))
        registers.add_all(node, "", 0, None)
        if not registers.documents:
            return
        document: Document = {"base": base, **words(node)}
        if "specgen_size" in node.list_properties():
            document["size"] = int(node.get_property("specgen_size"))
        document["width"] = registers.width
        if node.get_property("bigendian"):
            document["endian"] = "big"
        apart = any(isinstance(c, AddrmapNode) for c in node.children(unroll=False))
        if told is not None:
            document["count"], document["stride"] = told["count"], told["stride"]
        elif node.is_array and not apart:
            document["count"], document["stride"] = _repeated(node)
        self.blocks[name] = {**document, "registers": registers.documents}


class _Registers:
    """The registers of one block."""

    def __init__(self, walker: _Walker, block: str, width: int) -> None:
        self.walker, self.block, self.width = walker, block, width
        self.names = Scope(walker.diagnostics)
        self.documents: dict[str, Document] = {}

    def add_all(self, node: Any, prefix: str, start: int, array: tuple[int, int] | None) -> None:
        """Add what a map or a register file holds; ``array``: the count and stride of the file that it is in."""
        diagnostics = self.walker.diagnostics
        for child in node.children(unroll=False):
            at = start + getattr(child, "raw_address_offset", 0)
            if isinstance(child, RegNode):
                self.register(child, f"{prefix}{child.inst_name}", at, array)
            elif isinstance(child, RegfileNode):
                self.file(child, prefix, at, array)
            elif isinstance(child, MemNode):
                say(diagnostics, "rdl-lost", f"{child.inst_name} is a memory, no register", child)
            elif isinstance(child, SignalNode):
                say(
                    diagnostics,
                    "rdl-lost",
                    f"{child.inst_name} is a signal, which software does not see",
                    child,
                )

    def file(self, node: RegfileNode, prefix: str, at: int, array: tuple[int, int] | None) -> None:
        """Add a register file: an array of registers each, or, where they would be arrays of arrays, one by one."""
        tell_lost(self.walker.diagnostics, node, MAPS)
        tell_fixed(self.walker.diagnostics, node)
        flat = "specgen_flat" in node.list_properties()
        inner = prefix if flat else f"{prefix}{node.inst_name}_"
        if not node.is_array:
            self.add_all(node, inner, at, array)
            return
        count, stride = _repeated(node)
        simple = not any(
            isinstance(c, RegfileNode) or getattr(c, "is_array", False) for c in node.children(unroll=False)
        )
        if simple and array is None:
            self.add_all(node, inner, at, (count, stride))
        elif count > MAX_BLOCKS:
            say(
                self.walker.diagnostics,
                "rdl-unsupported",
                f"{node.inst_name} has {count} elements of arrays",
                node,
            )
        else:
            for index in range(count):
                self.add_all(node, f"{inner}{index}_", at + index * stride, array)

    def register(self, node: RegNode, wanted: str, at: int, array: tuple[int, int] | None) -> None:
        """Add a register."""
        diagnostics = self.walker.diagnostics
        tell_lost(diagnostics, node, REGISTERS)
        tell_fixed(diagnostics, node)
        told = array_of(node)
        if told is not None:
            if told["index"]:
                return
            wanted, array = told["name"], (told["count"], told["stride"])
        width = node.get_property("regwidth")
        if width not in WIDTHS:
            message = f"{node.inst_name} has {width} bits; registers have {', '.join(map(str, WIDTHS))}"
            say(diagnostics, "rdl-unsupported", message, node, "regwidth")
        name = self.names.name(wanted, node)
        document: Document = {"offset": at, **({"width": width} if width != self.width else {})}
        if node.is_array:
            array = _repeated(node)
        if array is not None:
            document["count"], document["stride"] = array
        document |= words(node)
        found = self.fields(node, name, width)
        only = found.get(name)
        if len(found) == 1 and only is not None and _is_whole(only, width, node):
            value = {key: given for key, given in only.items() if key != "bits"}
            only.clear()
            only.update(document | value)  # locks are told to it later
            self.documents[name] = only
        else:
            self.documents[name] = document | {"fields": found}

    def fields(self, node: RegNode, name: str, width: int) -> dict[str, Document]:
        """Return the fields of a register."""
        walker, scope = self.walker, Scope(self.walker.diagnostics)
        found: dict[str, Document] = {}
        for child in node.children(unroll=False):
            if isinstance(child, SignalNode):
                say(
                    walker.diagnostics,
                    "rdl-lost",
                    f"{child.inst_name} is a signal, which software does not see",
                    child,
                )
            if not isinstance(child, FieldNode):
                continue
            document = field_of(child, walker.diagnostics)
            if document is None:
                continue
            walker.enums.add(child, document)
            own = scope.name(
                name if child.inst_name == node.inst_name and child.width == width else child.inst_name, child
            )
            found[own] = document
            walker.places.add(child, document, self.block, name, own)
        if not found:
            say(walker.diagnostics, "rdl-unsupported", f"software sees no field of {node.inst_name}", node)
        return found


def _is_whole(field: Document, width: int, node: RegNode) -> bool:
    """Whether a register's only field, of its own name, is the register: it says nothing of itself."""
    named = any("name" in one.list_properties() for one in node.fields())
    return field["bits"] == f"{width - 1}:0" and not named and not _OF_FIELDS & field.keys()


def array_of(node: Any) -> dict[str, Any] | None:
    """Return of which array a node is an element that was written by itself."""
    if "specgen_array" not in node.list_properties():
        return None
    found: dict[str, Any] = json.loads(node.get_property("specgen_array"))
    return found


def _repeated(node: Any) -> tuple[int, int]:
    count = 1
    for extent in node.array_dimensions:
        count *= extent
    return count, node.array_stride


def _access_width(node: AddrmapNode, diagnostics: Diagnostics) -> int:
    """The bits of an access: the fewest of all registers, since a block has one."""
    widths: dict[int, Any] = {}
    for one in node.descendants(unroll=False):
        if isinstance(one, RegNode) and _map_of(one) == node:
            widths.setdefault(one.get_property("accesswidth"), one)
    if not widths:
        return 32
    least = min(widths)
    for width, one in widths.items():
        if width != least:
            message = (
                f"{one.inst_name} is accessed by {width} bits, and here by {least} as others of its block"
            )
            say(diagnostics, "rdl-lost", message, one, "accesswidth")
    if least not in WIDTHS:
        say(diagnostics, "rdl-unsupported", f"an access has {least} bits", widths[least], "accesswidth")
    return int(least)


def _map_of(node: Any) -> Any:
    while not isinstance(node, AddrmapNode):
        node = node.parent
    return node
