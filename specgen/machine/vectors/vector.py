"""One vector, and the file of an instruction's vectors as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

MOST_BYTES = 256 << 20

#: Raw values of state by name, as runs of neighbouring elements in row-major order: (first place, values).
State = dict[str, tuple[tuple[int, tuple[int, ...]], ...]]
#: Bytes of memories by name: (address, bytes).
Memory = dict[str, tuple[tuple[int, bytes], ...]]


class VectorError(ValueError):
    """A file of vectors that cannot be read, or is of another spec; the message says which."""


@frozen()
class Contents:
    """What is in a machine, or what has changed there: ``semaphores`` are the counts by name and index."""

    state: State
    memory: Memory
    semaphores: dict[str, tuple[int, ...]]


@frozen()
class Raised:
    """A fault: ``operand`` is the tile operand that it concerns, if one does."""

    name: str
    code: int
    value: int | None
    operand: str | None


@frozen()
class Vector:
    """An instruction at ``pc`` (in units of the program counter), what is set before it, and what has changed after it.

    All that ``before`` does not name is as at reset. ``outcome``: ``done``, ``fault`` (then ``fault`` says which, and nothing
    has changed but what the spec commits), ``waits`` (for something that nobody gives) or ``exited``. ``next_pc`` is where
    the processor goes on, ``traced`` and ``output`` what host functions were given.
    """

    word: int
    text: str
    pc: int
    before: Contents
    outcome: str
    next_pc: int
    after: Contents
    fault: Raised | None = None
    exit_code: int | None = None
    traced: tuple[int, ...] = ()
    output: bytes = b""


@frozen()
class VectorFile:
    """The vectors of one instruction, and the spec that they are of. ``bits`` is the length of a word."""

    spec: str
    version: str
    variant: str
    content_hash: str
    instruction: str
    bits: int
    vectors: tuple[Vector, ...]

    def check(self, architecture: Architecture) -> None:
        """Raise VectorError where the vectors are of another spec, or of this one as it was."""
        mine = (self.content_hash, self.variant)
        if mine != (architecture.content_hash, architecture.variant):
            raise VectorError(
                f"{self.instruction}: made from {self.spec} {self.version}, variant {self.variant}, content "
                f"{self.content_hash[:16]}; make them again"
            )


def as_json(file: VectorFile) -> str:
    """The file as JSON, a vector a line; numbers are hexadecimal texts, bytes of memories in the order of their addresses."""
    head = {
        "spec": file.spec,
        "version": file.version,
        "variant": file.variant,
        "content_hash": file.content_hash,
        "instruction": file.instruction,
        "bits": file.bits,
    }
    rows = ",\n".join(f"  {json.dumps(_vector(one, file.bits))}" for one in file.vectors)
    return json.dumps(head, indent=1).removesuffix("\n}") + f',\n "vectors": [\n{rows}\n ]\n}}\n'


def _vector(one: Vector, bits: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "word": f"{one.word:#0{2 + bits // 4}x}",
        "text": one.text,
        "pc": hex(one.pc),
        "before": _contents(one.before),
        "outcome": one.outcome,
        "next_pc": hex(one.next_pc),
        "after": _contents(one.after),
    }
    if one.fault is not None:
        value = None if one.fault.value is None else hex(one.fault.value)
        made["fault"] = {
            "name": one.fault.name,
            "code": one.fault.code,
            "value": value,
            "operand": one.fault.operand,
        }
    if one.exit_code is not None:
        made["exit_code"] = one.exit_code
    if one.traced:
        made["traced"] = [hex(value) for value in one.traced]
    return made | ({"output": one.output.hex()} if one.output else {})


def _contents(one: Contents) -> dict[str, Any]:
    return {
        "state": {
            name: [[place, " ".join(f"{raw:x}" for raw in values)] for place, values in runs]
            for name, runs in one.state.items()
        },
        "memory": {
            name: [[hex(address), data.hex()] for address, data in pieces]
            for name, pieces in one.memory.items()
        },
        "semaphores": {name: list(counts) for name, counts in one.semaphores.items()},
    }


# -- reading -----------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> VectorFile:
    """The vectors in a file that `as_json` made. Raises VectorError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise VectorError(f"{path}: larger than {MOST_BYTES} bytes")
        data = json.loads(path.read_text(encoding="utf-8"))
        vectors = tuple(_read_vector(one) for one in data.pop("vectors"))
        return VectorFile(**_texts(data, "bits"), bits=_whole(data["bits"]), vectors=vectors)
    except OSError as error:
        raise VectorError(f"{path}: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, VectorError):
            raise
        raise VectorError(f"{path}: no file of vectors") from None


def _read_vector(one: dict[str, Any]) -> Vector:
    fault = one.get("fault")
    return Vector(
        word=int(one["word"], 16),
        text=str(one["text"]),
        pc=int(one["pc"], 16),
        before=_read_contents(one["before"]),
        outcome=str(one["outcome"]),
        next_pc=int(one["next_pc"], 16),
        after=_read_contents(one["after"]),
        fault=None if fault is None else _read_fault(fault),
        exit_code=None if "exit_code" not in one else _whole(one["exit_code"]),
        traced=tuple(int(value, 16) for value in one.get("traced", ())),
        output=bytes.fromhex(one.get("output", "")),
    )


def _read_fault(one: dict[str, Any]) -> Raised:
    value = None if one["value"] is None else int(one["value"], 16)
    return Raised(str(one["name"]), _whole(one["code"]), value, one["operand"])


def _read_contents(one: dict[str, Any]) -> Contents:
    return Contents(
        {
            name: tuple(
                (_whole(place), tuple(int(raw, 16) for raw in text.split())) for place, text in listed
            )
            for name, listed in one["state"].items()
        },
        {
            name: tuple((int(address, 16), bytes.fromhex(text)) for address, text in listed)
            for name, listed in one["memory"].items()
        },
        {name: tuple(map(_whole, counts)) for name, counts in one["semaphores"].items()},
    )


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is no whole number")
    return value


def _texts(data: dict[str, Any], *but: str) -> dict[str, str]:
    found = {name: value for name, value in data.items() if name not in but}
    if not all(isinstance(value, str) for value in found.values()):
        raise ValueError("not all texts")
    return found


def runs(values: Mapping[int, int]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Elements by place as runs of neighbours."""
    found: list[tuple[int, list[int]]] = []
    for place in sorted(values):
        if found and place == found[-1][0] + len(found[-1][1]):
            found[-1][1].append(values[place])
        else:
            found.append((place, [values[place]]))
    return tuple((place, tuple(run)) for place, run in found)


def pieces(values: Iterable[tuple[int, int]]) -> tuple[tuple[int, bytes], ...]:
    """Bytes by address as pieces of neighbours."""
    return tuple((place, bytes(run)) for place, run in runs(dict(values)))
