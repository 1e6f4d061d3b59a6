"""Register maps: a header in C11 and C++17, and a Python module of the same constants.

One folder a variant, as the other headers have it: ``#include <chip/registers.h>``. A spec without registers has none.
"""

from __future__ import annotations

from specgen.generators.registers.header import header
from specgen.generators.registers.module import module
from specgen.generators.target import Files, Request


def generate(request: Request) -> Files:
    """Return the register map of every variant asked for."""
    files: Files = {}
    for architecture in request.architectures:
        if architecture.registers:
            files[f"{architecture.variant}/{architecture.name}/registers.h"] = header(architecture)
            files[f"{architecture.variant}/{architecture.name}_registers.py"] = module(architecture)
    return files
