"""Releases of a spec: recorded, replayed, told."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.api.reviewing import diff, policy_of, review, today_of

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.releases import Notes, Release, Replayed
    from specgen.review import Search

Tell = Callable[[str], None]
_ENFORCED = ("VERSION_TOO_LOW", "ART_VERSION_NOT_BUMPED")


def releases(folder: str | Path = "releases") -> tuple[Release, ...]:
    """Return the releases recorded in a folder, oldest first. Raises SpecError, ReleaseError."""
    from specgen.releases import read_table

    return read_table(Path(folder))


def add_release(
    path: str | Path = "spec",
    folder: str | Path = "releases",
    *,
    date: dt.date | None = None,
    search: Search | None = None,
    tell: Tell = lambda _: None,
) -> Release:
    """Record a spec as the release of its version: its files, its hashes, its golden artefacts.

    One that is recorded already stays as it is. Raises ReleaseError for a version
    that is there with another content, one that is lower than the last, and one that rose too little for what changed; SpecError;
    BundleError.
    """
    from specgen.releases import read_table, write_table

    source, into = Path(path), Path(folder)
    spec = load_spec(source)
    made, known = _release(spec, date), read_table(into)
    for one in known:
        if (one.version, one.content) == (made.version, made.content):
            return one
    _refuse(made, known)
    if known:
        tell(f"comparing with {known[-1].version}")
        _refuse_small(into, known[-1], source, search, tell)
    tell("making golden artefacts")
    _write(into, source, spec, made)
    write_table(into, [*known, made])
    return made


def _release(spec: Spec, date: dt.date | None) -> Release:
    from specgen.model.identity import binary_hash
    from specgen.releases import Release

    every = [spec.architecture(name) for name in spec.variants]
    hashes = {one.variant: binary_hash(one) for one in every}
    return Release(every[0].version, every[0].content_hash, hashes, date.isoformat() if date else None)


def _refuse(made: Release, known: tuple[Release, ...]) -> None:
    from specgen.releases import ReleaseError

    same = next((one for one in known if one.version == made.version), None)
    if same is not None:
        raise ReleaseError(
            f"{made.version} is recorded with another content ({same.content[:16]}, not {made.content[:16]}): "
            "a release never changes; raise the version"
        )
    if known and made.order < known[-1].order:
        raise ReleaseError(f"{made.version} is lower than the last release, {known[-1].version}")


def _refuse_small(folder: Path, last: Release, source: Path, search: Search | None, tell: Tell) -> None:
    from specgen.releases import ReleaseError, spec_archive

    report = review(str(spec_archive(folder, last)), str(source), spec=source, search=search, tell=tell)
    short = [one for one in report.entries if one.finding.rule in _ENFORCED and one.approval is None]
    if short:
        found = short[0].finding
        hint = f"; {found.hint}" if found.hint else ""
        raise ReleaseError(f"since {last.version}: {found.message}{hint} (`specgen diff` tells what changed)")


def _write(folder: Path, source: Path, spec: Spec, made: Release) -> None:
    """Write the folder of a release whole or not at all."""
    import specgen
    from specgen.releases import SPEC, golden_of, write_golden, write_spec

    golden = golden_of(spec.architecture(name) for name in spec.variants)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".new-") as staged:
        there = Path(staged) / made.version
        write_golden(there, golden)
        write_spec(there / SPEC, source, spec, made, specgen.__version__)
        shutil.rmtree(folder / made.version, ignore_errors=True)
        there.rename(folder / made.version)


def replay_releases(
    path: str | Path = "spec",
    folder: str | Path = "releases",
    *,
    today: dt.date | None = None,
    tell: Tell = lambda _: None,
) -> list[Replayed]:
    """Have the readers of a spec open every golden artefact of every release recorded in a folder.

    ``today`` decides which approvals have ended. Raises SpecError, ReleaseError, SideError (of `specgen.review`).
    """
    from specgen.releases import allowed, read_golden, read_table, replay, spec_archive
    from specgen.review import load_side

    found: list[Replayed] = []
    with ExitStack() as stack:
        new = load_side(str(path), Path(path), stack)
        for one in read_table(Path(folder)):
            tell(f"replaying {one.version}")
            old = load_side(str(spec_archive(Path(folder), one)), Path(path), stack)
            found += replay(read_golden(Path(folder), one), old, new)
        return allowed(found, new.main.version, policy_of(new).approvals, today or today_of())


def changelog(
    path: str | Path | None = "spec",
    folder: str | Path = "releases",
    *,
    search: Search | None = None,
    tell: Tell = lambda _: None,
) -> str:
    """Return the changelog and migration notes of the releases in a folder, as Markdown.

    What the spec at ``path`` says otherwise than the last release is told as not released yet; with None, it is left out.
    Raises SpecError, ReleaseError, SideError.
    """
    from specgen.releases import markdown

    known = releases(folder)
    return markdown(_name(path, folder, known), known, _notes(path, Path(folder), known, search, tell))


def _name(path: str | Path | None, folder: str | Path, known: tuple[Release, ...]) -> str:
    from specgen.releases import ReleaseError, read_golden

    if path is not None:
        return load_spec(path).architecture().name
    if not known:
        raise ReleaseError(f"no release is recorded in {folder}")
    return read_golden(Path(folder), known[-1]).name


def _notes(
    path: str | Path | None, folder: Path, known: tuple[Release, ...], search: Search | None, tell: Tell
) -> Iterator[Notes]:
    from specgen.releases import notes_of, spec_archive

    for old, new in pairwise(known):
        tell(f"comparing {old.version} with {new.version}")
        sides = str(spec_archive(folder, old)), str(spec_archive(folder, new))
        yield notes_of(diff(*sides, search=search), new.date)
    if path is not None and known and load_spec(path).architecture().content_hash != known[-1].content:
        tell(f"comparing {known[-1].version} with {path}")
        yield notes_of(diff(str(spec_archive(folder, known[-1])), str(path), spec=path, search=search))
