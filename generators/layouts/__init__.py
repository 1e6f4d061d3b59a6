"""Tensor layouts as code: index functions, pack and unpack in C and Python, and packing of arrays here and now.

`pack` and `unpack` move a tensor between a NumPy array and its storage, the image that `storage` gives the shape of.
`pack_parts` and `unpack_parts` do so for tensors that lie in several parts, whose images are together a `Stored`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.generators.layouts.c.function import Function
    from specgen.generators.layouts.c.header import functions
    from specgen.generators.layouts.numpy.kernels.images import Array
    from specgen.generators.layouts.numpy.packing import pack, storage, unpack
    from specgen.generators.layouts.numpy.parts import Arguments, Stored, pack_parts, unpack_parts
    from specgen.generators.target import Files, Request

__all__ = [
    "Arguments",
    "Array",
    "Function",
    "Stored",
    "functions",
    "generate",
    "pack",
    "pack_parts",
    "storage",
    "unpack",
    "unpack_parts",
]

_LATE = {
    **dict.fromkeys(("pack", "storage", "unpack"), "numpy.packing"),
    **dict.fromkeys(("Arguments", "Stored", "pack_parts", "unpack_parts"), "numpy.parts"),
    "Array": "numpy.kernels.images",
    "Function": "c.function",
    "functions": "c.header",
}


def generate(request: Request) -> Files:
    """Return the header and the module of every variant asked for."""
    from specgen.generators.layouts.c.header import header
    from specgen.generators.layouts.python.module import module

    files: Files = {}
    for architecture in request.architectures:
        files[f"{architecture.variant}/{architecture.name}_layouts.h"] = header(architecture)
        files[f"{architecture.variant}/layouts.py"] = module(architecture)
    return files


def __getattr__(name: str) -> Any:
    """Import a language's part when it is first asked for: who wants C does not need NumPy."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
