"""Bundles: a spec and everything made of it, gathered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.api.generating import files_of, request_of, targets

if TYPE_CHECKING:
    from specgen.bundles import BundleInfo
    from specgen.generators import Files, Request
    from specgen.model import Spec

_LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "LICENCE.md", "COPYING")
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
    import specgen
    from specgen.bundles import Contents, bundle_files, write_bundle
    from specgen.model.identity import binary_hash

    spec = load_spec(path)
    asked = request_of(spec, variants)
    one = asked.default
    taken = _taken(Path(path), spec)
    contents = Contents(
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
        _licence(Path(path)),
        _time(),
    )
    tell("packing")
    info, files = bundle_files(contents)
    return write_bundle(Path(output), info, files, contents.time)


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


def _licence(path: Path) -> bytes | None:
    """The licence that lies beside spec.yaml."""
    for name in _LICENCES:
        if (path / name).is_file():
            return (path / name).read_bytes()
    return None


def _time() -> int:
    """SOURCE_DATE_EPOCH, as far as archives can tell of it. Raises ValueError where it is no number of seconds."""
    from specgen.bundles import EPOCH, LATEST

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return EPOCH
    if not given.isascii() or not given.isdigit() or len(given) > 12:
        raise ValueError(f"SOURCE_DATE_EPOCH is {given[:40]!r}, no number of seconds since 1970")
    return min(max(int(given), EPOCH), LATEST)


@dataclass(frozen=True, slots=True)
class _Taken:
    """The files of a spec as they are put into a bundle, and the folder among them that holds spec.yaml."""

    home: str
    spec: dict[str, bytes]
    std: dict[str, bytes]


def _taken(path: Path, spec: Spec) -> _Taken:
    """What a spec is made of: its own files, those of folders beside it, those of ``std:``, and its tables.

    Its folder is called by the spec's name, whatever it is called here; folders beside it keep their names, by which the
    spec includes them.
    """
    from specgen.bundles import BundleError
    from specgen.model.includes import load_files
    from specgen.source import Diagnostics

    root = path.as_posix()
    assert spec.merged is not None
    trees = load_files(path, Diagnostics()).trees
    shown = {tree.file.path: tree.file.text.encode() for tree in trees}
    for entry in spec.merged.sections.measurements.values():
        table = Path(entry.origin.tree.file.path).parent / entry.document.file
        if not table.resolve().is_relative_to(path.resolve()):
            raise BundleError(f"{table} lies outside the spec's folder")
        shown[os.path.normpath(table).replace(os.sep, "/")] = table.read_bytes()
    std = {file[4:]: data for file, data in shown.items() if file.startswith("std:")}
    own = {_within(root, file): data for file, data in shown.items() if not file.startswith("std:")}
    beside = {file.split("/")[1] for file in own if file.startswith("../")}
    home = str(spec.merged.header.name)
    while home in beside:
        home += "_"
    return _Taken(home, {os.path.normpath(f"{home}/{file}"): data for file, data in own.items()}, std)


def _within(root: str, file: str) -> str:
    return os.path.relpath(file, root).replace(os.sep, "/")
