"""Golden artefacts of a release: files, bytes and words as it makes them, and what its own readers make of those."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.releases.reading import read

if TYPE_CHECKING:
    from specgen.model import Architecture

Made = tuple[str, str, dict[str, Any]]
"""What an artefact is about (a path such as ``structures.command``), its kind, and what readers of the kind are given."""


@frozen()
class Artefact:
    """One artefact: what readers of its ``kind`` are ``given``, and what they answered in each of ``variants``."""

    subject: str
    kind: str
    variants: tuple[str, ...]
    given: dict[str, Any]
    answer: Any


@frozen()
class Golden:
    """The artefacts of a release, stamped with what binaries of each variant depend on."""

    name: str
    version: str
    binary: Mapping[str, str]
    artefacts: tuple[Artefact, ...]


def golden_of(architectures: Iterable[Architecture]) -> Golden:
    """Return the artefacts of all variants of a spec, the default one first; the same spec gives the same."""
    from specgen.model.identity import binary_hash

    every = list(architectures)
    found: dict[str, tuple[Made, Any, list[str]]] = {}
    for architecture in every:
        for made in _made(architecture):
            answer = json.loads(json.dumps(read(made[1], architecture, made[2])))
            key = json.dumps([*made, answer], sort_keys=True)
            found.setdefault(key, (made, answer, []))[2].append(architecture.variant)
    artefacts = tuple(
        Artefact(subject, kind, tuple(dict.fromkeys(variants)), given, answer)
        for (subject, kind, given), answer, variants in found.values()
    )
    binary = {one.variant: binary_hash(one) for one in every}
    return Golden(every[0].name, every[0].version, binary, artefacts)


def _made(architecture: Architecture) -> Iterator[Made]:
    yield from _executables(architecture)
    yield from _structures(architecture)
    yield from _words(architecture)
    yield from _registers(architecture)
    yield from _codes(architecture)
    for name in architecture.enums:
        yield f"enums.{name}", "enum", {"enum": name}


def _executables(architecture: Architecture) -> Iterator[Made]:
    from specgen.releases.samples import sample_files

    for name, form in architecture.executables.items():
        for data in sample_files(architecture, form):
            yield f"executables.{name}", "executable", {"executable": name, "file": data.hex()}


def _structures(architecture: Architecture) -> Iterator[Made]:
    from specgen.releases.samples import sample_bytes

    for name, structure in architecture.structures.items():
        for data in sample_bytes(structure):
            yield f"structures.{name}", "structure", {"structure": name, "bytes": data.hex()}


def _words(architecture: Architecture) -> Iterator[Made]:
    from specgen.machine.codec import Codec
    from specgen.releases.samples import sample_words

    for processor in architecture.processors.values():
        codec = Codec(architecture, processor)
        for name, coder in codec.coders.items():
            for word in sample_words(codec, coder):
                digits = f"{word:#0{2 + 2 * coder.length_bytes}x}"
                yield f"instructions.{name}", "word", {"processor": processor.name, "word": digits}


def _registers(architecture: Architecture) -> Iterator[Made]:
    for block in architecture.registers.values():
        for one in block.registers:
            subject = f"registers.{block.name}.registers.{one.name}"
            yield subject, "register", {"block": block.name, "register": one.name}


def _codes(architecture: Architecture) -> Iterator[Made]:
    for section in ("errors", "interrupts"):
        for name in getattr(architecture, section):
            yield f"{section}.{name}", "code", {"section": section, "item": name}
    for section, parts in (("queues", "packets"), ("mailboxes", "messages"), ("traces", "records")):
        for name, item in getattr(architecture, section).items():
            for part in getattr(item, parts):
                given = {"section": section, "item": name, "parts": parts, "part": part}
                yield f"{section}.{name}.{parts}.{part}", "code", given
