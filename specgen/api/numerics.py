"""Number formats: those of a spec or those that come with specgen, and what numbers become in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from specgen.api.checking import load_spec
from specgen.source import SourceFile, nearest_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from specgen.generators.numerics import BlockConversion, Conversion, Study
    from specgen.model.types import BlockType, DataType

STANDARD = "std:"
"""What the names of formats that come with specgen may start with."""


class UnknownFormat(LookupError):
    """A number format is asked for that there is not; the message says which, and what may be meant."""


def formats(path: str | Path | None = "spec", variant: str | None = None) -> dict[str, DataType]:
    """Return all number formats of a spec by name, integers of 4 to 64 bits included.

    ``path`` None: the formats that come with specgen. Raises SpecError.
    """
    from specgen.model import load_fragment
    from specgen.model.types import IntegerType

    standard = SourceFile("formats.yaml", "include: ['std:types/*.yaml']\n")
    one = (load_fragment(standard) if path is None else load_spec(path)).architecture(variant)
    integers = [IntegerType(width, signed) for width in (4, 8, 16, 32, 64) for signed in (False, True)]
    return {
        **one.types,
        **one.fixed_types,
        **one.block_types,
        **{each.name: each for each in integers},
        **one.integer_types,
    }


def find_formats(
    names: Sequence[str], path: str | Path | None = "spec", variant: str | None = None
) -> list[DataType]:
    """Return number formats: of a spec (``path`` None: of those that come with specgen), or ``std:NAME`` of the latter.

    Raises SpecError, and UnknownFormat for a name that is not there.
    """
    own = formats(path, variant) if any(not name.startswith(STANDARD) for name in names) else {}
    ours: dict[str, DataType] = {}
    if any(name not in own for name in names):
        ours = {f"{STANDARD}{name}": one for name, one in formats(None).items()}
    known = {**ours, **own}
    return [known[name] if name in known else _unknown(name, own, ours) for name in names]


def _unknown(name: str, own: Iterable[str], ours: Iterable[str]) -> NoReturn:
    if f"{STANDARD}{name}" in ours:
        raise UnknownFormat(
            f"the spec has no format {name!r}; {STANDARD}{name} is the one that comes with specgen"
        )
    known = list(ours if name.startswith(STANDARD) else own)
    hint = nearest_of(name, known)
    raise UnknownFormat(f"there is no format {name!r}; {hint}")


@dataclass(frozen=True, slots=True)
class Modes:
    """How to convert: None is the format's own way; ``random``, of ``random_bits``, decides where rounding is stochastic."""

    rounding: str | None = None
    overflow: str | None = None
    random: int = 0
    random_bits: int = 0


def convert_words(
    words: Sequence[str], to: DataType, of: DataType | None = None, modes: Modes = Modes()
) -> list[Conversion] | list[BlockConversion]:
    """Convert numbers as they are written (``0.1``, ``1/3``, ``inf``), or codes of a format, exactly.

    Raises ValueError for what is no number, no code, and for modes that a format does not have.
    """
    from specgen.generators.numerics import explain, explain_blocks, parse_number
    from specgen.model import numerics
    from specgen.model.types import BlockType

    if isinstance(of, BlockType):
        raise ValueError(f"a code alone is no number in {of.name}: name the format of its elements")
    values = [parse_number(word) if of is None else numerics.decode(of, _code(word)) for word in words]
    if isinstance(to, BlockType):
        _without_modes(to, modes)
        return explain_blocks(to, values)
    _check_random(modes)
    each = (modes.rounding, modes.overflow, modes.random, modes.random_bits)
    return [explain(to, value, *each) for value in values]


def _code(word: str) -> int:
    try:
        return int(word.replace("_", ""), 0)
    except ValueError:
        raise ValueError(f"{word!r} is no code: write 126, 0x7e or 0b111_1110") from None


def _check_random(modes: Modes) -> None:
    """Refuse random bits that nothing asks for, or that are not there."""
    from specgen.model.types import STOCHASTIC

    if modes.random >> modes.random_bits:
        raise ValueError(f"{modes.random} has more than {modes.random_bits} bits")
    if modes.rounding in STOCHASTIC and not modes.random_bits:
        raise ValueError(f"rounding {modes.rounding} takes a random number: say how many random bits it has")
    if modes.random_bits and modes.rounding not in STOCHASTIC:
        raise ValueError("random bits are for stochastic roundings")


def _without_modes(to: BlockType, modes: Modes) -> None:
    if modes != Modes():
        raise ValueError(f"{to.name} is converted to as its elements and scales have it: without modes")


def convert_file(
    source: Path,
    to: DataType,
    of: DataType | None = None,
    modes: Modes = Modes(),
    seed: int = 0,
) -> bytes:
    """Return the codes of an array in a file as the bytes of another: ``.npy``, of a block-scaled format ``.npz``.

    ``of``: the file holds codes of this format, else numbers. The codes of f16, f32 and f64 are written as floats.
    Stochastic roundings draw a random number for each from ``seed``. Raises OSError, and ValueError for a file that holds
    no array of numbers and for modes that a format does not have.
    """
    import numpy as np

    from specgen.generators import numerics
    from specgen.model.types import PREDEFINED_FLOATS, BlockType

    given, file = _numbers(source, of), BytesIO()
    if isinstance(to, BlockType):
        _without_modes(to, modes)
        got = numerics.quantise(to, given)
        np.savez(file, elements=got.elements, scales=got.scales, tensor_scale=got.tensor_scale, axis=got.axis)
        return file.getvalue()
    _check_random(modes)
    draws = np.random.default_rng(seed).integers(0, 1 << modes.random_bits, given.shape)
    codes = numerics.encode(to, given, modes.rounding, modes.overflow, draws, modes.random_bits)
    np.save(file, codes.view(f"f{to.bytes}") if to in PREDEFINED_FLOATS.values() else codes)
    return file.getvalue()


def _numbers(source: Path, of: DataType | None) -> npt.NDArray[Any]:
    """Return the numbers in a file, codes of a format decoded."""
    from specgen.generators import numerics
    from specgen.machine import read_arrays
    from specgen.model.types import PREDEFINED_FLOATS, BlockType

    parts = read_arrays(source)
    if isinstance(of, BlockType):
        if not {"elements", "scales", "tensor_scale", "axis"} <= set(parts):
            raise ValueError(
                f"{source}: a tensor in {of.name} is a .npz file of elements, scales, tensor_scale, axis"
            )
        scale, axis = float(parts["tensor_scale"]), int(parts["axis"])
        return numerics.dequantise(of, numerics.Quantised(parts["elements"], parts["scales"], scale, axis))
    given = parts.get("array")
    if given is None:
        raise ValueError(f"{source} holds {', '.join(parts)}; numbers are in a .npy file")
    if of is None or (given.dtype.kind == "f" and of in PREDEFINED_FLOATS.values()):
        return given
    if given.dtype.kind not in "iu":
        raise ValueError(f"{source} holds {given.dtype}, and codes of {of.name} are integers")
    return numerics.decode(of, given)


def studies(
    formats: Iterable[DataType],
    data: Sequence[str],
    blocks: Sequence[int] = (),
    count: int = 1 << 18,
    seed: int = 0,
) -> list[Study]:
    """Return what quantising does to each of ``data`` in each format, ones with blocks in all the sizes given.

    ``data``: kinds that are drawn (``count`` values from ``seed``), or ``.npy`` files. Raises OSError and ValueError.
    """
    from specgen.generators import numerics
    from specgen.machine import read_array
    from specgen.model.types import BlockType

    given = {
        name: read_array(name) if name.endswith(".npy") else numerics.samples(name, count, seed)
        for name in data
    }
    return [
        numerics.study(of, values, size, name)
        for of in formats
        for name, values in given.items()
        for size in ((blocks or (None,)) if isinstance(of, BlockType) else (None,))
    ]
