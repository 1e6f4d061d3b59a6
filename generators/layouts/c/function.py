"""The frame of a generated function: its parameters are the sizes that its body names."""

from __future__ import annotations

import re
import textwrap

from specgen.data import frozen
from specgen.generators.layouts.case import Case
from specgen.model.layouts import Layout
from specgen.model.types import IntegerType

COLUMNS = 110
_FLOATS = {"f32": "float", "f64": "double"}
_DEFINITION = re.compile(r" *const size_t (\w+) =")
_KEPT = "\N{NO-BREAK SPACE}"


@frozen()
class Parameter:
    """A parameter of a generated function: what it is (``dim``, ``size``, ``argument``, ``axis``, ``buffer``), and of what."""

    kind: str
    name: str
    type: str
    identifier: str

    @property
    def text(self) -> str:
        """The declaration."""
        between = "" if self.type.endswith("*") else " "
        return f"{self.type}{between}{self.identifier}"


@frozen()
class Function:
    """A generated function: ``verb`` is what comes after the layout's name."""

    name: str
    verb: str
    result: str
    parameters: tuple[Parameter, ...]
    comment: str
    body: tuple[str, ...]

    def text(self) -> str:
        """Return the definition."""
        given = ", ".join(p.text.replace(" ", _KEPT) for p in self.parameters) or "void"
        head = _folded(f"static inline {self.result} {self.name}({given})", "    ").replace(_KEPT, " ")
        words = _folded(f"/* {self.comment}", " * ") + " */"
        return "\n".join([words, head, "{", *(f"    {line}" for line in self.body), "}"])


def _folded(text: str, indent: str) -> str:
    return textwrap.fill(
        text, COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def counted(case: Case, body: list[str]) -> list[str]:
    """Return a body without what it defines for nothing, that begins with the sizes of digits that it names."""
    live: list[str] = []
    used: set[str] = set()
    for line in reversed(body):
        defined = _DEFINITION.match(line)
        if defined is None or defined[1] in used:
            live.append(line)
            used.update(re.findall(r"\w+", line[defined.end() :] if defined else line))
    body = live[::-1]
    return [*(f"const size_t {name} = {code(value)};" for name, value in case.counts(body).items()), *body]


def sizes(case: Case, body: list[str]) -> list[Parameter]:
    """Return the sizes and arguments that a body names."""
    words = set(re.findall(r"\w+", "\n".join(body)))
    layout = case.layout
    wanted = [("size", f"{d.name}_size") for d in layout.dims if d.size.known is None]
    wanted += [("argument", name) for name in layout.arguments]
    wanted += [("size", name) for name in ("element", "element_bits")]
    known = [(kind, name, case.scope.known(kind, name)) for kind, name in wanted]
    return [Parameter(kind, name, "size_t", i) for kind, name, i in known if i in words and i is not None]


def unused(parameters: list[Parameter], body: list[str]) -> list[str]:
    """Return the lines that say which parameters have no part in a body."""
    words = set(re.findall(r"\w+", "\n".join(body)))
    return [f"(void){p.identifier};" for p in parameters if p.identifier not in words]


def empty(case: Case) -> str:
    """Return the condition that a tensor has no element; nothing where its sizes are known."""
    names = [case.scope("size", f"{d.name}_size") for d in case.layout.dims if d.size.known is None]
    if not names:
        return ""
    return f"!{names[0]}" if len(names) == 1 else f"!({' && '.join(names)})"


def code(value: object) -> str:
    """Return C for a value."""
    return str(value).replace("//", "/")


def dense_type(layout: Layout, bits: int) -> str:
    """Return the type of elements in a dense tensor: bytes where C has none of that size."""
    size = -(-bits // 8)
    element = layout.element
    if element is not None and element.name in _FLOATS:
        return _FLOATS[element.name]
    if size not in (1, 2, 4, 8):
        return "uint8_t"
    signed = isinstance(element, IntegerType) and element.signed and element.width == 8 * size
    return f"{'' if signed else 'u'}int{8 * size}_t"
