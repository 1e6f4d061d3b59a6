"""Vectors as files for SystemVerilog's ``$readmemh``: a word an element, ``@`` and its place before each run of neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.machine.vectors.contents import held

if TYPE_CHECKING:
    from specgen.machine.vectors.vector import Contents, Vector, VectorFile
    from specgen.model.architecture import Architecture


def as_memh(architecture: Architecture, file: VectorFile) -> dict[str, str]:
    """The files of an instruction by relative path.

    ``NUMBER/word.memh`` is the word; ``NUMBER/STATE.before.memh`` and ``.after.memh`` hold the elements, in row-major order, that
    are set before and that have changed after; ``NUMBER/MEMORY...`` likewise bytes, by their distance from the memory's base.
    """
    files = {}
    for number, vector in enumerate(file.vectors):
        folder = f"{number:03}"
        files[f"{folder}/word.memh"] = f"{vector.word:0{file.bits // 4}x}\n"
        for path, text in _sides(architecture, vector):
            files[f"{folder}/{path}"] = text
    return files


def _sides(architecture: Architecture, vector: Vector) -> Iterator[tuple[str, str]]:
    for side, contents in (("before", vector.before), ("after", vector.after)):
        for name, text in _texts(architecture, contents):
            yield f"{name}.{side}.memh", text


def _texts(architecture: Architecture, contents: Contents) -> Iterator[tuple[str, str]]:
    for state in held(architecture):
        digits = -(-state.type.width // 4)
        if state.name in contents.state:
            yield state.name, _memh(contents.state[state.name], digits)
    for name, pieces in contents.memory.items():
        base = architecture.memories[name].base
        yield name, _memh(((address - base, data) for address, data in pieces), 2)
    for name, counts in contents.semaphores.items():
        yield name, _memh([(0, counts)], 8)


def _memh(runs: Iterable[tuple[int, Iterable[int]]], digits: int) -> str:
    lines = []
    for first, values in runs:
        lines.append(f"@{first:x}")
        words = [f"{value:0{digits}x}" for value in values]
        lines += [" ".join(words[at : at + 16]) for at in range(0, len(words), 16)]
    return "\n".join(lines) + "\n"
