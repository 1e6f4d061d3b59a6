"""What pages step programs with: engines compiled to WebAssembly, and the kernels that lie beside a spec.

Kernels are the files ``*.s`` in the spec's folder, and in the folders ``kernels``, ``examples/kernels`` and ``examples`` in it or
beside it, with those one level below. Those that do not assemble for a variant are not offered for it. The first sentence of a
kernel's leading comment says what it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source import SpecError

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.generators.docs.exhibits.stepping import Engine, Kernel, Stepping
    from specgen.machine.assembler import Assembler
    from specgen.model import Architecture

_FOLDERS = ("kernels", "examples/kernels", "examples")
_MOST_INSTRUCTIONS = (
    500  # that an engine for a page is compiled of: more take minutes, and a site is built often
)
_MOST_BYTES = 64 << 10  # of a kernel
_MOST_KERNELS = 100
_COMMENT = re.compile(r"\s*(?:#|//|;)+ ?(.*)")


def stepping(loaded: Sequence[Accelerator]) -> Stepping:
    """Return the engines of the default variant and of the smallest one, and the kernels for them."""
    from specgen.generators.docs.exhibits.stepping import Stepping
    from specgen.machine.webassembly import NoWebAssembly

    able = [one for one in loaded if one.architecture.processors]
    if not able:
        return Stepping()
    count = max(len(one.instructions) for one in able)
    if count > _MOST_INSTRUCTIONS:
        return Stepping(
            left_out=f"it has {count} instructions, and more than {_MOST_INSTRUCTIONS} take too long to compile"
        )
    chosen = dict.fromkeys((able[0], min(able, key=lambda one: _size(one.architecture))))
    try:
        engines = {one.architecture.variant: _engine(one) for one in chosen}
    except NoWebAssembly as error:
        return Stepping(left_out=str(error).splitlines()[0])
    return Stepping(engines, tuple(_kernels(list(chosen))))


def _engine(one: Accelerator) -> Engine:
    from specgen.generators.docs.exhibits.stepping import Engine
    from specgen.machine.webassembly import build_module, manifest

    architecture = one.architecture
    module = build_module(architecture, lambda: one.semantics, identity=architecture.content_hash)
    return Engine(module, manifest(architecture))


def _size(architecture: Architecture) -> int:
    """Bytes of all memories, by which variants are compared."""
    count = architecture.instances.count if architecture.instances is not None else 1
    return count * sum(one.size for one in architecture.memories.values() if one.window is None)


# -- kernels -----------------------------------------------------------------------------------------------------------


def _kernels(chosen: list[Accelerator]) -> Iterator[Kernel]:
    from specgen.generators.docs.exhibits.stepping import Kernel
    from specgen.machine import Codec
    from specgen.machine.assembler import Assembler

    assemblers = {one.architecture.variant: Assembler(Codec(one.architecture)) for one in chosen}
    for name, source in _sources(Path(chosen[0].architecture.origin.tree.file.path).resolve().parent):
        variants = tuple(variant for variant, one in assemblers.items() if _assembles(one, source))
        if variants:
            yield Kernel(name, _summary(source), source, variants)


def _assembles(assembler: Assembler, source: str) -> bool:
    try:
        return bool(assembler.assemble(source).image)
    except SpecError:
        return False


def _sources(folder: Path) -> Iterator[tuple[str, str]]:
    """The names and texts of the kernels of the spec in a folder."""
    found: dict[str, Path] = {path.stem: path for path in sorted(folder.glob("*.s"))}
    for home in (folder / name for name in _FOLDERS):
        _gather(home, found)
    for home in (folder.parent / name for name in _FOLDERS):
        _gather(home, found)
    for name, path in list(found.items())[:_MOST_KERNELS]:
        text = _text(path)
        if text is not None:
            yield name, text


def _gather(home: Path, found: dict[str, Path]) -> None:
    known = set(found.values())
    for pattern in ("*.s", "*/*.s"):
        for path in sorted(home.glob(pattern)):
            if path not in known:
                found.setdefault(path.relative_to(home).with_suffix("").as_posix(), path)


def _text(path: Path) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _summary(source: str) -> str:
    """The first sentence of the comment that a kernel begins with."""
    words: list[str] = []
    for line in source.splitlines():
        found = _COMMENT.fullmatch(line)
        if found is None or not found[1].strip():
            break
        words.append(found[1].strip())
    return re.split(r"(?<=[.!?])\s", " ".join(words), maxsplit=1)[0]
