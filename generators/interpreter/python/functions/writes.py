"""What is written: state, local arrays, memories, tiles; with what a later fault needs to put back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import places
from specgen.generators.interpreter.python.functions.affine import affine, varies
from specgen.generators.interpreter.python.functions.choices import name_it
from specgen.generators.interpreter.python.functions.code import Binds, Code, as_dtype, bits_of, literal
from specgen.generators.interpreter.python.functions.emitter import Emitter, home_of, is_listed, number_dtype
from specgen.generators.interpreter.python.functions.integers import cut
from specgen.generators.interpreter.python.functions.lower import floating, integer, interval
from specgen.model.types import IntegerType, NumberType
from specgen.semantics import ir


def stored(e: Emitter, expr: ir.Expr, kind: NumberType, dtype: str) -> Code:
    """A value fit for a place of ``kind`` whose elements are of ``dtype``."""
    if not isinstance(kind, IntegerType):
        code = floating(e, expr)
        return as_dtype(code, dtype) if dtype.startswith("uint") else code
    code = integer(e, expr, kind.width)
    if code.varies and code.dtype != "object" and dtype != "object" and bits_of(dtype) == kind.width:
        return as_dtype(code, dtype)
    return cut(code, interval(expr), kind)


def local_array(e: Emitter, s: ir.SetArray) -> None:
    """``array[index] = value``."""
    value = stored(e, s.value, s.array.element, number_dtype(s.array.element))
    name = e.local(s.array)
    region = e.region
    if region is not None and s.array in region.private:
        where = places.private_index(e, s.index, s.span.line)
        _assign_private(e, name, where, value)
        return
    home = Home(name, s.array.element, s.array.shape, f"array_{s.array.name}", s.array)
    _array(e, home, s.index, value, s.span.line)


def _assign_private(e: Emitter, name: str, where: str, value: Code) -> None:
    if e.mask is None:
        e.line(f"{name}[{where}] = {value.text}")
    elif where.startswith("..."):
        e.line(f'np.copyto({name}[{where}], {value.text}, where={e.mask.text}, casting="unsafe")')
    else:
        e.line(f"{e.constant('put', runtime.put)}({name}, ({where},), {value.text}, {e.mask.text})")


def state(e: Emitter, s: ir.SetState) -> None:
    """``state[index] = value``."""
    target = s.state
    listed = is_listed(e, target)
    value = stored(e, s.value, target.type, "object" if listed else number_dtype(target.type))
    fixed = frozenset(target.constant) if len(target.shape) == 1 else frozenset()
    home = Home(e.state(target), target.type, target.shape, target.name, home_of(target), fixed, listed)
    _array(e, home, s.index, value, s.span.line)


@dataclass(frozen=True)
class Home:
    """An array or list that is written: ``root`` is what shares its bits, ``fixed`` are entries that stay as they are.

    ``irregular``: only its own elements can be set, not those of views of it.
    """

    name: str
    kind: NumberType
    shape: tuple[int, ...]
    place: str
    root: object
    fixed: frozenset[int] = frozenset()
    listed: bool = False
    irregular: bool = False


def _array(e: Emitter, home: Home, index: tuple[ir.Index, ...], value: Code, line: int) -> None:
    if stands_apart(e, home, index):
        at_the_end(e, home, index, value, line)
    elif e.deferred:
        if e.region is None or (e.region.checks and e.region.checks in value.text):
            # Its faults come before those of the place.
            value = replace(value, text=name_it(e, "value", value), binds=Binds.ATOM)
        flat = places.flat_index(e, index, home.shape, line) if index else literal(0)
        target = e.constant(f"target_{home.place}", runtime.Target(home.place, home.kind, None, home.fixed))
        defer(e, target, home.name, flat, value)
    elif e.region is None:
        single(e, home, index, value, line)
    else:
        over_grid(e, home, index, value, line)


def stands_apart(e: Emitter, home: Home, index: tuple[ir.Index, ...]) -> bool:
    """Whether a write that waits for its grid's end is the only one there, and to another place in each iteration."""
    region = e.region
    if region is None or not e.deferred or region.grid.conflict == "add" or region.writes[home.root] != 1:
        return False
    if region.mask is not None or region.loops or e.depth != region.depth or home.listed or home.fixed:
        return False
    return len(_axes(e, index)) == region.rank and places.subscript(e, index, 0).sliced


def at_the_end(e: Emitter, home: Home, index: tuple[ir.Index, ...], value: Code, line: int) -> None:
    """Works a value out where it stands, and writes it behind the grid's last statement."""
    region = e.region
    assert region is not None
    copied = value.alias and sum(region.writes.values()) > 1
    value = Code(name_it(e, "value", Code(f"{value}.copy()") if copied else value), dtype=value.dtype)
    with e.aside() as lines:
        over_grid(e, home, index, value, line)
    region.after += lines


def defer(e: Emitter, target: str, home: str, place: Code, value: Code) -> None:
    """Hands a write to the list of those that wait."""
    mask = f", {e.mask.text}" if e.mask is not None else ""
    e.defers = True
    e.line(f"{e.deferred}.put({target}, {home}, {place.text}, {value.text}{mask})")


def single(e: Emitter, home: Home, index: tuple[ir.Index, ...], value: Code, line: int) -> None:
    """One element, outside of grids."""
    if home.listed:
        where = places.flat_index(e, index, home.shape, line).text if index else "0"
    else:
        where = ", ".join(places.one_index(e, i, line).text for i in index) or "()"
    if home.fixed and not isinstance(index[0].value, ir.Const):
        value = Code(name_it(e, "value", value))
        where = name_it(e, "place", Code(where, Binds.CHOICE))
        test = " and ".join(f"{where} != {fixed}" for fixed in sorted(home.fixed))
        with e.block(f"if {test}:"):
            keep(e, home.name, where)
            e.line(f"{home.name}[{where}] = {value.text}")
        return
    if home.fixed and isinstance(index[0].value, ir.Const) and index[0].value.value in home.fixed:
        return
    if e.journal:
        value = Code(name_it(e, "value", value))
    keep(e, home.name, where)
    e.line(f"{home.name}[{where}] = {value.text}")


def keep(e: Emitter, name: str, where: str = "...") -> None:
    """Before a write that a later fault undoes: what is there is remembered."""
    if e.journal:
        e.line(f"journal.keep({name}, ({where}))" if where != "..." else f"journal.keep({name})")


def _checked_first(e: Emitter, code: Code) -> Code:
    """A value that is worked out, checks and all, before the faults that were met are raised."""
    region = e.region
    if region is None or not region.checks or not region.settles or region.checks not in code.text:
        return code
    return replace(code, text=name_it(e, "value", code), binds=Binds.ATOM)


def settle(e: Emitter) -> None:
    """Before a write of a grid: the first fault that was met is raised."""
    if e.region is not None and e.region.checks and e.region.settles:
        e.line(f"{e.region.checks}.settle()")


def over_grid(e: Emitter, home: Home, index: tuple[ir.Index, ...], value: Code, line: int) -> None:
    """One element for each iteration of a grid."""
    region = e.region
    assert region is not None
    if home.listed or not any(varies(e, i.value) for i in index) or home.fixed:
        _scattered(e, home, index, value, line)
        return
    where = places.subscript(e, index, line)
    viewed = not home.irregular or not (where.after or e.journal or e.mask is not None)
    if not where.sliced or not viewed or (e.mask is not None and len(_axes(e, index)) < region.rank):
        _scattered(e, home, index, value, line)
        return
    value = _checked_first(e, value)
    target = f"{home.name}{where.text}"
    whole = f"{target}{where.after}"
    settle(e)
    keep(e, target)
    if e.mask is not None:
        e.line(f'np.copyto({whole}, {value.text}, where={e.mask.text}, casting="unsafe")')
    else:
        e.line(f"{whole}[...] = {value.text}" if where.after else f"{whole} = {value.text}")


def _axes(e: Emitter, index: tuple[ir.Index, ...]) -> set[int]:
    forms = (affine(e, i.value) for i in index)
    return {axis for form in forms if form is not None for axis in form.strides}


def _scattered(e: Emitter, home: Home, index: tuple[ir.Index, ...], value: Code, line: int) -> None:
    """Elements at arrays of indices."""
    value = _checked_first(e, value)
    if home.listed:
        flat = _checked_first(e, places.flat_index(e, index, home.shape, line) if index else literal(0))
        settle(e)
        journal = ", journal" if e.journal else ""
        mask = _live(e, home, flat)
        name = e.constant("put_list", runtime.put_list)
        e.line(f"{name}({home.name}, {flat.text}, {value.text}, {mask}{journal})")
        return
    parts = [
        places.array_index(e, i, line) if varies(e, i.value) else places.one_index(e, i, line) for i in index
    ]
    parts = [_checked_first(e, part) for part in parts]
    where = ", ".join(p.text for p in parts)
    mask = _live(e, home, parts[0]) if parts else "True"
    settle(e)
    keep(e, home.name, f"{where}," if parts else "()")
    tuple_text = f"({where},)" if parts else "()"
    e.line(f"{e.constant('put', runtime.put)}({home.name}, {tuple_text}, {value.text}, {mask})")


def _live(e: Emitter, home: Home, place: Code) -> str:
    """The mask of a write, without entries that are constant."""
    tests = [f"({place.text} != {fixed})" for fixed in sorted(home.fixed)]
    masks = [e.mask.at(Binds.BIT_AND)] if e.mask is not None else []
    return " & ".join([*masks, *tests]) or "True"
