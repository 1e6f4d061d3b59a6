"""Structures as code: C structs, readers and writers that check every byte, a Python module, a Linux uapi header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.target import Files, Request

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

__all__ = ["c_files", "c_tags", "generate", "python_files"]


def generate(request: Request) -> Files:
    """Return the headers, sources and modules of every variant that has structures."""
    files: Files = {}
    for architecture in request.architectures:
        if architecture.structures:
            made = c_files(architecture) | python_files(architecture)
            files |= {f"{architecture.variant}/{path}": text for path, text in made.items()}
    return files


def c_files(architecture: Architecture) -> dict[str, str]:
    """Return the headers of structs, readers and for Linux, the readers' source and a fuzzer, by their paths."""
    from specgen.generators.structures.c.fuzzing import fuzzer
    from specgen.generators.structures.c.header import header
    from specgen.generators.structures.c.reader import reader_header, reader_source
    from specgen.generators.structures.names import Names
    from specgen.generators.structures.uapi import header as uapi

    names = Names(architecture)
    return {
        f"include/{architecture.name}_structures.h": header(architecture, names),
        f"include/{architecture.name}_read.h": reader_header(architecture, names),
        f"include/uapi/{architecture.name}.h": uapi(architecture, names),
        f"{architecture.name}_read.c": reader_source(architecture, names),
        f"{architecture.name}_fuzz.c": fuzzer(architecture, names),
    }


def c_tags(architecture: Architecture) -> dict[str, str]:
    """Return what the C names of each structure begin with: the tag of its struct."""
    from specgen.generators.structures.names import Names

    names = Names(architecture)
    return {name: names.tag(structure) for name, structure in architecture.structures.items()}


def python_files(architecture: Architecture) -> dict[str, str]:
    """Return the package of values and views, ``<name>_structures``, by its files' paths."""
    from specgen.generators.structures.python.bundle import codec
    from specgen.generators.structures.python.module import module

    folder = f"{architecture.name.replace('-', '_').lower()}_structures"
    return {
        f"{folder}/__init__.py": module(architecture),
        f"{folder}/codec.py": codec(),
        f"{folder}/py.typed": "",
    }
