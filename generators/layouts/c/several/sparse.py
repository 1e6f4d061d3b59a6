"""Structured sparsity in C: values that are kept, and their places within groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specgen.generators.layouts.c.function import Function, dense_type
from specgen.generators.layouts.c.several.frame import Frame
from specgen.generators.layouts.c.several.part import Naming, PartCode
from specgen.generators.layouts.words import Value, plus, quotient, times
from specgen.model.layouts import Composite, Sparse


def sparse(
    prefix: str, composite: Composite, parts: Mapping[str, PartCode], named: Naming
) -> Iterator[Function]:
    """Yield pack, unpack, and looking up one element."""
    for make in (_pack, _unpack, _element):
        yield make(_Groups(prefix, composite, parts), named)


class _Groups(Frame):
    """A function that goes through groups."""

    @property
    def scheme(self) -> Sparse:
        scheme = self.composite.scheme
        assert isinstance(scheme, Sparse)
        return scheme

    @property
    def kind(self) -> str:
        """The type of elements in C."""
        return dense_type(self.parts["values"].layout, self.parts["values"].bits)

    def kept_at(self, kept: str) -> list[Value]:
        """The index of one that is kept, in values and in places."""
        scheme, dims = self.scheme, range(len(self.composite.dims))
        return [plus([times("group", scheme.keep), kept]) if i == scheme.axis else self.dim(i) for i in dims]

    def each_group(self) -> None:
        """Open the loops over groups."""
        for i in range(len(self.composite.dims)):
            if i != self.scheme.axis:
                self.open(self.loop(self.dim(i), self.extent(i)))
        axis = self.scheme.axis
        self.open(
            self.loop(
                "group", self.head("groups", self.size(self.composite.dims[axis].size.over(self.scheme.of)))
            )
        )

    def element_at(self, place: str) -> None:
        """Define the index along the axis, of a place in the group."""
        axis = self.scheme.axis
        self.line(f"const size_t {self.dim(axis)} = {plus([times('group', self.scheme.of), place])};")

    @property
    def at(self) -> str:
        """The byte of an element in the dense tensor."""
        return str(times(self.dense(), self.parts["values"].item))

    @property
    def inside(self) -> str:
        """Whether a place is within the tensor."""
        return f"{self.dim(self.scheme.axis)} < {self.extent(self.scheme.axis)}"


def _pack(f: _Groups, named: Naming) -> Function:
    values, index, scheme = f.parts["values"], f.parts["index"], f.scheme
    dense = f.buffer(f.kind, "dense", written=False)
    to = {name: f.buffer("void", name, written=True) for name in ("values", "index")}
    f.line("size_t full = 0;")
    for name, pointer in to.items():
        f.clear(f.parts[name], pointer)
    f.each_group()
    f.line("size_t there = 0, next = 0;")
    with f.block(f.loop("place", scheme.of)):
        f.element_at("place")
        f.line(f"there += {f.inside} && {f.prefix}_layout_any({dense} + {f.at}, {values.item});")
    f.line(f"full += there > {scheme.keep};")
    f.line(f"size_t spare = there < {scheme.keep} ? {scheme.keep} - there : 0;")
    with f.block(f"for (size_t place = 0; place < {scheme.of} && next < {scheme.keep}; place++)"):
        f.line(f"uint8_t element[{values.item}] = {{0}};")
        f.element_at("place")
        f.line(f"if ({f.inside})")
        f.line(f"    memcpy(element, {dense} + {f.at}, {values.item});")
        with f.block(f"if (!{f.prefix}_layout_any(element, {values.item}))"):
            f.line("if (spare == 0)")
            f.line("    continue;")
            f.line("spare--;")
        f.line("const uint8_t number = (uint8_t)place;")
        f.put(values, f.kept_at("next"), to["values"], "element")
        f.put(index, f.kept_at("next"), to["index"], "&number")
        f.line("next++;")
    f.close(len(f.composite.dims))
    f.line("return full;")
    words = (
        f"Lays out what is kept, {scheme.keep} of {scheme.of}. Returns how many groups have more elements other than zero:"
        " those that come last are lost."
    )
    return f.function(named("pack"), "pack", "size_t", words)


def _unpack(f: _Groups, named: Naming) -> Function:
    values, index, scheme = f.parts["values"], f.parts["index"], f.scheme
    stored = {name: f.buffer("void", name, written=False) for name in ("values", "index")}
    dense = f.buffer(f.kind, "dense", written=True)
    f.line("size_t wrong = 0;")
    f.each_group()
    with f.block(f.loop("place", scheme.of)):
        f.element_at("place")
        f.line(f"if ({f.inside})")
        f.line(f"    memset({dense} + {f.at}, 0, {values.item});")
    f.line(f"uint8_t places[{scheme.keep}];")
    f.line("bool sound = true;")
    with f.block(f.loop("kept", scheme.keep)):
        f.get(index, f.kept_at("kept"), stored["index"], "&places[kept]")
        ascending = " && (kept == 0 || places[kept] > places[kept - 1])" if scheme.keep > 1 else ""
        bounded = "true" if scheme.of == 256 else f"places[kept] < {scheme.of}"
        f.line(f"sound = sound && {bounded}{ascending};")
    f.line("wrong += !sound;")
    with f.block(f.loop("kept", scheme.keep, more=" && sound")):
        f.element_at("places[kept]")
        with f.block(f"if ({f.inside})"):
            f.get(values, f.kept_at("kept"), stored["values"], f"{dense} + {f.at}")
    f.close(len(f.composite.dims))
    f.line("return wrong;")
    words = (
        "Returns a dense tensor, zero where nothing is kept. Returns how many groups have places that do not ascend or are none:"
        " these are left zero."
    )
    return f.function(named("unpack"), "unpack", "size_t", words)


def _element(f: _Groups, named: Naming) -> Function:
    values, index, scheme = f.parts["values"], f.parts["index"], f.scheme
    stored = {name: f.buffer("void", name, written=False) for name in ("values", "index")}
    element = f.buffer(f.kind, "element", written=True)
    axis = f.dim(scheme.axis)
    f.line(f"const size_t group = {quotient(axis, scheme.of)};".replace("//", "/"))
    f.line(f"memset({element}, 0, {values.item});")
    with f.block(f.loop("kept", scheme.keep)):
        f.line("uint8_t place = 0;")
        f.get(index, f.kept_at("kept"), stored["index"], "&place")
        f.line(f"if ({plus([times('group', scheme.of), 'place'])} != {axis})")
        f.line("    continue;")
        f.get(values, f.kept_at("kept"), stored["values"], element)
        f.line("return true;")
    f.line("return false;")
    names = ", ".join(f.dim(i) for i in range(len(f.composite.dims)))
    words = f"Whether element ({names}) is kept; stores it, else zero."
    return f.function(named("element"), "element", "bool", words, dims=True)
