"""The targets by name: ours, and those that other packages add (entry points ``specgen.generators``)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from specgen.generators.target import Files, Request, Target
from specgen.generators.writer import plain
from specgen.hosting import Plugin, PluginError, blamed, load, plugins

GROUP = "specgen.generators"
_OURS = {
    "c": "C11 and C++17 headers: opcodes, fields, enums, inline encoders and decoders",
    "python": "typed Python bindings that import nothing of specgen",
    "numerics": "number formats: a C header and a NumPy module that round, convert, scale and pack",
    "layouts": "index functions, pack and unpack of tensor layouts, in C11 and NumPy",
    "structures": "structures of interfaces: C structs, readers and writers in C and Python, a Linux uapi header",
    "executable": "readers of executables in C, that check all that they are handed",
    "interpreter": "an engine in C11 that executes programs: a library, a command",
    "systemverilog": "a SystemVerilog package: parameters, enums, formats, fields and a decoder",
    "rust": "a Rust crate, no_std and without unsafe: enums, instructions, an encoder and a decoder",
    "javascript": "an ES module for browsers and Node that decodes, encodes and assembles",
    "errors": "error codes with cause, blame and remedy: a C header, a Python module",
    "runtime": "a runtime's C interface: header, reference library, mocks, Python bindings",
    "tablegen": "TableGen records: a target of LLVM and a dialect of MLIR",
    "registers": "register maps: a header in C11 and C++17, a Python module",
    "systemrdl": "SystemRDL 2.0 of the register map, for hardware tools",
    "device": "a virtual device in C11: registers, queues, copies, interrupts, over the engine",
    "docs": "Markdown pages with diagrams, for any site engine",
}


def targets() -> dict[str, Target]:
    """Return all targets by name. A name that two packages claim is there, and loading it raises PluginError."""
    found = {name: Target(name, summary, _ours(name)) for name, summary in _OURS.items()}
    for plugin in plugins(GROUP):
        if plugin.name not in found:
            found[plugin.name] = Target(
                plugin.name, f"from {plugin.package} {plugin.version}", _theirs(plugin), plugin
            )
    return found


def refused() -> tuple[PluginError, ...]:
    """Return why some plugins are no targets: their names are those of specgen's own."""
    return tuple(_taken(plugin, "specgen itself") for plugin in plugins(GROUP) if plugin.name in _OURS)


def _ours(name: str) -> Callable[[], Callable[[Request], Files]]:
    def load() -> Callable[[Request], Files]:
        generate: Callable[[Request], Files] = import_module(f"specgen.generators.{name}").generate
        return generate

    return load


def _theirs(plugin: Plugin) -> Callable[[], Callable[[Request], Files]]:
    def loaded() -> Callable[[Request], Files]:
        for other in plugins(GROUP):
            if other.name == plugin.name and other != plugin:
                raise _taken(plugin, str(other))
        generate = load(plugin)

        def guarded(request: Request) -> Files:
            with blamed(plugin):
                return _checked(generate(request))

        return guarded

    return loaded


def _checked(files: object) -> Files:
    """What a plugin made, if it is files below the target's folder. Raises TypeError, ValueError."""
    if not isinstance(files, dict):
        raise TypeError(f"a generator returns a dict of files, not {type(files).__name__}")
    for path, contents in files.items():
        if not isinstance(path, str) or not isinstance(contents, str | bytes):
            raise TypeError(
                f"a generator returns texts or bytes by path, not {contents!r:.40} by {path!r:.80}"
            )
        if not plain(path):
            raise ValueError(f"{path!r} is not a relative path of plain names")
    return files


def _taken(plugin: Plugin, other: str) -> PluginError:
    message = f"adds the target {plugin.name!r}, which is also of {other}"
    return PluginError(plugin, "plugin-name", message, "leave one of the two packages out")
