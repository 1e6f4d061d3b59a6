"""What can be taken of a version from its site: the same spec gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.bundles import BundleInfo
    from specgen.generators import Request
    from specgen.generators.docs.versions.data import Download
    from specgen.model import Spec

_PARTS = (
    ("include", "headers", "C and C++ headers"),
    ("rust", "rust", "Rust crate"),
    ("vectors", "vectors", "Conformance vectors"),
)
"""Folders of a bundle that have an archive of their own: what it is called, and what it holds."""


def spec_name(name: str, version: str) -> str:
    """Return what the archive of a spec alone is called: what later versions compare themselves with."""
    return f"{name}-{version}-spec.tar.gz"


def downloads(
    path: Path, spec: Spec, asked: Request, vectors: int | None, tell: Callable[[str], None]
) -> list[Download]:
    """Return the files: the spec as a bundle and as JSON with its schema; a bundle of all that is made of it, and parts of that.

    ``vectors`` are how many each instruction has for each choice of types; with None, nothing is made but the spec.
    Raises SpecError, BundleError, PluginError.
    """
    tell("packing the spec")
    made = list(_of_spec(path, spec, asked))
    if vectors is not None:
        made += _of_bundle(path, spec, asked, vectors, tell)
    return sorted(made, key=lambda one: one.name)


def _of_spec(path: Path, spec: Spec, asked: Request) -> Iterator[Download]:
    import specgen
    from specgen.api.checking import schema_text
    from specgen.generators.docs.versions.data import Download
    from specgen.model.identity import binary_hash
    from specgen.releases import Release, spec_bytes
    from specgen.review import whole

    one = asked.default
    hashes = {each.variant: binary_hash(each) for each in asked.architectures}
    release = Release(one.version, one.content_hash, hashes)
    archive = spec_bytes(path, spec, release, specgen.__version__)
    assert spec.merged is not None
    text = json.dumps(whole(spec.merged), indent=1, ensure_ascii=False) + "\n"
    yield Download(
        spec_name(one.name, one.version), "The spec itself, with which others compare theirs", archive
    )
    yield Download("spec.json", "The whole spec as one JSON document", text.encode())
    yield Download("spec.schema.json", "JSON Schema of specs", schema_text().encode())


def _of_bundle(
    path: Path, spec: Spec, asked: Request, vectors: int, tell: Callable[[str], None]
) -> Iterator[Download]:
    from specgen.api.bundling import contents_of
    from specgen.bundles import bundle_bytes, bundle_files
    from specgen.generators.docs.versions.data import Download

    contents = contents_of(path, spec, asked, vectors, tell)
    info, files = bundle_files(contents)
    tell("packing")
    about = "All that is made of the spec: headers, sources, packages, vectors, bill of materials"
    yield Download(f"{info.folder}.tar.gz", about, bundle_bytes(info, files, contents.time))
    yield from _parts(info, files, contents.time)


def _parts(info: BundleInfo, files: Mapping[str, bytes], time: int) -> Iterator[Download]:
    from specgen.bundles import archive_bytes
    from specgen.generators.docs.versions.data import Download

    for folder, name, about in _PARTS:
        within = {path: data for path, data in files.items() if path.startswith(f"{folder}/")}
        if within:
            whole = f"{info.folder}-{name}"
            yield Download(f"{whole}.tar.gz", about, archive_bytes(whole, sorted(within.items()), time))
    for path, data in files.items():
        if path.endswith(".whl"):
            yield Download(path.rpartition("/")[2], "Python package", data)


def add_file(site: Path, one: Download) -> None:
    """Put a file that is made of a built site among what can be taken from it, and tell of it there."""
    from specgen.generators.docs.versions.releases import FOLDER, LATER, SUMS, download_row

    folder, page = site / FOLDER, site / "releases.html"
    (folder / one.name).write_bytes(one.data)
    known = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    lines = sorted([*known, f"{sha256(one.data).hexdigest()}  {one.name}"], key=lambda line: line[66:])
    (folder / SUMS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(LATER, f"<tbody>{download_row(one)}</tbody>", 1), encoding="utf-8")
