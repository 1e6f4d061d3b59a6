"""Where the files of each target lie in a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specgen.bundles.manifest import BundleError

_LANGUAGES = ("c", "python", "numerics", "layouts", "structures", "executable", "errors", "registers")
_ENGINES = ("interpreter", "device")
_FOLDERS = ("systemverilog", "systemrdl", "rust", "tablegen", "javascript")
LEFT_OUT = ("docs",)
"""Targets that are no part of a bundle: pages are read on a website."""


def place(name: str, default: str, made: Mapping[str, Mapping[str, str | bytes]]) -> dict[str, bytes]:
    """Return the files of all targets by their path in a bundle of the spec ``name``.

    ``made`` are files by target and path, each path beginning with a variant; ``default`` is the first variant.
    Raises BundleError where two targets claim one path for different files.
    """
    placed: dict[str, bytes] = {}
    for target, files in sorted(made.items()):
        if target in LEFT_OUT:
            continue
        for path, text in sorted(files.items()):
            data = text if isinstance(text, bytes) else text.encode()
            for to in _places(name, default, target, path):
                if placed.setdefault(to, data) != data:
                    raise BundleError(
                        f"two different files are to be {to!r}, the second of target {target!r}"
                    )
    return placed


def package(name: str, variant: str, default: str) -> str:
    """Return the name that a variant's Python package is imported by."""
    return name if variant == default else f"{name}_{variant}"


def _places(name: str, default: str, target: str, path: str) -> Iterable[str]:
    """The paths of one file: a header of an engine is with its sources, and among the headers."""
    variant, _, rest = path.partition("/")
    include = f"include/{name}/{variant}"
    if target in _ENGINES:
        yield f"src/{variant}/{target}/{rest}"
        if rest.endswith((f"_{target}.h", "_engine.h")):
            yield f"{include}/{rest}"
    elif target == "runtime":
        yield f"src/{variant}/runtime/{rest}"
        if rest.startswith("include/"):
            yield f"{include}/{rest.removeprefix('include/')}"
        elif rest.startswith("python/"):
            yield _module(name, default, variant, rest.removeprefix("python/"))
    elif target in _FOLDERS:
        yield f"{target}/{variant}/{rest}"
    elif target not in _LANGUAGES:
        yield f"extra/{target}/{path}"
    elif rest.endswith(".h"):
        yield f"{include}/{rest.removeprefix('include/')}"
    elif not rest.endswith(".c"):
        yield _module(name, default, variant, rest)
    elif not rest.endswith("_fuzz.c"):
        yield f"src/{variant}/readers/{rest}"


def _module(name: str, default: str, variant: str, path: str) -> str:
    """All Python of a variant is one package: ``demo_errors.py`` is its module ``errors``."""
    within = path.removeprefix(f"{name}/").removeprefix(f"{name}_")
    return f"python/{variant}/{package(name, variant, default)}/{within}"
