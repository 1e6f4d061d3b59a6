"""A release's folder: its spec as a small bundle, its golden artefacts as `golden.json` and the files that these name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from specgen.model import Spec
from specgen.releases.golden import Artefact, Golden
from specgen.releases.reading import READERS
from specgen.releases.table import SPEC, Release, ReleaseError
from specgen.source.writing import write_whole

GOLDEN = "golden.json"
FORMAT = 1
_MOST = 64 << 20  # bytes of one golden.json, or of a file beside it


def spec_archive(folder: Path, release: Release) -> Path:
    """Return where the spec of a release lies: a bundle that `specgen diff` takes for a side. Raises ReleaseError."""
    path = folder / release.version / SPEC
    if not path.is_file():
        raise ReleaseError(f"{path} is missing: the table tells of release {release.version}")
    return path


def write_spec(path: Path, source: Path, spec: Spec, release: Release, made_by: str) -> None:
    """Write a bundle that holds a spec, what it includes of ``std:``, and its licence. Raises BundleError, OSError."""
    write_whole(path, spec_bytes(source, spec, release, made_by))


def spec_bytes(source: Path, spec: Spec, release: Release, made_by: str) -> bytes:
    """Return the bundle that `write_spec` writes. Raises BundleError."""
    from specgen.bundles import EPOCH, BundleInfo, bundle_bytes, licence_of, take

    taken, licence = take(source, spec), licence_of(source)
    assert spec.merged is not None
    info = BundleInfo(
        str(spec.merged.header.name), release.version, release.content, release.binary, made_by,
        f"spec/{taken.home}", "std", None if licence is None else "LICENSE", (),
    )  # fmt: skip
    files = {f"spec/{name}": data for name, data in taken.spec.items()}
    files |= {f"std/{name}": data for name, data in taken.std.items()}
    files |= {} if licence is None else {"LICENSE": licence}
    return bundle_bytes(info, files, EPOCH)


def write_golden(folder: Path, golden: Golden) -> None:
    """Write `golden.json`, an artefact a line, and each executable as a file of its own. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for one in golden.artefacts:
        given = dict(one.given)
        if "file" in given:
            name = f"{given['executable']}-{one.variants[0]}-{len(lines)}.bin"
            write_whole(folder / name, bytes.fromhex(given.pop("file")))
            given["path"] = name
        row = {
            "subject": one.subject,
            "kind": one.kind,
            "variants": one.variants,
            "given": given,
            "answer": one.answer,
        }
        lines.append(json.dumps(row, separators=(",", ":")))
    head = {
        "golden": FORMAT,
        "name": golden.name,
        "version": golden.version,
        "binary": dict(golden.binary),
    }
    rows = ",\n".join(lines)
    text = f'{json.dumps(head, indent=1)[:-2]},\n "artefacts": [\n{rows}\n ]\n}}\n'
    write_whole(folder / GOLDEN, text.encode())


def read_golden(folder: Path, release: Release) -> Golden:
    """Return the artefacts of a release. Raises ReleaseError where they are not there, or are not those of the table."""
    path = folder / release.version / GOLDEN
    try:
        data = json.loads(_read(path))
        if data["golden"] != FORMAT:
            raise ReleaseError(f"{path} is of format {data['golden']}, and this specgen reads {FORMAT}")
        found = Golden(
            data["name"], data["version"], data["binary"], tuple(_artefacts(path, data["artefacts"]))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ReleaseError):
            raise
        raise ReleaseError(f"{path} is not what `specgen releases add` wrote: {error}") from None
    if dict(found.binary) != dict(release.binary):
        raise ReleaseError(f"{path} is stamped with other hashes than the table has for {release.version}")
    return found


def _artefacts(path: Path, rows: list[Mapping[str, Any]]) -> Iterator[Artefact]:
    for row in rows:
        given = dict(row["given"])
        if row["kind"] not in READERS:
            raise ReleaseError(f"{path}: this specgen has no reader of {row['kind']!r}")
        if "path" in given:
            name = given.pop("path")
            if Path(name).name != name:
                raise ReleaseError(f"{path}: {name!r} is no file beside it")
            given["file"] = _read(path.parent / name).hex()
        yield Artefact(row["subject"], row["kind"], tuple(row["variants"]), given, row["answer"])


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST:
            raise ReleaseError(f"{path} is larger than any that specgen writes")
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path}: {error.strerror}") from None
