"""Places as text: ``x5``, ``2/acc[0]``, ``hbm@0x1000:bf16[128,64]``, ``table:u32[4]``; how runs are set up and dumped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.storage import WORD
from specgen.machine.access import AccessError
from specgen.machine.images import ImageError, read_array, read_image, write_array
from specgen.source import did_you_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.machine.simulator import Instance, Simulator

_PLACE = re.compile(
    r"""(?: (?P<instance>\d+) / )?
        (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)
        (?: @ (?P<address>0[xX][0-9a-fA-F_]+|\d[\d_]*) )?
        (?: : (?P<dtype>[A-Za-z_]\w*) )?
        (?P<index>(?: \[ [\d\s,]* \] )*)""",
    re.VERBOSE,
)
_ROW = 16
_MOST_SHOWN = 1 << 26  # bytes of a memory whose extent the place does not say


class PlaceError(ValueError):
    """A place or a value that cannot be read, or that the machine does not have; the message says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """State, or part of a memory. ``instance`` None means all for setting and the first for dumping.

    Of a memory, ``address`` None means from its base, ``dtype`` None bytes, all that follow where ``index``, the shape,
    is empty; of a type, an empty shape is one value. Of state, ``index`` the
    element.
    """

    name: str
    instance: int | None
    address: int | None
    dtype: str | None
    index: tuple[int, ...]


def parse_place(text: str) -> Place:
    """Read a place. Raises PlaceError.

    ``[INSTANCE/]STATE[i]``, ``[INSTANCE/]MEMORY[@ADDRESS][:TYPE][SHAPE]`` or ``[INSTANCE/]SYMBOL[:TYPE][SHAPE]``.
    """
    found = _PLACE.fullmatch(text.strip())
    if found is None:
        raise PlaceError(f"{text!r} is no place: write x5, acc[0], sram@0x100:bf16[128,64] or 2/x5")
    return Place(
        found["name"],
        int(found["instance"]) if found["instance"] else None,
        int(found["address"].replace("_", ""), 0) if found["address"] else None,
        found["dtype"],
        tuple(int(n) for n in re.findall(r"\d+", found["index"])),
    )


def _found(simulator: Simulator, text: str) -> Place:
    """The place, of a symbol that no state or memory is called like, as the part of memory that it names."""
    place = parse_place(text)
    if place.name in simulator.memory or place.name in simulator.state:
        return place
    for (instance, processor), symbols in simulator.symbols.items():
        symbol = symbols.get(place.name) if instance == (place.instance or 0) else None
        if symbol is None:
            continue
        if not (symbol.size or place.index or place.dtype):
            raise PlaceError(f"the size of {place.name} is not known: say what it holds, as in {text}:u32[4]")
        index = place.index if place.dtype else place.index or (symbol.size,)
        memory = simulator.architecture.processors[processor].memory.name
        return Place(memory, place.instance, symbol.address, place.dtype, index)
    return place


def put(simulator: Simulator, assignment: str) -> None:
    """Set ``PLACE=VALUE``; the value is a number, a ``.npy`` file, or for memories any other file, as bytes.

    Raises:
        PlaceError: it cannot be read, or the machine has no such place or cannot hold the value.
    """
    text, equals, given = assignment.partition("=")
    if not equals:
        raise PlaceError(f"{assignment!r}: write PLACE=VALUE")
    place, value = _found(simulator, text), _value(given.strip())
    try:
        for instance in _instances(simulator, place):
            if place.name in instance.memory:
                memory = instance.memory[place.name]
                memory.write(
                    _address(simulator, place), value, None if isinstance(value, bytes) else place.dtype
                )
            elif isinstance(value, bytes):
                raise PlaceError(f"{given.strip()}: state is set from a number or a .npy file")
            else:
                instance.state[_element(simulator, place)] = value
    except (AccessError, ImageError) as error:
        raise PlaceError(str(error)) from None


def take(simulator: Simulator, text: str) -> npt.NDArray[Any]:
    """Return the values at a place as an array. Raises PlaceError."""
    import numpy as np

    place = _found(simulator, text)
    instance = _instances(simulator, place)[0]
    try:
        if place.name not in instance.memory:
            return np.asarray(instance.state[_element(simulator, place)])
        memory, address = instance.memory[place.name], _address(simulator, place)
        if place.dtype is not None:
            return np.asarray(memory.read(address, place.dtype, place.index or None))
        rest = simulator.architecture.memories[place.name].size - (address - _base(simulator, place))
        if not place.index and rest > _MOST_SHOWN:
            raise PlaceError(f"{text} is {rest} bytes: say how much of it, as in {text}:u8[4096]")
        return np.asarray(memory.read(address, "u8", place.index or (rest,)))
    except AccessError as error:
        raise PlaceError(str(error)) from None


def expect(simulator: Simulator, request: str) -> None:
    """Refuse a request that `dump` could not do later. Raises PlaceError."""
    text, _, file = request.partition("=")
    take(simulator, text)
    if file and not Path(file).parent.is_dir():
        raise PlaceError(f"{file}: there is no folder {Path(file).parent}")


def dump(simulator: Simulator, request: str) -> Iterator[str]:
    """Dump ``PLACE`` as lines of text, or ``PLACE=FILE.npy`` into a file. Raises PlaceError, OSError."""
    text, _, file = request.partition("=")
    array = take(simulator, text)
    if file:
        if array.dtype == object:
            raise PlaceError(f"{text} has integers of more than {WORD} bits, which no .npy file holds")
        write_array(Path(file), array)
        yield f"{text} -> {file} {list(array.shape)} {array.dtype}"
        return
    place = _found(simulator, text)
    if place.name in simulator.memory and place.dtype is None:
        yield from _hex(_address(simulator, place), array)
    elif array.ndim == 0:
        yield f"{text} = {_shown(array[()])}"
    else:
        rows = array.reshape(-1, array.shape[-1])
        yield f"{text} {list(array.shape)} {array.dtype}"
        yield from ("  " + " ".join(_shown(v) for v in row) for row in rows)


def _value(text: str) -> Any:
    if re.fullmatch(r"-?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|\d[\d_]*)", text):
        return int(text.replace("_", ""), 0)
    if text.endswith(".npy"):
        return read_array(Path(text))
    if Path(text).is_file():
        return read_image(Path(text))
    raise PlaceError(f"{text!r} is neither a number nor a file")


def _instances(simulator: Simulator, place: Place) -> list[Instance]:
    known = [*simulator.architecture.memories, *simulator.state]
    known += [name for symbols in simulator.symbols.values() for name in symbols.names]
    if place.name not in simulator.memory and place.name not in simulator.state:
        raise PlaceError(
            f"there is no memory, state or symbol {place.name!r}. {did_you_mean(place.name, known) or ''}".rstrip()
        )
    if place.instance is None:
        return simulator.instances
    if place.instance >= len(simulator.instances):
        raise PlaceError(f"there is no instance {place.instance}: there are {len(simulator.instances)}")
    return [simulator.instances[place.instance]]


def _base(simulator: Simulator, place: Place) -> int:
    return simulator.architecture.memories[place.name].base


def _address(simulator: Simulator, place: Place) -> int:
    return _base(simulator, place) if place.address is None else place.address


def _element(simulator: Simulator, place: Place) -> str:
    if place.address is not None or place.dtype is not None:
        known = ", ".join(simulator.memory)
        raise PlaceError(f"{place.name} is state: addresses and types are for memories ({known})")
    return place.name + "".join(f"[{i}]" for i in place.index)


def _hex(base: int, data: npt.NDArray[Any]) -> Iterator[str]:
    """Rows of 16 bytes; rows of zeros are left out."""
    import numpy as np

    nothing = True
    for chunk in range(0, len(data), 1 << 20):
        part = data[chunk : chunk + (1 << 20)]
        rows = np.unique(np.flatnonzero(part) // _ROW)
        for row in rows.tolist():
            at = row * _ROW
            nothing = False
            yield f"{base + chunk + at:#010x}  {bytes(part[at : at + _ROW]).hex(' ')}"
    if nothing:
        yield f"{base:#010x}  all {len(data)} bytes are zero"


def _shown(value: Any) -> str:
    return (
        f"{value:#x}" if getattr(value, "dtype", None) is None or value.dtype.kind in "iu" else f"{value:.9g}"
    )
