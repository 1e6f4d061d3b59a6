"""From an architecture to a compiled engine: out of the cache, or emitted, compiled and put there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from specgen.machine.native.cache import Cache, key_of
from specgen.machine.native.compiler import NoCompiler, find_compiler

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

#: Is told in words what takes a while, or could not be done.
Notice = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Engine:
    """A compiled engine: the shared library, and the prefix of its functions."""

    library: Path
    prefix: str


def build_engine(
    architecture: Architecture,
    semantics: Semantics | Callable[[], Semantics],
    *,
    checked: bool = False,
    identity: str | None = None,
    notice: Notice | None = None,
    cache: Cache | None = None,
) -> Engine:
    """The engine of an architecture; ``checked``: one whose reads look whether what they read was ever written.

    ``identity`` names the meaning of the spec where somebody vouches for it (as for one that was loaded from files);
    then ``semantics``, which may be a function, are not needed where the engine is in the cache. Raises NoCompiler.
    """
    prefix = architecture.name.replace("-", "_").lower()
    checked = checked and any(m.uninitialised is not None for m in architecture.memories.values())
    compiler, cache = find_compiler(), cache or Cache()
    sources: dict[str, str] = {}
    if identity is None:
        sources = _emit(architecture, semantics, checked)
        key = key_of(compiler.identity(), *(text for pair in sorted(sources.items()) for text in pair))
    else:
        key = key_of(compiler.identity(), generator_identity(), identity, architecture.variant, str(checked))
    found = cache.find(key)
    if found is not None:
        return Engine(found, prefix)
    sources = sources or _emit(architecture, semantics, checked)
    if notice is not None:
        notice(f"compiling the native engine of {architecture.name} with {compiler.command[0]}")
    loops = frozenset(n for n in sources if n.startswith("functions"))
    if cache.folder is None:
        made = compiler.compile(sources, Path(mkdtemp(prefix="specgen-")), loops=loops)
        return Engine(made, prefix)
    with TemporaryDirectory(prefix="building-", dir=cache.folder) as folder:
        made = compiler.compile(sources, Path(folder), loops=loops)
        return Engine(cache.add(key, made), prefix)


def _emit(
    architecture: Architecture, semantics: Semantics | Callable[[], Semantics], checked: bool
) -> dict[str, str]:
    from specgen.generators.interpreter.c.engine import emit_engine

    made = semantics() if callable(semantics) else semantics
    return emit_engine(architecture, made, checked=checked)


@cache
def generator_identity(*more: str) -> str:
    """The content of all that decides what text is emitted for a spec, ``more`` folders of the package among it."""
    root = Path(__file__).parents[2]
    hashed = blake2b(digest_size=16)
    for room in ("data.py", "model", "semantics", "std", "generators/interpreter/c", *more):
        files = [root / room] if room.endswith(".py") else sorted((root / room).rglob("*"))
        for file in files:
            if file.suffix in {".py", ".c", ".h", ".yaml"}:
                hashed.update(file.read_bytes())
    return hashed.hexdigest()


__all__ = ["Engine", "NoCompiler", "Notice", "build_engine", "generator_identity"]
