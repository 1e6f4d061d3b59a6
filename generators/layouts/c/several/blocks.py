"""Blocks without zeros in C: the blocks that are kept one after the other, a bit for each, and where rows of them begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from specgen.generators.layouts.c.function import Function, code, dense_type
from specgen.generators.layouts.c.several.frame import Frame
from specgen.generators.layouts.c.several.part import Naming, PartCode
from specgen.generators.layouts.words import Value, plus, quotient, remainder, times
from specgen.model.layouts import Blocks, Composite


def blocks(
    prefix: str, composite: Composite, parts: Mapping[str, PartCode], named: Naming
) -> Iterator[Function]:
    """Yield the bytes of values, pack, unpack, and looking up one element."""
    bytes_ = _bytes(_Grid(prefix, composite, parts), named)
    yield bytes_
    yield _pack(_Grid(prefix, composite, parts), named)
    yield _unpack(_Grid(prefix, composite, parts), bytes_, named)
    yield _element(_Grid(prefix, composite, parts), named)


class _Grid(Frame):
    """A function that goes through blocks."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The size of a block."""
        scheme = self.composite.scheme
        assert isinstance(scheme, Blocks)
        return scheme.shape

    @property
    def kind(self) -> str:
        """The type of elements in C."""
        return dense_type(self.parts["values"].layout, self.parts["values"].bits)

    @property
    def rank(self) -> int:
        """How many dimensions there are."""
        return len(self.shape)

    def block_of(self, number: int) -> str:
        """The number of a block along a dimension."""
        return self.scope("block", f"{self.composite.dims[number].name}_block")

    def within(self, number: int) -> str:
        """The index within a block."""
        return self.scope("within", f"{self.composite.dims[number].name}_within")

    @property
    def grid(self) -> list[str]:
        """The numbers of a block."""
        return [self.block_of(i) for i in range(self.rank)]

    @property
    def inner(self) -> list[str]:
        """The index within a block."""
        return [self.within(i) for i in range(self.rank)]

    @property
    def at(self) -> str:
        """The byte of an element in the dense tensor."""
        return str(times(self.dense(), self.parts["values"].item))

    @property
    def block_bytes(self) -> str:
        """Bytes of one block."""
        values = self.parts["values"]
        return str(self.head("block_bytes", self.call(values, values.bytes)))

    def blocks_along(self, number: int) -> Value:
        """How many blocks there are along a dimension."""
        dim = self.composite.dims[number]
        return self.head(f"{dim.name}_blocks", self.size(dim.size.over(self.shape[number])))

    def each_block(self, row: Callable[[], None] | None = None) -> None:
        """Open the loops over blocks; ``row`` adds lines before those of a row."""
        for i in range(self.rank):
            if i == self.rank - 1 and row is not None:
                row()
            self.open(self.loop(self.block_of(i), self.blocks_along(i)))

    def each_element(self) -> None:
        """Open the loops over the elements of a block that are within the tensor."""
        for i in range(self.rank):
            dim, within = self.dim(i), self.within(i)
            start = times(self.block_of(i), self.shape[i])
            ends = f"{within} < {self.shape[i]} && {dim} < {self.extent(i)}"
            self.open(f"for (size_t {within} = 0, {dim} = {start}; {ends}; {within}++, {dim}++)")

    def count_before(self, index: Sequence[Value], mask: str, start: Value) -> None:
        """Count the blocks from number ``start`` to that of an index."""
        before: Value = 0
        for i in range(self.rank):
            before = plus([times(before, self.blocks_along(i)), index[i]])
        numbers: list[Value] = []
        left: Value = "number"
        for i in reversed(range(self.rank)):
            numbers.append(remainder(left, self.blocks_along(i)) if i else left)
            left = quotient(left, self.blocks_along(i))
        with self.block(f"for (size_t number = {code(start)}; number < {code(before)}; number++)"):
            self.there(mask, numbers[::-1], "one")
            self.line("kept += one != 0;")

    def there(self, mask: str, index: Sequence[Value], name: str = "there") -> None:
        """Read the bit of a block."""
        self.line(f"uint8_t {name} = 0;")
        self.get(self.parts["mask"], index, mask, f"&{name}")


def _bytes(f: _Grid, named: Naming) -> Function:
    mask = f.buffer("void", "mask", written=False)
    f.line("size_t kept = 0;")
    f.each_block()
    f.there(mask, f.grid)
    f.line("kept += there != 0;")
    f.close(f.rank)
    f.line(f"return kept * {f.block_bytes};")
    words = "Bytes of the blocks that a mask tells to be there."
    return f.function(named("bytes_of_values"), "bytes_of_values", "size_t", words)


def _pack(f: _Grid, named: Naming) -> Function:
    values = f.parts["values"]
    dense = f.buffer(f.kind, "dense", written=False)
    to = f.buffer("void", "values", written=True)
    f.number("room")
    others = {name: f.buffer("void", name, written=True) for name in f.parts if name != "values"}
    for name, pointer in others.items():
        f.clear(f.parts[name], pointer)
    f.line("size_t kept = 0;")

    def row() -> None:
        f.line("const uint32_t before = (uint32_t)kept;")
        f.put(f.parts["offsets"], f.grid[:-1], others["offsets"], "&before")

    f.each_block(row if "offsets" in others else None)
    f.line("uint8_t there = 0;")
    f.each_element()
    f.line(f"there |= {f.prefix}_layout_any({dense} + {f.at}, {values.item});")
    f.close(f.rank)
    f.put(f.parts["mask"], f.grid, others["mask"], "&there")
    f.line("if (!there)")
    f.line("    continue;")
    size = f.block_bytes
    with f.block(f"if (kept < room / {size})"):
        f.line(f"uint8_t *const block = {to} + kept * {size};")
        f.line(f"memset(block, 0, {size});")
        f.each_element()
        f.put(values, f.inner, "block", f"{dense} + {f.at}")
        f.close(f.rank)
    f.line("kept++;")
    f.close(f.rank)
    f.line(f"return kept * {size};")
    words = (
        "Lays out the blocks that are not zero. Returns the bytes of all of them: those that `room` bytes do not hold"
        " are not written, so that 0 asks how many are needed."
    )
    return f.function(named("pack"), "pack", "size_t", words)


def _unpack(f: _Grid, bytes_: Function, named: Naming) -> Function:
    values = f.parts["values"]
    stored = f.buffer("void", "values", written=False)
    f.number("bytes")
    others = {name: f.buffer("void", name, written=False) for name in f.parts if name != "values"}
    dense = f.buffer(f.kind, "dense", written=True)
    given = ["mask", *(f.scope(p.kind, p.name) for p in bytes_.parameters if p.kind != "buffer")]
    f.line(f"if ({bytes_.name}({', '.join(given)}) != bytes)")
    f.line("    return false;")
    f.line("size_t kept = 0;")

    def row() -> None:
        f.line("uint32_t before = 0;")
        f.get(f.parts["offsets"], f.grid[:-1], others["offsets"], "&before")
        f.line("if (before != kept)")
        f.line("    return false;")

    f.each_block(row if "offsets" in others else None)
    f.there(others["mask"], f.grid)
    f.each_element()
    f.line(f"memset({dense} + {f.at}, 0, {values.item});")
    with f.block("if (there)"):
        f.get(values, f.inner, f"({stored} + kept * {f.block_bytes})", f"{dense} + {f.at}")
    f.close(f.rank)
    f.line("kept += there != 0;")
    f.close(f.rank)
    f.line("return true;")
    words = "Returns a dense tensor. False where the mask tells of other blocks than there are bytes of" + (
        ", or offsets do not count them." if "offsets" in others else "."
    )
    return f.function(named("unpack"), "unpack", "bool", words)


def _element(f: _Grid, named: Naming) -> Function:
    values = f.parts["values"]
    stored = f.buffer("void", "values", written=False)
    f.number("bytes")
    others = {name: f.buffer("void", name, written=False) for name in f.parts if name != "values"}
    element = f.buffer(f.kind, "element", written=True)
    index = [quotient(f.dim(i), f.shape[i]) for i in range(f.rank)]
    inner = [remainder(f.dim(i), f.shape[i]) for i in range(f.rank)]
    f.line(f"memset({element}, 0, {values.item});")
    f.there(others["mask"], index)
    f.line("if (!there)")
    f.line("    return false;")
    f.line("size_t kept = 0;")
    start: Value = 0
    if "offsets" in others:
        f.line("uint32_t before = 0;")
        f.get(f.parts["offsets"], index[:-1], others["offsets"], "&before")
        f.line("kept = before;")
        for i in range(f.rank - 1):
            start = plus([times(start, f.blocks_along(i)), index[i]])
        start = times(start, f.blocks_along(f.rank - 1))
    f.count_before(index, others["mask"], start)
    f.line(f"if (kept >= bytes / {f.block_bytes})")
    f.line("    return false;")
    f.get(values, inner, f"({stored} + kept * {f.block_bytes})", element)
    f.line("return true;")
    names = ", ".join(f.dim(i) for i in range(f.rank))
    words = f"Whether the block of element ({names}) is there; stores the element, else zero."
    return f.function(named("element"), "element", "bool", words, dims=True)
