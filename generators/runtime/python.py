"""Python bindings through cffi: a class for each handle, methods that raise, and nothing of specgen imported."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope, camel
from specgen.generators.runtime.ctypes import struct_lines
from specgen.model.interfaces import Handle, Structure
from specgen.model.isa import Enum
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.generators.runtime.ctypes import Argument, Function, Names

_WORDS = frozenset(keyword.kwlist) | {"self", "print"}
_DEFAULTS = {
    "timeout": ("int | None = None", "_FOREVER if {0} is None else {0}"),
    "alignment": ("int = 0", "{0}"),
}


@dataclass(frozen=True, slots=True)
class Method:
    """A function as a method of a handle's class, or of the library's: its signature and its lines."""

    name: str
    signature: str
    summary: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """A handle's class. ``ends``: the method that ends it."""

    name: str
    handle: Handle
    methods: tuple[Method, ...]
    ends: str | None


@dataclass(frozen=True, slots=True)
class Launched:
    """The class of an argument, its members, the values of its kind, and the class of buffers with its method for the address."""

    structure: str
    kind: str
    value: str
    buffer_kind: str
    value_kind: str
    buffer: str
    address: str


class Bindings:
    """What the template of the module shows."""

    def __init__(self, names: Names) -> None:
        self.names = names
        scope = Scope(_WORDS | {"Library", "Error"})
        self.class_names = {h.name: scope.give(h.name, camel(h.name)) for h in names.runtime.handles.values()}
        self.structures = {s: scope.give(s, camel(s.name)) for s in names.structures}
        self.enums = {e: scope.give(e, camel(e.name)) for e in names.enums}
        self._scope = scope
        self.address = next((f for f in names.live if f.call.does == "address"), None)
        self.last_error = next((f for f in names.live if f.call.does == "last_error"), None)

    @property
    def last_error_arguments(self) -> str:
        """What the function that tells the last error is handed besides the device."""
        assert self.last_error is not None
        places = {"error": "code", "text": "text"}
        roles = {p: r for r, p in self.last_error.call.roles.items()}
        return ", ".join(places[roles[a.parameter.name]] for a in self.last_error.arguments[1:])

    @property
    def launched(self) -> Launched | None:
        """How arguments of a launch are made, where there are launches."""
        launch = next((f for f in self.names.live if f.call.does == "launch"), None)
        given = launch.playing("arguments") if launch is not None else None
        if launch is None or given is None or not isinstance(given.parameter.type, Structure):
            return None
        roles, structure = launch.call.roles, given.parameter.type
        kind = structure.by_name[roles["arguments.kind"]].value
        assert kind is not None and kind.enum is not None
        enum = self.enums[kind.enum]
        owner = _owner(self.address) if self.address is not None else None
        return Launched(
            structure=self.structures[structure],
            kind=roles["arguments.kind"],
            value=roles["arguments.value"],
            buffer_kind=f"{enum}.{roles['arguments.kind.buffer'].upper()}",
            value_kind=f"{enum}.{roles['arguments.kind.value'].upper()}",
            buffer=self.class_names[owner.name] if owner is not None else "",
            address=self._method(self.address, owner).name if self.address is not None else "",
        )

    def error_class(self, name: str) -> str:
        """The name of an error's class."""
        return self._scope.give(("error", name), camel(name))

    def declarations(self) -> Iterator[str]:
        """Yield the lines that cffi reads."""
        n = self.names
        yield f"typedef int32_t {n.error};"
        for handle in n.runtime.handles.values():
            yield f"typedef struct {n.type(handle.name)}_object *{n.type(handle.name)};"
        for structure in n.structures:
            yield "typedef struct {"
            yield from (f"    {line.declaration};" for line in struct_lines(n, structure))
            yield f"}} {n.struct(structure)};"
        yield from (f"{n.error} {f.name}({f.parameters});" for f in n.live)

    def library(self) -> tuple[Method, ...]:
        """The functions that belong to no handle."""
        return tuple(self._method(f, None) for f in self.names.live if _owner(f) is None)

    def classes(self) -> Iterator[Class]:
        """Yield the handles' classes, parents first."""
        for handle in self.names.runtime.handles.values():
            mine = [f for f in self.names.live if _owner(f) is handle]
            methods = {f.name: self._method(f, handle) for f in mine}
            end = next((f for f in mine if f.call.destroys is handle), None)
            ends = methods[end.name].name if end is not None else None
            yield Class(self.class_names[handle.name], handle, tuple(methods.values()), ends)

    def fields(self, structure: Structure) -> Iterator[tuple[str, str, str]]:
        """Yield the members that a caller sees: name, name in C, and type."""
        for line in struct_lines(self.names, structure):
            value = line.member.value
            if line.member.reserved is not None or line.member.name == structure.sized_by or value is None:
                continue
            if value.text:
                kind = "str"
            elif value.enum is not None and value.count is None:
                kind = f"{self.enums[value.enum]} | int"
            elif isinstance(value.type, IntegerType):
                kind = "int" if value.count is None else "tuple[int, ...]"
            else:
                kind = "object"
            yield Scope(_WORDS).give(line.name, line.name), line.name, kind

    def _method(self, function: Function, owner: Handle | None) -> Method:
        name = function.call.name
        if owner is not None:
            name = name.removeprefix(f"{owner.name}_")
        lines, parameters, returned = _Lines(self, function, owner).parts()
        signature = f"({', '.join(['self', *parameters])}) -> {returned}"
        return Method(Scope(_WORDS).give(name, name), signature, function.call.summary, tuple(lines))


def _owner(function: Function) -> Handle | None:
    """The handle whose class a function belongs to: the first one that goes in."""
    kinds = (a.parameter.type for a in function.arguments if a.parameter.direction == "in")
    return next((k for k in kinds if isinstance(k, Handle)), None)


class _Lines:
    """The lines of one method."""

    def __init__(self, bindings: Bindings, function: Function, owner: Handle | None) -> None:
        self.b, self.function, self.owner = bindings, function, owner
        self.counts = {a.parameter.counted_by for a in function.arguments if a.parameter.counted_by}
        self.roles = {p: r for r, p in function.call.roles.items() if "." not in r}
        self.scope = Scope(_WORDS)

    def parts(self) -> tuple[list[str], list[str], str]:
        """The lines, the parameters and the type that is returned."""
        before: list[str] = []
        parameters: list[str] = []
        passed: list[str] = []
        results: list[tuple[str, str]] = []
        first = True
        for a in self.function.arguments:
            p, name = a.parameter, self.scope.give(a.name, a.name)
            if p.kind == "handle" and p.direction == "in" and p.type is self.owner and first:
                first = False
                passed.append("self._handle")
            elif p.name in self.counts:
                passed.append("_size")
            elif p.direction != "in":
                passed.append(self._out(a, name, before, parameters, results))
            else:
                passed.append(self._in(a, name, before, parameters))
        call = f"_lib.{self.function.name}({', '.join(passed)})"
        library = "self" if self.owner is None else "self._library"
        device = "None" if self.owner is None else "self"
        lines = [f"_lib = {library}._lib", *before, f"{library}._check({call}, {device})"]
        if self.owner is not None and self.function.call.destroys is self.owner:
            lines.append("self._handle = _ffi.NULL")
        if not results:
            return lines, parameters, "None"
        values, types = [v for v, _ in results], [t for _, t in results]
        lines.append(f"return {', '.join(values)}")
        return lines, parameters, types[0] if len(types) == 1 else f"tuple[{', '.join(types)}]"

    def _in(self, a: Argument, name: str, before: list[str], parameters: list[str]) -> str:
        p, role = a.parameter, self.roles.get(a.parameter.name, "")
        if role in _DEFAULTS:
            declared, text = _DEFAULTS[role]
            parameters.append(f"{name}: {declared}")
            return text.format(name)
        if p.kind == "handle":
            assert isinstance(p.type, Handle)
            parameters.append(f"{name}: {self.b.class_names[p.type.name]}")
            return f"{name}._handle"
        if p.kind == "bytes":
            parameters.append(f"{name}: _Bytes")
            before += [f"_bytes = _ffi.from_buffer({name})", "_size = _ffi.sizeof(_bytes)"]
            return "_bytes"
        if p.kind == "text":
            parameters.append(f"{name}: str")
            return f"_ffi.new('char[]', {name}.encode())"
        if isinstance(p.type, Structure):
            return self._structures(a, name, before, parameters)
        kind = self.b.enums[p.type] + " | int" if isinstance(p.type, Enum) else "int"
        parameters.append(f"{name}: {kind}")
        return f"int({name})" if isinstance(p.type, Enum) else name

    def _structures(self, a: Argument, name: str, before: list[str], parameters: list[str]) -> str:
        assert isinstance(a.parameter.type, Structure)
        one = self.b.structures[a.parameter.type]
        struct = self.b.names.struct(a.parameter.type)
        if self.function.call.does == "launch":
            parameters.append(f"{name}: Iterable[{self._launched(one)}]")
            before.append(f"_items = [_argument(one)._fill(_ffi.new('{struct} *'))[0] for one in {name}]")
        else:
            parameters.append(f"{name}: Iterable[{one}]")
            before.append(f"_items = [one._fill(_ffi.new('{struct} *'))[0] for one in {name}]")
        before += [f"_array = _ffi.new('{struct}[]', _items)", "_size = len(_items)"]
        return "_array"

    def _launched(self, one: str) -> str:
        address = self.b.address
        if address is None or _owner(address) is None:
            return f"{one} | int"
        owner = _owner(address)
        assert owner is not None
        return f"{one} | int | {self.b.class_names[owner.name]}"

    def _out(
        self, a: Argument, name: str, before: list[str], parameters: list[str], results: list[tuple[str, str]]
    ) -> str:
        p = a.parameter
        local = f"_{a.name}"
        if p.kind == "bytes" and p.counted_by:
            return self._bytes(name, local, before, parameters, results)
        if p.kind == "structure":
            assert isinstance(p.type, Structure)
            before.append(f"{local} = _ffi.new('{self.b.names.struct(p.type)} *')")
            if p.type.sized_by is not None:
                member = next(
                    li.name for li in struct_lines(self.b.names, p.type) if li.member.name == p.type.sized_by
                )
                before.append(f"{local}.{member} = _ffi.sizeof({local}[0])")
            results.append((f"{self.b.structures[p.type]}._read({local})", self.b.structures[p.type]))
            return local
        target = a.target if a.target.endswith("*") else f"{a.target} "
        before.append(f"{local} = _ffi.new('{target}*')")
        if p.kind == "handle":
            assert isinstance(p.type, Handle)
            made = self.b.class_names[p.type.name]
            library = "self" if self.owner is None else "self._library"
            parent = "None" if self.owner is None else "self"
            size = self.function.playing("size") if self.function.call.does == "allocate" else None
            more = f", {size.name}" if size is not None else ""
            results.append((f"{made}({library}, {local}[0], {parent}{more})", made))
        elif p.kind == "text":
            results.append((f"_ffi.string({local}[0]).decode()", "str"))
        elif p.kind == "bytes":
            results.append((f"_ffi.buffer({local}[0], self.size)", "Any"))
        elif self.roles.get(p.name) != "written":
            results.append((f"{local}[0]", "int"))
        return local

    def _bytes(
        self, name: str, local: str, before: list[str], parameters: list[str], results: list[tuple[str, str]]
    ) -> str:
        """Bytes that go out: as many as one asks for, or into a buffer that one has."""
        if self.function.call.does == "read_trace":
            parameters.append("most: int = 1 << 20")
            before += [f"{local} = _ffi.new('char[]', most)", "_size = most"]
            written = self.function.playing("written")
            assert written is not None
            results.append((f"bytes(_ffi.buffer({local}, _{written.name}[0]))", "bytes"))
            return local
        parameters.append(f"{name}: int | _Bytes")
        before += [f"{local} = _room({name})", f"_size = _ffi.sizeof({local})"]
        results.append((f"bytes(_ffi.buffer({local})) if isinstance({name}, int) else b''", "bytes"))
        return local
