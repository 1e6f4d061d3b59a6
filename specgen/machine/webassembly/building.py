"""From an architecture to a module of WebAssembly: out of the cache, or emitted, compiled and put there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from specgen.machine.native.building import Notice, generator_identity
from specgen.machine.native.cache import Cache, key_of
from specgen.machine.webassembly.compiler import find_compiler

if TYPE_CHECKING:
    from specgen.machine.webassembly.compiler import WebAssemblyCompiler
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics


def build_module(
    architecture: Architecture,
    semantics: Callable[[], Semantics],
    *,
    identity: str,
    notice: Notice | None = None,
    cache: Cache | None = None,
) -> bytes:
    """The module of an architecture's engine; ``identity`` names the meaning of the spec.

    ``semantics`` are not asked for where the module is in the cache. Raises NoWebAssembly.
    """
    compiler, cache = find_compiler(), cache or Cache(suffix=".wasm")
    made_by = generator_identity("generators/interpreter/webassembly")
    key = key_of("webassembly", compiler.identity(), made_by, identity, architecture.variant)
    found = cache.find(key)
    if found is not None:
        return found.read_bytes()
    if notice is not None:
        notice(f"compiling the engine of {architecture.name} ({architecture.variant}) for the page")
    with TemporaryDirectory(prefix="building-", dir=cache.folder) as folder:
        made = _compiled(compiler, architecture, semantics(), Path(folder))
        return (cache.add(key, made) if cache.folder is not None else made).read_bytes()


def _compiled(
    compiler: WebAssemblyCompiler, architecture: Architecture, semantics: Semantics, folder: Path
) -> Path:
    from specgen.generators.interpreter.webassembly import emit_page, sparse

    return compiler.compile(emit_page(architecture, semantics), folder, [sparse(architecture)])
