"""Engines that run in a page, and the programs to run on them; see `specgen.api.playground`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine of one variant: the ``module`` of WebAssembly, and its ``manifest`` as JSON."""

    module: bytes
    manifest: str


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program that lies beside the spec: its ``source``, and the ``variants`` that it assembles for."""

    name: str
    summary: str
    source: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stepping:
    """``engines`` by variant, the default one first; where there are none, ``left_out`` says why."""

    engines: Mapping[str, Engine] = field(default_factory=dict)
    kernels: Sequence[Kernel] = ()
    left_out: str = ""
