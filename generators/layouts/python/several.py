"""Functions of tensors in several parts in Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from specgen.generators.layouts.names import Scope
from specgen.generators.layouts.stored import packed
from specgen.generators.layouts.words import Value, quotient_up, times
from specgen.model.layouts import Blocks, Composite, Named, Part, Scaled, Size, Sparse

_KERNELS = Path(__file__).parents[1] / "numpy" / "kernels" / "parts.py"


def kernels() -> str:
    """Return the text of what the functions share, to stand behind that of images."""
    return _KERNELS.read_text(encoding="utf-8").partition("import Array, Form, pack, unpack\n")[2].strip("\n")


def several(composite: Composite) -> str:
    """Return the functions: where the parts lie, pack and unpack."""
    scope = Scope("python", frozenset({"shape", "elements", "scales", "parts"}))
    arguments = {
        (part.name, argument.name): scope("argument", f"{part.name}_{argument.name}")
        for part in composite.parts.values()
        for argument in part.layout.arguments.values()
    }
    optional = {
        name: composite.parts[part].layout.arguments[argument].default is not None
        for (part, argument), name in arguments.items()
    }
    declared = [f"{name}: int" + " | None = None" * default for name, default in optional.items()]
    given = f", *, {', '.join(declared)}" if declared else ""
    passed = "".join(f", {name}={name}" for name in optional)
    functions = [_forms(composite, scope, arguments, given), *_moves(composite, given, passed)]
    return "\n\n\n".join("\n".join(lines) for lines in functions)


def _forms(
    composite: Composite, scope: Scope, arguments: dict[tuple[str, str], str], given: str
) -> list[str]:
    names = [scope("size", d.name) for d in composite.dims]
    checks = [
        line
        for i, dim in enumerate(composite.dims)
        if dim.size.known is not None
        for line in (
            f"    if shape[{i}] != {dim.size.known}:",
            f'        raise ValueError("{dim.name} is {dim.size.known}")',
        )
    ]
    parts = [
        f'        "{part.name}": {part.layout.name}_form({", ".join(_given(part, scope, arguments))}),'
        for part in composite.parts.values()
    ]
    return [
        f"def {composite.name}_forms(shape: tuple[int, ...]{given}) -> dict[str, Form]:",
        '    """Return where the parts of a tensor of a shape lie. Raises ValueError for what does not fit."""',
        f"    {', '.join(names)}{',' if len(names) == 1 else ''} = shape",
        *checks,
        "    return {",
        *parts,
        "    }",
    ]


def _given(part: Part, scope: Scope, arguments: dict[tuple[str, str], str]) -> Iterator[str]:
    """What the form of a part is asked for with."""
    sizes = [str(_size(size, scope)) for size in part.shape]
    yield f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"
    layout = part.layout
    for name in layout.arguments:
        yield f"{Scope('python')('argument', name)}={arguments[part.name, name]}"
    if layout.element is None and packed(layout):
        yield f"element_bits={part.element.width}"
    elif layout.element is None:
        yield f"element={part.element.bytes}"


def _size(size: Size, scope: Scope) -> Value:
    found: list[Value] = [size.constant]
    for factor in size.factors:
        if isinstance(factor, Named):
            found.append(scope("size", factor.name))
        else:
            found.append(quotient_up(_size(factor.of, scope), factor.divisor))
    return times(*found)


def _moves(composite: Composite, given: str, passed: str) -> Iterator[list[str]]:
    name, scheme = composite.name, composite.scheme
    if isinstance(scheme, Scaled):
        yield [
            f"def {name}_pack(elements: Array, scales: Array{given}) -> dict[str, Array]:",
            '    """Return the storage of codes of elements and of scales. Raises ValueError for what does not fit."""',
            f"    forms = {name}_forms(elements.shape{passed})",
            '    return pack_each(forms, {"elements": elements, "scales": scales})',
        ]
        yield [
            f"def {name}_unpack(parts: dict[str, Array], shape: tuple[int, ...]{given}) -> dict[str, Array]:",
            '    """Return the codes of elements and of scales. Raises ValueError for what does not fit."""',
            f"    return unpack_each({name}_forms(shape{passed}), parts)",
        ]
        return
    kind, more = _scheme(scheme)
    yield [
        f"def {name}_pack(array: Array{given}) -> dict[str, Array]:",
        '    """Return the storage of the parts of a tensor. Raises ValueError for what does not fit."""',
        f"    return pack_{kind}({name}_forms(array.shape{passed}), array, {more})",
    ]
    yield [
        f"def {name}_unpack(parts: dict[str, Array], shape: tuple[int, ...]{given}) -> Array:",
        '    """Return the bits of elements. Raises ValueError for what does not fit, or where parts contradict each other."""',
        f"    return unpack_{kind}({name}_forms(shape{passed}), parts, shape, {more})",
    ]


def _scheme(scheme: Sparse | Blocks) -> tuple[str, str]:
    if isinstance(scheme, Sparse):
        return "sparse", f"{scheme.axis}, ({scheme.keep}, {scheme.of})"
    return "blocks", str(scheme.shape)
