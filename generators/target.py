"""What a generator is: a pure function from a request to named files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.hosting import Plugin
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics

Files = dict[str, str | bytes]
"""Relative path with ``/`` -> contents; text is written as UTF-8 with its own line ends."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a generator: the variants, the default one first, and what their instructions do.

    ``exhibits`` is data that higher rooms hand in by name (charts, executed examples); a generator uses
    those it knows.
    """

    architectures: tuple[Architecture, ...]
    semantics: Mapping[str, Semantics]
    exhibits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def default(self) -> Architecture:
        """The default variant."""
        return self.architectures[0]


@dataclass(frozen=True, slots=True)
class Target:
    """A generator by name, loaded only when it is run; one of another package is its ``plugin``'s."""

    name: str
    summary: str
    load: Callable[[], Callable[[Request], Files]]
    plugin: Plugin | None = None


def stamp(architecture: Architecture) -> str:
    """Return the words that mark a generated file: name, version and content hash of the spec."""
    return f"{architecture.name} {architecture.version}, content {architecture.content_hash[:16]}"
