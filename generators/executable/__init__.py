"""Readers of executables in C: files that nobody trusts are checked in every respect, without copies or allocations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.target import Files, Request

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

__all__ = ["c_files", "generate"]


def generate(request: Request) -> Files:
    """Return the reader of every format of every variant, with the readers of structures that it needs."""
    from specgen.generators.structures import c_files as structures

    files: Files = {}
    for architecture in request.architectures:
        if architecture.executables:
            needed = {p: text for p, text in structures(architecture).items() if "fuzz" not in p}
            made = needed | c_files(architecture)
            files |= {f"{architecture.variant}/{path}": text for path, text in made.items()}
    return files


def c_files(architecture: Architecture) -> dict[str, str]:
    """Return ``include/<spec>_<format>.h`` and ``<spec>_<format>.c`` of every format, by their paths.

    They include the headers of target ``structures``.
    """
    from specgen.generators.executable.reader import reader

    files: dict[str, str] = {}
    for form in architecture.executables.values():
        files |= reader(architecture, form)
    return files
