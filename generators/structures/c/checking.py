"""Functions of C that check bytes against a structure, in the order that readers in all languages keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.structures.c import types as c
from specgen.generators.structures.c.conditions import Conditions
from specgen.generators.structures.c.statements import block, none_of, unused
from specgen.generators.structures.order import values_of
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec.places import places
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.generators.structures.names import Names
    from specgen.model.expressions import Expression
    from specgen.model.interfaces import BitField, Member, Value

NO_INDEX = "UINT64_MAX"


class Checker:
    """Writes ``check_<structure>(p, have, at, extent, refusal)``: ``have`` bytes at ``p``, which lie at ``at``."""

    def __init__(self, names: Names, structure: Structure) -> None:
        self.names, self.structure = names, structure
        self.places = places(structure)
        ranges = {name: place.range for name, place in self.places.items()}
        self.conditions = Conditions(ranges, self.number)
        self.order = c.order(structure)

    def name(self, structure: Structure) -> str:
        """Return the name of a structure's function."""
        return f"check_{self.names.tag(structure)}"

    def number(self, name: str, size: str = "n") -> str:
        """Return the value of an integer: ``uint64_t``, or ``int64_t`` where it is signed."""
        place = self.places[name]
        value = f"value_{place.order[0]}e(p, {size}, {place.offset}, {place.size})"
        if place.signed:
            shifted = f"{value} >> {place.low}" if place.low else value
            return f"extended({shifted}, {place.width})"
        return value if place.width == 8 * place.size else f"bits({value}, {place.low}, {place.width})"

    def holds(self, condition: Expression) -> str:
        """Return a condition between members."""
        return self.conditions.holds(condition.tree)

    def chosen(self, member: Member, one: Value) -> str:
        """Return the test that a value with a condition is there: of arms the first whose condition holds."""
        before = member.arms[: member.arms.index(one)] if member.union else ()
        earlier = [f"!({self.holds(arm.valid_when)})" for arm in before if arm.valid_when is not None]
        own = [f"({self.holds(one.valid_when)})"] if one.valid_when is not None else []
        return " && ".join([*earlier, *own])

    def refuse(self, at: str | int, name: str, rule: str, index: str = NO_INDEX, code: int = 0) -> str:
        """Return the statement that refuses what lies ``at`` bytes into the structure."""
        where = f"at + {at}" if at != 0 else "at"
        return f'return refuse(refusal, {where}, "{name}", {index}, {self.names.upper}_RULE_{rule.upper()}, {code});'

    def function(self) -> Iterator[str]:
        """Yield the function."""
        body = [*self._size(), *self._unknown()]
        for member in self.structure.members:
            body += self._present(member)
        body += self._checksums()
        for one in self.structure.constraints:
            first = next(iter(one.holds.names), "")
            offset = self.places[first].offset if first else 0
            code = one.error.code if one.error is not None else 0
            body += [
                f"if (!({self.holds(one.holds)}))",
                f"    {self.refuse(offset, first, 'constraint', code=code)}",
            ]
        parameters = f"const uint8_t *p, size_t have, uint64_t at, size_t *extent, struct {self.names.prefix}_refusal *refusal"
        yield ""
        yield f"static bool {self.name(self.structure)}({parameters})"
        yield "{"
        yield from unused(body, "p", "at", "refusal")
        if any("&wrong" in line for line in body):
            yield "    size_t wrong = 0;"
        yield from (f"    {line}" if line else "" for line in body)
        yield "    *extent = n;"
        yield "    return true;"
        yield "}"

    # -- sizes ---------------------------------------------------------------------------------------------------------

    def _size(self) -> Iterator[str]:
        of = self.structure
        if of.least > 0:
            yield f"if (have < {of.least})"
            yield f"    {self.refuse(0, '', 'size')}"
        tail = of.flexible
        if tail is not None and tail.value is not None:
            yield from self._tail(tail.value)
            return
        if of.growth == "fixed":
            yield f"const size_t n = {of.size};"
            return
        where, name = 0, ""
        if of.sized_by is not None:
            where, name = self.places[of.sized_by].offset, of.sized_by
            stated = self.number(name, "have")
            if self.places[name].signed:
                yield f"const int64_t stated = {stated};"
                yield f"if (stated < {of.least} || (uint64_t)stated > have)"
            else:
                yield f"const uint64_t stated = {stated};"
                yield f"if (stated < {of.least} || stated > have)"
            yield f"    {self.refuse(where, name, 'size')}"
            yield "const size_t n = (size_t)stated;"
        else:
            yield f"const size_t n = have < {of.size} ? have : {of.size};"
        ends = [f"n != {m.offset}" for m in of.members if m.offset >= of.least]
        yield f"if ({' && '.join([f'n < {of.size}', *ends])})"
        yield f"    {self.refuse(where, name, 'size')}"

    def _tail(self, tail: Value) -> Iterator[str]:
        assert tail.counted_by is not None
        size, name = self.structure.size, tail.counted_by
        stated, place = self.number(name, "have"), self.places[name]
        each = tail.element_size
        if place.signed:
            yield f"const int64_t stated = {stated};"
            yield f"if (stated < 0 || (uint64_t)stated > (have - {size}) / {each})"
        else:
            yield f"const uint64_t stated = {stated};"
            yield f"if (stated > (have - {size}) / {each})"
        yield f"    {self.refuse(place.offset, name, 'count')}"
        yield f"const size_t n = {size} + (size_t)stated * {each};"

    def _unknown(self) -> Iterator[str]:
        if self.structure.growth == "sized":
            yield from self._zero(str(self.structure.size), "n", "", "unknown")

    def _zero(self, start: str, end: str, name: str, rule: str) -> Iterator[str]:
        yield f"if (!zero(p, {start}, {end}, &wrong))"
        yield f"    {self.refuse('wrong', name, rule)}"

    # -- members -------------------------------------------------------------------------------------------------------

    def _present(self, member: Member) -> Iterator[str]:
        body = list(self._member(member))
        if not body:
            return
        end = member.offset + member.size
        yield from block(f"if (n >= {end})", body) if end > self.structure.least else body

    def _member(self, member: Member) -> Iterator[str]:
        start, end = member.offset, member.offset + member.size
        if member.reserved is not None:
            if member.reserved == "zero":
                yield from self._zero(str(start), str(end), member.name, "reserved")
            return
        absent = list(self._zero(str(start), str(end), member.name, "absent")) if member.size else []
        word = "if"
        for one in values_of(member):
            body = list(self._value(one, member))
            if one.valid_when is None:
                yield from body
                return
            yield from block(f"{word} ({self.holds(one.valid_when)})", body, always=True)
            word = "else if"
        yield from block("else", absent)

    def _value(self, one: Value, member: Member) -> Iterator[str]:
        name = f"{member.name}.{one.name}" if member.union else member.name
        if one.count is None:
            yield from self._single(one, member, str(member.offset), name, NO_INDEX)
        else:
            yield from self._array(one, member, name)
        if member.union and one.size < member.size:
            yield from self._zero(
                str(member.offset + one.size), str(member.offset + member.size), member.name, "absent"
            )

    def _array(self, one: Value, member: Member, name: str) -> Iterator[str]:
        each, count = one.element_size, str(one.count)
        if one.counted_by is not None:
            place, count = self.places[one.counted_by], "(size_t)count"
            kind = "int64_t" if place.signed else "uint64_t"
            body = list(self._elements(one, member, name, "(size_t)count"))
            if one.flexible:
                inner = body
            else:
                low = "count < 0 || " if place.signed else ""
                inner = []
                most = (1 << place.width) - 1 if not place.signed else (1 << (place.width - 1)) - 1
                if place.signed or most > (one.count or 0):
                    tests = [low[:-4]] if place.signed else []
                    tests += [f"count > {one.count}"] if most > (one.count or 0) else []
                    inner += [
                        f"if ({' || '.join(tests)})",
                        f"    {self.refuse(place.offset, one.counted_by, 'count')}",
                    ]
                inner += body
                start = f"{member.offset} + (size_t)count * {each}"
                inner += self._zero(start, str(member.offset + one.size), name, "absent")
            if inner:
                yield "{"
                yield f"    const {kind} count = {self.number(one.counted_by)};"
                yield from (f"    {line}" for line in inner)
                yield "}"
            return
        yield from self._elements(one, member, name, count)

    def _elements(self, one: Value, member: Member, name: str, count: str) -> Iterator[str]:
        if one.text:
            yield f"if (!text(p, {member.offset}, {member.offset} + {count}, &wrong))"
            yield f"    {self.refuse('wrong', name, 'text')}"
            return
        body = list(self._single(one, member, f"({member.offset} + i * {one.element_size})", name, "i"))
        yield from block(f"for (size_t i = 0; i < {count}; i++)", body)

    def _single(self, one: Value, member: Member, at: str, name: str, index: str) -> Iterator[str]:
        if isinstance(one.type, Structure):
            inner = one.type
            size = inner.size
            yield "{"
            yield "    size_t inner = 0;"
            yield f"    if (!{self.name(inner)}(p + {at}, {size}, at + {at}, &inner, refusal))"
            yield f'        return within(refusal, "{name}", {index});'
            if inner.growth == "sized":
                yield f"    if (!zero(p, {at} + inner, {at} + {size}, &wrong))"
                yield f"        {self.refuse('wrong', name, 'absent', index)}"
            yield "}"
            return
        if isinstance(one.type, IntegerType):
            tests = list(self._tests(one, member, one.type, at, name, index))
            if tests or member.bits:
                yield from self._integer(one.type, member, at, tests)

    def _integer(self, kind: IntegerType, member: Member, at: str, tests: list[str]) -> Iterator[str]:
        body = [*tests]
        for bits in member.bits:
            body += self._bits(bits, at)
        if not body:
            return
        yield "{"
        yield f"    const uint64_t raw = value_{self.order}(p, n, {at}, {kind.width // 8});"
        if tests:
            value = f"extended(raw, {kind.width})" if kind.signed else "raw"
            yield f"    const {'int64_t' if kind.signed else 'uint64_t'} value = {value};"
        yield from (f"    {line}" for line in body)
        yield "}"

    def _tests(
        self, one: Value, member: Member, kind: IntegerType, at: str, name: str, index: str
    ) -> Iterator[str]:
        if member.constant is not None:
            yield f"if (value != {c.constant(member.constant)})"
            yield f"    {self.refuse(at, name, 'constant', index)}"
        if one.enum is not None and not one.enum.open:
            codes = [m.value for m in one.enum.members if kind.low <= m.value <= kind.high]
            yield f"if ({none_of('value', codes, signed=kind.signed)})"
            yield f"    {self.refuse(at, name, 'enum', index)}"
        if one.low is not None and one.high is not None:
            tests = [f"value < {c.constant(one.low)}"] if one.low > kind.low else []
            tests += [f"value > {c.constant(one.high)}"] if one.high < kind.high else []
            if tests:
                yield f"if ({' || '.join(tests)})"
                yield f"    {self.refuse(at, name, 'limit', index)}"

    def _bits(self, bits: BitField, at: str) -> Iterator[str]:
        raw = f"bits(raw, {bits.low}, {bits.width})"
        if bits.reserved is not None:
            if bits.reserved == "zero":
                yield f"if ({raw} != 0)"
                yield f"    {self.refuse(at, bits.name, 'reserved')}"
            return
        named = []
        if bits.enum is not None and not bits.enum.open:
            kind = IntegerType(bits.width, bits.signed)
            values = [m.value for m in bits.enum.members if kind.low <= m.value <= kind.high]
            test = none_of(raw, [value & ((1 << bits.width) - 1) for value in values])
            named = [f"if ({test})", f"    {self.refuse(at, bits.name, 'enum')}"]
        if bits.valid_when is not None:
            test = f"if (!({self.holds(bits.valid_when)}))"
            yield from block(
                test, [f"if ({raw} != 0)", f"    {self.refuse(at, bits.name, 'absent')}"], always=True
            )
            yield from block("else", named)
        else:
            yield from named

    # -- checksums -----------------------------------------------------------------------------------------------------

    def _checksums(self) -> Iterator[str]:
        for member in self.structure.members:
            if member.checksum is not None:
                yield from self.if_summed(member, list(self._checksum(member)))

    def if_summed(self, member: Member, body: list[str]) -> Iterator[str]:
        """Yield ``body`` under the conditions that a checksum is there."""
        tests = []
        if member.offset + member.size > self.structure.least:
            tests.append(f"n >= {member.offset + member.size}")
        if member.value is not None and member.value.valid_when is not None:
            tests.append(f"({self.holds(member.value.valid_when)})")
        yield from block(f"if ({' && '.join(tests)})" if tests else "", body, always=True)

    def covered(self, member: Member) -> str:
        """Return the declaration of what a checksum covers."""
        of, given = self.structure, member.checksum
        assert given is not None
        start, last = of.by_name[given.first].offset, of.by_name[given.last]
        end = "n"
        if last is not of.members[-1]:
            size = last.offset + last.size
            end = f"n < {size} ? n : {size}" if size > of.least else str(size)
        return f"const struct covered of = {{p, {start}, {end}, {member.offset}, {member.size}}};"

    def _checksum(self, member: Member) -> Iterator[str]:
        assert member.checksum is not None
        yield self.covered(member)
        if member.checksum.algorithm == "sha256":
            yield "uint8_t sum[32];"
            yield "sum_sha256(&of, sum);"
            yield f"if (memcmp(sum, p + {member.offset}, 32) != 0)"
        else:
            value = f"value_{self.order}(p, n, {member.offset}, {member.size})"
            yield f"if (sum_{member.checksum.algorithm}(&of) != {value})"
        yield f"    {self.refuse(member.offset, member.name, 'checksum')}"
