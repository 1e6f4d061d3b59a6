"""Subscripts of arrays: basic slices where an index runs along an axis of the grid, arrays of indices elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions.affine import Affine, affine, varies
from specgen.generators.interpreter.python.functions.code import Binds, Code, binary, call, literal, method
from specgen.generators.interpreter.python.functions.emitter import Emitter, number_dtype
from specgen.generators.interpreter.python.functions.lower import integer, interval
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir


@dataclass(frozen=True)
class Where:
    """A subscript with its brackets; ``after`` brings the axes into the grid's order."""

    text: str
    varies: bool
    sliced: bool = False
    after: str = ""


def subscript(e: Emitter, index: tuple[ir.Index, ...], line: int) -> Where:
    """The subscript of an element of an array, or over a grid of the elements of all its iterations."""
    if not any(varies(e, i.value) for i in index):
        return Where(f"[{', '.join(one_index(e, i, line).text for i in index)}]", varies=False)
    sliced = _slices(e, index)
    if sliced is not None:
        return sliced
    return Where(f"[{', '.join(array_index(e, i, line).text for i in index)}]", varies=True)


# -- single indices ----------------------------------------------------------------------------------------------------


def one_index(e: Emitter, index: ir.Index, line: int) -> Code:
    """A uniform index, checked where it is not known to be in range."""
    code = integer(e, index.value)
    if index.fault is not None and e.region is None:
        return call(e.constant("index", runtime.index), code, index.extent, e.fault(index.fault), line)
    if index.fault is not None:
        return Code(f"int({_checked(e, index, code, line)})")
    return code


def array_index(e: Emitter, index: ir.Index, line: int) -> Code:
    """An index with a value for each iteration, made safe in those that are not live."""
    code = integer(e, index.value)
    if code.dtype == "object":
        code = method(code, "astype", "np.int64", dtype="int64")
    if not code.varies:
        return one_index(e, index, line)
    if index.fault is not None:
        return _checked(e, index, code, line)
    if e.mask is None or always_inside(e, index.value, index.extent):
        return code
    return call("np.where", e.mask, code, 0, dtype=code.dtype)


def _checked(e: Emitter, index: ir.Index, code: Code, line: int) -> Code:
    assert e.region is not None
    assert index.fault is not None
    mask = [] if e.mask is None else [e.mask]
    name = f"{e.region.checks}.index"
    return call(name, code, index.extent, e.fault(index.fault), line, *mask, dtype=code.dtype or "int64")


def always_inside(e: Emitter, value: ir.Expr, extent: int) -> bool:
    """Whether an index is in range in every iteration, whatever the conditions around it say."""
    form = affine(e, value)
    if form is None:
        return False
    low, high = reach(e, form)
    return low >= 0 and high < extent


def reach(e: Emitter, form: Affine) -> tuple[float, float]:
    """Bounds of an affine form over the whole grid."""
    assert e.region is not None
    low: float = form.low
    high: float = form.high
    for axis, (_, number) in form.strides.items():
        most = interval(e.region.grid.extents[axis])[1] - 1
        if number is None:
            return -float("inf"), float("inf")
        low, high = low + min(0, number * most), high + max(0, number * most)
    return low, high


# -- slices ------------------------------------------------------------------------------------------------------------


def _slices(e: Emitter, index: tuple[ir.Index, ...]) -> Where | None:
    """Basic slices, where every index that varies runs along one axis of its own with a constant step."""
    region = e.region
    assert region is not None
    parts: list[tuple[str, int | None]] = []
    for i in index:
        if i.fault is not None:
            return None
        if not varies(e, i.value):
            parts.append((integer(e, i.value).text, None))
            continue
        form = affine(e, i.value)
        if form is None or len(form.strides) != 1:
            return None
        ((axis, (_, step)),) = form.strides.items()
        if step is None or step < 1 or (e.mask is not None and not _within(e, form, i.extent)):
            return None
        parts.append((_slice(form.base, region.extents[axis], step, i.extent), axis))
    axes = [axis for _, axis in parts if axis is not None]
    if len(set(axes)) < len(axes):
        return None
    if axes == sorted(axes):
        return Where(f"[{', '.join(_spread(parts, region.rank))}]", varies=True, sliced=True)
    return Where(f"[{', '.join(text for text, _ in parts)}]", True, True, arrange(axes, region.rank))


def _within(e: Emitter, form: Affine, extent: int) -> bool:
    low, high = reach(e, form)
    return low >= 0 and high < extent


def _slice(base: Code, count: str, step: int, extent: int) -> str:
    if step != 1:
        start = "" if base.text == "0" else base.text
        stop = f"{step} * {count}" if not start else f"{base.at(Binds.SUM)} + {step} * {count}"
        return f"{start}:{stop}:{step}"
    if base.text == "0":
        return ":" if count == str(extent) else f":{count}"
    return f"{base.text}:{binary('+', base, Code(count)).text}"


def _spread(parts: list[tuple[str, int | None]], rank: int) -> list[str]:
    """Slices in the grid's order with an empty axis for each that is missing behind the first."""
    present = [axis for _, axis in parts if axis is not None]
    texts = []
    for text, axis in parts:
        texts.append(text)
        if axis is not None:
            following = min((a for a in present if a > axis), default=rank)
            texts += ["None"] * (following - axis - 1)
    return texts


def arrange(axes: list[int], rank: int) -> str:
    """What brings an array with these axes into the grid's order."""
    order = sorted(range(len(axes)), key=lambda position: axes[position])
    text = "" if order == list(range(len(axes))) else f".transpose({', '.join(map(str, order))})"
    present = sorted(axes)
    places = [":" if axis in present else "None" for axis in range(present[0], rank)]
    return text if "None" not in places else f"{text}[{', '.join(places)}]"


# -- flat lists, private arrays ----------------------------------------------------------------------------------------


def flat_index(e: Emitter, index: tuple[ir.Index, ...], shape: tuple[int, ...], line: int) -> Code:
    """The number of an element in row-major order."""
    flat: Code | None = None
    for i, extent in zip(index, shape, strict=True):
        code = array_index(e, i, line) if varies(e, i.value) else one_index(e, i, line)
        dtype = "int64" if code.varies or (flat is not None and flat.varies) else ""
        flat = code if flat is None else binary("+", binary("*", flat, literal(extent), dtype), code, dtype)
    assert flat is not None
    return flat


def private_read(e: Emitter, array: ir.LocalArray, index: tuple[ir.Index, ...], expr: ir.ArrayRead) -> Code:
    """An element of a local array of which each iteration has its own."""
    name = e.local(array)
    return Code(
        f"{name}[{private_index(e, index, expr.span.line)}]", dtype=number_dtype(array.element), alias=True
    )


def private_index(e: Emitter, index: tuple[ir.Index, ...], line: int) -> str:
    """The subscript of a private array, whose first axes are the grid's."""
    region = e.region
    assert region is not None
    if not any(varies(e, i.value) for i in index):
        return ", ".join(["...", *(one_index(e, i, line).text for i in index)])
    for local in region.axes:
        region.used.add(local)
    own = [e.local(local) for local in region.axes]
    return ", ".join([*own, *(array_index(e, i, line).text for i in index)])


def scalar(text: str, kind: NumberType) -> Code:
    """One element of a NumPy array as it is handed about: a Python integer, or a NumPy float."""
    if not isinstance(kind, IntegerType) and number_dtype(kind).startswith("float"):
        return Code(text)
    return call("int", text)
