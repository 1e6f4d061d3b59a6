"""From an architecture to a compiled device: its own files, linked to the compiled engine, out of the cache or into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from specgen.machine.native.building import build_engine, generator_identity
from specgen.machine.native.cache import Cache, key_of
from specgen.machine.native.compiler import find_compiler

if TYPE_CHECKING:
    from specgen.machine.native.building import Notice
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics


@dataclass(frozen=True, slots=True)
class BuiltDevice:
    """A compiled device: the shared library, which loads the engine's, and the prefix of their functions."""

    library: Path
    engine: Path
    prefix: str


def build_device(
    architecture: Architecture,
    semantics: Semantics | Callable[[], Semantics],
    *,
    identity: str | None = None,
    notice: Notice | None = None,
    cache: Cache | None = None,
) -> BuiltDevice:
    """The device of an architecture; parameters as for `build_engine`. Raises NoCompiler."""
    cache = cache or Cache()
    engine = build_engine(architecture, semantics, identity=identity, notice=notice, cache=cache)
    compiler = find_compiler()
    sources: dict[str, str] = {}
    if identity is None:
        sources = _emit(architecture, semantics)
        parts = [text for pair in sorted(sources.items()) for text in pair]
    else:
        rooms = ("generators/device", "generators/structures")
        parts = [generator_identity(*rooms), identity, architecture.variant]
    key = key_of("device", compiler.identity(), str(engine.library), *parts)
    found = cache.find(key)
    if found is not None:
        return BuiltDevice(found, engine.library, engine.prefix)
    sources = sources or _emit(architecture, semantics)
    if cache.folder is None:
        made = compiler.compile(sources, Path(mkdtemp(prefix="specgen-")), libraries=(engine.library,))
        return BuiltDevice(made, engine.library, engine.prefix)
    with TemporaryDirectory(prefix="building-", dir=cache.folder) as folder:
        made = compiler.compile(sources, Path(folder), libraries=(engine.library,))
        return BuiltDevice(cache.add(key, made), engine.library, engine.prefix)


def _emit(architecture: Architecture, semantics: Semantics | Callable[[], Semantics]) -> dict[str, str]:
    from specgen.generators.device import emit_device

    made = semantics() if callable(semantics) else semantics
    return emit_device(architecture, made)
