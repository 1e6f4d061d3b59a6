"""Bundles: a spec and everything made of it, gathered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.api.generating import files_of, request_of, targets

if TYPE_CHECKING:
    from specgen.bundles import BundleInfo, Contents
    from specgen.generators import Files, Request
    from specgen.model import Spec

VECTORS = 2
"""How many conformance vectors a bundle has for each choice of types of an instruction."""


def bundle(
    output: str | Path,
    path: str | Path = "spec",
    *,
    variants: Iterable[str] | None = None,
    vectors: int = VECTORS,
    tell: Callable[[str], None] = lambda _: None,
) -> BundleInfo:
    """Write everything that another repository takes from a spec into one archive; return what is in it.

    ``variants`` are by default all; ``vectors`` are made for each choice of types of an instruction of the default one
    (0: none); ``tell`` is told what is being made. All files are of the time ``SOURCE_DATE_EPOCH`` (seconds since 1970),
    else of 1 January 1980: the same spec gives the same bytes.
    Raises SpecError for the spec, BundleError (of `specgen.bundles`) for what no bundle may hold, PluginError for
    a target of another package, OSError.
    """
    from specgen.bundles import bundle_files, write_bundle

    spec = load_spec(path)
    contents = contents_of(Path(path), spec, request_of(spec, variants), vectors, tell)
    tell("packing")
    info, files = bundle_files(contents)
    return write_bundle(Path(output), info, files, contents.time)


def contents_of(
    path: Path, spec: Spec, asked: Request, vectors: int, tell: Callable[[str], None]
) -> Contents:
    """Return what a bundle of a request is made of. Raises as `bundle` does."""
    import specgen
    from specgen.bundles import Contents, licence_of, take
    from specgen.model.identity import binary_hash

    one = asked.default
    taken = take(path, spec)
    return Contents(
        specgen.__version__,
        one.name,
        one.version,
        one.summary,
        one.content_hash,
        {a.variant: binary_hash(a) for a in asked.architectures},
        taken.home,
        _made(asked, tell),
        taken.spec,
        taken.std,
        dict(_vectors(asked, vectors, tell)),
        {"specgen.json": _schema()},
        licence_of(path),
        archive_time(),
    )


def _made(asked: Request, tell: Callable[[str], None]) -> dict[str, Files]:
    from specgen.bundles import LEFT_OUT

    made: dict[str, Files] = {}
    for name in sorted(targets().keys() - {*LEFT_OUT}):
        tell(f"generating {name}")
        made |= files_of(asked, (name,))
    return made


def _vectors(asked: Request, count: int, tell: Callable[[str], None]) -> Iterator[tuple[str, bytes]]:
    from specgen.machine.vectors import Maker, as_json

    one = asked.default
    if count and one.processors:
        maker = Maker(asked.semantics[one.variant], count=count)
        for name, instruction in one.instructions.items():
            tell(f"vectors of {name}")
            yield f"{one.variant}/{name}.json", as_json(maker.file(instruction)).encode()


def _schema() -> bytes:
    from specgen.api.checking import schema_text

    return schema_text().encode()


def archive_time() -> int:
    """SOURCE_DATE_EPOCH, as far as archives can tell of it. Raises ValueError where it is no number of seconds."""
    from specgen.bundles import EPOCH, LATEST

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return EPOCH
    if not given.isascii() or not given.isdigit() or len(given) > 12:
        raise ValueError(f"SOURCE_DATE_EPOCH is {given[:40]!r}, no number of seconds since 1970")
    return min(max(int(given), EPOCH), LATEST)
