"""Conformance vectors as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source.writing import write_whole

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator


def write_vectors(
    accelerator: Accelerator, folder: Path, instructions: Sequence[str] = (), *, count: int = 12, seed: int = 0,
    style: str = "json",
) -> Iterator[tuple[str, int]]:  # fmt: skip
    """Write the vectors of the named instructions (all, where none is) into ``folder``; yield each name and how many.

    ``count`` are made for each choice of types, ``seed`` draws others; ``style`` is ``json`` or ``readmemh``.
    Raises ValueError for an instruction that there is not, OSError where a file cannot be written.
    """
    from specgen.machine.vectors import Maker, as_json, as_memh

    known = accelerator.instructions
    maker = Maker(accelerator.semantics, count=count, seed=seed)
    for name in instructions or known:
        if name not in known:
            raise ValueError(f"no instruction {name!r}")
        made = maker.file(known[name])
        if style == "json":
            files = {f"{name}.json": as_json(made)}
        else:
            texts = as_memh(accelerator.architecture, made)
            files = {f"{name}/{path}": text for path, text in texts.items()}
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / path, text.encode())
        yield name, len(made.vectors)


def replay_vectors(
    accelerator: Accelerator, folder: Path, engine: str = "python"
) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Run the vectors of all JSON files in ``folder`` again; yield each instruction, how many, and what differs.

    Raises VectorError (a ValueError) where a file is none, or of another spec; ValueError where there is no file.
    """
    from specgen.machine import Codec
    from specgen.machine.vectors import read_file, replay

    machine = accelerator.simulator(engine)
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise ValueError(f"{folder} holds no vectors")
    for path in paths:
        file = read_file(path)
        file.check(accelerator.architecture)
        instruction = accelerator.instructions.get(file.instruction)
        if instruction is None:
            raise ValueError(f"{path}: no instruction {file.instruction!r}")
        codec = Codec(accelerator.architecture, instruction.processor)
        found = tuple(
            f"{file.instruction} {number} ({vector.text}): {difference}"
            for number, vector in enumerate(file.vectors)
            for difference in replay(machine, codec, vector)
        )
        yield file.instruction, len(file.vectors), found
