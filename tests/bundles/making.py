"""A small bundle, and archives that are none."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

from specgen.bundles import EPOCH, BundleInfo, Contents, bundle_files, write_bundle

SPEC = b"name: demo\nversion: 1.2.0\nsummary: A demonstration.\n"
FOLDER = "demo-1.2.0"


def contents(**changes: object) -> Contents:
    """A bundle's contents: a header, a source, a module, and the spec."""
    given: dict[str, object] = {
        "specgen": "0.1.0",
        "name": "demo",
        "version": "1.2.0",
        "summary": "A demonstration.",
        "content_hash": "1" * 64,
        "variants": {"big": "a" * 64, "small": "b" * 64},
        "home": "demo",
        "made": {
            "c": {"big/demo/isa.h": "#define DEMO 1\n", "small/demo/isa.h": "#define DEMO 2\n"},
            "interpreter": {"big/demo_engine.h": "", "big/main.c": "", "big/run.c": ""},
            "python": {"big/demo/__init__.py": "", "big/demo/py.typed": "", "small/demo/__init__.py": ""},
            "errors": {"big/demo_errors.py": "import numpy\n"},
            "docs": {"index.md": "a page"},
            "theirs": {"notes.txt": "made elsewhere"},
        },
        "spec": {"demo/spec.yaml": SPEC, "demo/isa/a.yaml": b"types: {}\n"},
        "std": {"types/bf16.yaml": b"types: {}\n"},
        "licence": b"Do as you like.\n",
    }
    return Contents(**{**given, **changes})  # type: ignore[arg-type]  # tests change one thing at a time


def write(path: Path, **changes: object) -> BundleInfo:
    """Write a small bundle."""
    given = contents(**changes)
    info, files = bundle_files(given)
    return write_bundle(path, info, files, given.time)


def entries(path: Path) -> list[tuple[tarfile.TarInfo, bytes]]:
    """What is in an archive."""
    with tarfile.open(path) as archive:
        return [(one, (archive.extractfile(one) or io.BytesIO()).read()) for one in archive]


def packed(members: list[tuple[tarfile.TarInfo, bytes]], style: int = tarfile.USTAR_FORMAT) -> bytes:
    """An archive of whatever is given, in the order given."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=style) as archive:
        for one, data in members:
            archive.addfile(one, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


def member(
    name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = ""
) -> tuple[tarfile.TarInfo, bytes]:
    """A member of an archive, of any kind."""
    one = tarfile.TarInfo(name)
    one.type, one.linkname, one.size, one.mtime = kind, link, len(data), EPOCH
    return one, data
