"""Views of checked bytes, and edits of bytes that are being written: getters, setters, without a copy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.structures.c import types as c
from specgen.generators.structures.c.accessors import bits_of, put_bits, returned, stored
from specgen.generators.structures.order import values_of
from specgen.model.interfaces import Structure

if TYPE_CHECKING:
    from specgen.generators.structures.names import Names
    from specgen.model.interfaces import BitField, Member, Value


class Views:
    """Writes the inline functions of one structure."""

    def __init__(self, names: Names, structure: Structure) -> None:
        self.names, self.structure = names, structure
        self.order = c.order(structure)

    def tag(self, *more: str) -> str:
        """Return a name that begins with the structure's."""
        return self.names.tag(self.structure, *more)

    def functions(self) -> Iterator[str]:
        """Yield what reads and writes every member: those that count others first."""
        members = self.structure.members
        for member in sorted(members, key=lambda m: any(v.counted_by is not None for v in values_of(m))):
            for one in values_of(member):
                path = (member.name, one.name) if member.union else (member.name,)
                yield from self._counts(one, path)
                if isinstance(one.type, Structure):
                    yield from self._inner(member, one, one.type, path)
                elif one.count is not None and one.element_size == 1:
                    yield from self._bytes(member, one, path)
                else:
                    yield from self._number(member, one, one.type, path)
            for bits in member.bits:
                yield from self._bits(member, bits)

    def conditional(self) -> Iterator[tuple[Member, Value, tuple[str, ...]]]:
        """Yield what is not always there: arms, what has a condition, what came with a later version."""
        for member in self.structure.members:
            for one in values_of(member):
                if one.valid_when is not None or member.offset + member.size > self.structure.least:
                    yield member, one, (member.name, one.name) if member.union else (member.name,)

    def _function(self, result: str, name: str, arguments: str, body: list[str]) -> Iterator[str]:
        yield ""
        yield f"static inline {result} {name}({arguments})"
        yield "{"
        yield from (f"    {line}" for line in body)
        yield "}"

    def _counts(self, one: Value, path: tuple[str, ...]) -> Iterator[str]:
        """How many values of an array there are, where that is not always the same."""
        if one.counted_by is None:
            return
        size = self.structure.size
        if one.flexible:
            each = one.element_size
            body = [f"return view.size > {size} ? (view.size - {size}) / {each} : 0;"]
        else:
            counter = self.tag("view", one.counted_by)
            low = "count < 0 ? 0 : " if self._signed(one.counted_by) else ""
            kind = "int64_t" if low else "uint64_t"
            body = [
                f"const {kind} count = {counter}(view);",
                f"return {low}count > {one.count} ? {one.count} : (size_t)count;",
            ]
        yield from self._function("size_t", self.tag("count", *path), f"struct {self.tag('view')} view", body)

    def _signed(self, name: str) -> bool:
        found = self.structure.bit_fields.get(name)
        if found is not None:
            return found[1].signed
        one = self.structure.by_name[name].value
        return one is not None and not isinstance(one.type, Structure) and bool(one.type.signed)

    def _there(self, which: str, member: Member, one: Value, path: tuple[str, ...]) -> tuple[str, str, str]:
        """The test that a value lies beyond what is there, its address, and the parameter of its index."""
        if one.count is None:
            return (
                f"{which}.size < {member.offset + one.element_size}",
                f"{which}.bytes + {member.offset}",
                "",
            )
        each = one.element_size
        at = f"{which}.bytes + {member.offset} + {each} * index"
        if one.flexible:
            size = self.structure.size
            return f"{which}.size < {size} || index >= ({which}.size - {size}) / {each}", at, ", size_t index"
        tests = f"{which}.size < {member.offset + one.size} || index >= {one.count}"
        if one.counted_by is not None and which == "view":
            tests = f"index >= {self.tag('count', *path)}(view) || {tests}"
        return tests, at, ", size_t index"

    def _number(self, member: Member, one: Value, kind: c.Scalar, path: tuple[str, ...]) -> Iterator[str]:
        gone, at, index = self._there("view", member, one, path)
        body = [f"if ({gone})", "    return 0;"]
        body += returned(kind, c.load(self.names.prefix, self.order, c.width_of(kind), at))
        parameter = f"struct {self.tag('view')} view{index}"
        yield from self._function(c.c_type(kind), self.tag("view", *path), parameter, body)
        gone, at, index = self._there("edit", member, one, path)
        stores = stored(self.names.prefix, self.order, kind, at)
        body = [f"if ({gone})", "    return;", *stores]
        parameter = f"struct {self.tag('edit')} edit{index}, {c.c_type(kind)} value"
        yield from self._function("void", self.tag("edit", *path), parameter, body)

    def _bytes(self, member: Member, one: Value, path: tuple[str, ...]) -> Iterator[str]:
        need = member.offset + one.size
        for which, const in (("view", "const "), ("edit", "")):
            body = [f"return {which}.size < {need} ? NULL : {which}.bytes + {member.offset};"]
            parameter = f"struct {self.tag(which)} {which}"
            yield from self._function(f"{const}uint8_t *", self.tag(which, *path), parameter, body)

    def _inner(self, member: Member, one: Value, inner: Structure, path: tuple[str, ...]) -> Iterator[str]:
        for which in ("view", "edit"):
            kind = f"struct {self.names.tag(inner, which)}"
            gone, at, index = self._there(which, member, one, path)
            body = [
                f"{kind} inner = {{NULL, 0}};",
                f"if ({gone})",
                "    return inner;",
                f"inner.bytes = {at};",
                f"inner.size = {inner.size};",
            ]
            if inner.sized_by is not None and which == "view":
                stated = f"{self.names.tag(inner, 'view', inner.sized_by)}(inner)"
                body += [f"inner.size = {stated} < {inner.size} ? (size_t){stated} : {inner.size};"]
            body += ["return inner;"]
            parameter = f"struct {self.tag(which)} {which}{index}"
            yield from self._function(kind, self.tag(which, *path), parameter, body)

    def _bits(self, member: Member, bits: BitField) -> Iterator[str]:
        width, need = 8 * member.size, member.offset + member.size
        prefix, kind = self.names.prefix, c.integer(bits.width, bits.signed)
        body = [f"const uint8_t *bytes = view.bytes + {member.offset};"]
        body = [
            f"if (view.size < {need})",
            "    return 0;",
            "{",
            *_in(body + bits_of(prefix, self.order, width, bits)),
            "}",
        ]
        parameter = f"struct {self.tag('view')} view"
        yield from self._function(kind, self.tag("view", bits.name), parameter, body)
        body = [f"uint8_t *bytes = edit.bytes + {member.offset};", *put_bits(prefix, self.order, width, bits)]
        body = [
            *_range(bits),
            f"if (edit.size < {need})",
            "    return false;",
            "{",
            *_in(body),
            "    return true;",
            "}",
        ]
        parameter = f"struct {self.tag('edit')} edit, {kind} value"
        yield from self._function("bool", self.tag("edit", bits.name), parameter, body)


def _range(bits: BitField) -> list[str]:
    """The statements that refuse a value which the bits cannot hold."""
    if bits.width in (8, 16, 32, 64):
        return []
    if bits.signed:
        half = 1 << (bits.width - 1)
        tests = f"value < {c.constant(-half)} || value > {c.constant(half - 1)}"
    else:
        tests = f"value > {c.constant((1 << bits.width) - 1)}"
    return [f"if ({tests})", "    return false;"]


def _in(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
