"""A function of a tensor in several parts: its lines, and calls to where elements of parts lie."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from specgen.generators.layouts.c.function import Function, Parameter, code, unused
from specgen.generators.layouts.c.several.part import PartCode
from specgen.generators.layouts.names import Scope
from specgen.generators.layouts.words import Value, plus, quotient_up, times
from specgen.model.layouts import Composite, Named, Size

_LOCAL = frozenset(
    [
        "before",
        "block",
        "bytes",
        "copy",
        "dense",
        "element",
        "elements",
        "full",
        "group",
        "index",
        "kept",
        "mask",
        "next",
        "number",
        "offsets",
        "one",
        "place",
        "places",
        "room",
        "scales",
        "sound",
        "spare",
        "there",
        "values",
        "wrong",
    ]
)


class Frame:
    """The lines of one function; names that lines use become its parameters, or are defined before them."""

    def __init__(self, prefix: str, composite: Composite, parts: Mapping[str, PartCode]) -> None:
        self.prefix = prefix
        self.composite = composite
        self.parts = parts
        self.scope = Scope("c", _LOCAL)
        self.lines: list[str] = []
        self._heads: dict[str, str] = {}
        self._buffers: list[Parameter] = []
        self._depth = 0

    def line(self, text: str) -> None:
        """Add a line."""
        self.lines.append("    " * self._depth + text)

    def open(self, head: str) -> None:
        """Open a block."""
        self.line(f"{head} {{")
        self._depth += 1

    def close(self, count: int = 1) -> None:
        """Close as many blocks."""
        for _ in range(count):
            self._depth -= 1
            self.line("}")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Add lines in braces behind ``head``."""
        self.open(head)
        yield
        self.close()

    def loop(self, name: str, count: Value, more: str = "") -> str:
        """Return the head of a loop."""
        return f"for (size_t {name} = 0; {name} < {code(count)}{more}; {name}++)"

    # names

    def dim(self, number: int) -> str:
        """The index of a dimension."""
        return self.scope("dim", self.composite.dims[number].name)

    def extent(self, number: int) -> Value:
        """The size of a dimension."""
        return self.size(self.composite.dims[number].size)

    def size(self, of: Size) -> Value:
        """A size of a part by those of the whole."""
        found: list[Value] = [of.constant]
        for factor in of.factors:
            if isinstance(factor, Named):
                found.append(self.scope("size", f"{factor.name}_size"))
            else:
                found.append(quotient_up(self.size(factor.of), factor.divisor))
        return times(*found)

    def head(self, name: str, value: Value) -> Value:
        """Define a number before the lines, unless it is a name or a number itself."""
        if isinstance(value, int) or re.fullmatch(r"\w+", value):
            return value
        identifier = self.scope("head", name)
        self._heads[identifier] = f"const size_t {identifier} = {code(value)};"
        return identifier

    def dense(self) -> Value:
        """The number of an element in the dense tensor."""
        at: Value = 0
        for number in range(len(self.composite.dims)):
            at = plus([times(at, self.extent(number)), self.dim(number)])
        return at

    def buffer(self, kind: str, name: str, *, written: bool) -> str:
        """Add a buffer to the parameters; returns the name of its bytes."""
        const = "" if written else "const "
        text = f"{const}{kind} *{self.prefix.upper()}_RESTRICT"
        self._buffers.append(Parameter("buffer", name, text, name))
        pointer = f"{name}_{'to' if written else 'from'}"
        self._heads[pointer] = f"{const}uint8_t *const {pointer} = ({const}uint8_t *){name};"
        return pointer

    def number(self, name: str) -> None:
        """Add a number to the parameters."""
        self._buffers.append(Parameter("bytes", name, "size_t", name))

    # calls

    def call(
        self,
        part: PartCode,
        function: Function,
        index: Sequence[Value] = (),
        buffers: Sequence[str] = (),
        copy: Value = 0,
    ) -> str:
        """Call a function of a part's layout: of an element, or of all of them in ``buffers``."""
        names = [d.name for d in part.layout.dims]
        remaining = iter(buffers)
        texts: list[Value] = []
        for parameter in function.parameters:
            if parameter.kind == "buffer":
                texts.append(next(remaining))
            elif parameter.kind == "dim":
                texts.append(index[names.index(parameter.name)])
            elif parameter.kind == "size":
                number = names.index(parameter.name.removesuffix("_size"))
                size = self.size(part.part.shape[number])
                texts.append(self.head(f"{part.part.name}_{parameter.name}", size))
            elif parameter.kind == "copy":
                texts.append(copy)
            else:
                texts.append(self.scope("argument", f"{part.part.name}_{parameter.name}"))
        return f"{function.name}({', '.join(map(code, texts))})"

    def clear(self, part: PartCode, pointer: str) -> None:
        """Zero the storage of a part whose padding is zero."""
        if part.layout.pad == "zero":
            self.line(f"memset({pointer}, 0, {self.call(part, part.bytes)});")

    def put(self, part: PartCode, index: Sequence[Value], pointer: str, source: str) -> None:
        """Put an element to its place, in each copy."""
        if part.copies > 1:
            self.line(self.loop("copy", part.copies))
        bit = self.call(part, part.bit, index, copy="copy")
        text = f"{self.prefix}_layout_put({pointer}, {bit}, {source}, {part.item}, {part.bits});"
        self.line("    " * (part.copies > 1) + text)

    def get(self, part: PartCode, index: Sequence[Value], pointer: str, target: str) -> None:
        """Get an element from its place."""
        bit = self.call(part, part.bit, index)
        self.line(f"{self.prefix}_layout_get({target}, {pointer}, {bit}, {part.item}, {part.bits});")

    # the end

    def function(self, name: str, verb: str, result: str, comment: str, dims: bool = False) -> Function:
        """Return the function; ``dims``: an index is among its parameters."""
        used = set(re.findall(r"\w+", "\n".join(self.lines)))
        for identifier, text in reversed(self._heads.items()):
            if identifier in used:
                used.update(re.findall(r"\w+", text))
            else:
                used.discard(identifier)
        heads = [text for identifier, text in self._heads.items() if identifier in used]
        index = [
            Parameter("dim", d.name, "size_t", self.dim(i)) for i, d in enumerate(self.composite.dims) if dims
        ]
        parameters = [*self._buffers, *index, *self._sizes(used)]
        lines = [*heads, *self.lines]
        body = (*unused(parameters, lines), *lines)
        return Function(name, verb, result, tuple(parameters), comment, body)

    def _sizes(self, used: set[str]) -> list[Parameter]:
        wanted = [("size", f"{d.name}_size") for d in self.composite.dims]
        wanted += [
            ("argument", f"{name}_{argument}")
            for name, part in self.parts.items()
            for argument in part.layout.arguments
        ]
        known = [(kind, name, self.scope.known(kind, name)) for kind, name in wanted]
        return [Parameter(kind, name, "size_t", i) for kind, name, i in known if i is not None and i in used]
