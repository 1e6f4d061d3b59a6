"""The one place that writes generated files.

Files are staged beside the target, moved into place one by one, the manifest last. A file that specgen did not
write, or that somebody edited since, is never touched: the whole run is refused before anything changes. A run
that was interrupted leaves a note of what it meant to write; ``compare`` sees it, the next run completes it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from specgen.generators.manifest import NAME, PENDING, Manifest, digest, read_manifest
from specgen.source.writing import write_whole


class OutputError(Exception):
    """Files that may not be written; ``problems`` has one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did, as relative paths in order."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]

    def __str__(self) -> str:
        removed = f", {len(self.removed)} removed" if self.removed else ""
        return f"{len(self.written)} written, {len(self.unchanged)} unchanged{removed}"


@dataclass(frozen=True, slots=True)
class _State:
    """A target folder as it is found: what the last run wrote, and what an interrupted one meant to."""

    folder: Path
    files: dict[str, str]
    pending: dict[str, str]
    interrupted: bool

    def ours(self, path: str, now: str) -> bool:
        return now in (self.files.get(path), self.pending.get(path))


def write(folder: Path, files: Mapping[str, str | bytes], stamp: str, *, force: bool = False) -> Written:
    """Write ``files`` below ``folder`` and remove those of the last run that are no longer among them.

    Raises OutputError, with nothing changed, where a path would leave the folder or a file there is not ours or
    was edited; ``force`` overwrites edited files, never foreign ones.
    """
    contents = _contents(files)
    state = _look(folder)
    present = {path: _digest_of(folder / path) for path in contents}
    _refuse(state, contents, present, force)
    wanted = {path: digest(data) for path, data in contents.items()}
    todo = [path for path in sorted(contents) if present[path] != wanted[path]]
    left_over = sorted({**state.files, **state.pending}.keys() - contents.keys())
    stale = [path for path in left_over if _unedited(state, path)]
    manifest = Manifest(stamp, wanted)
    if not todo and not stale and not state.interrupted and _text(folder / NAME) == manifest.text():
        return Written((), tuple(sorted(contents)), ())
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / PENDING, Manifest(stamp, {**state.pending, **wanted}).text().encode())
    _move_in(folder, {path: contents[path] for path in todo})
    for path in stale:
        _remove(folder, path)
    write_whole(folder / NAME, manifest.text().encode())
    (folder / PENDING).unlink()
    return Written(tuple(todo), tuple(sorted(contents.keys() - set(todo))), tuple(stale))


def compare(folder: Path, files: Mapping[str, str | bytes], stamp: str) -> list[str]:
    """Return how the folder differs from what ``write`` would leave there, one line a file."""
    contents = _contents(files)
    state = _look(folder)
    found = [f"{folder / PENDING}: a run was interrupted"] if state.interrupted else []
    for path in sorted(contents):
        now = _digest_of(folder / path)
        if now is None:
            found.append(f"{folder / path}: missing")
        elif now != digest(contents[path]):
            found.append(f"{folder / path}: {'out of date' if state.ours(path, now) else 'edited by hand'}")
    for path in sorted(state.files.keys() - contents.keys()):
        if _digest_of(folder / path) is not None:
            found.append(f"{folder / path}: no longer generated")
    manifest = Manifest(stamp, {path: digest(data) for path, data in contents.items()})
    if not found and _text(folder / NAME) != manifest.text():
        found.append(f"{folder / NAME}: out of date")
    return found


def _contents(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """The files as bytes; refuses paths that could leave the folder or collide with the records."""
    problems = [f"{path!r} is not a relative path of plain names" for path in files if not plain(path)]
    if problems:
        raise OutputError(problems)
    return {p: c if isinstance(c, bytes) else c.encode() for p, c in files.items()}


def plain(path: str) -> bool:
    """Whether a path stays below the folder it is of, and is none of its records."""
    parts = PurePosixPath(path).parts
    inside = bool(parts) and parts[0] != "/" and ".." not in parts
    return inside and "/".join(parts) == path and path not in (NAME, PENDING)


def _look(folder: Path) -> _State:
    manifest = read_manifest(folder / NAME) or Manifest()
    pending = read_manifest(folder / PENDING)
    interrupted = (folder / PENDING).exists()
    return _State(
        folder,
        {path: sha for path, sha in manifest.files.items() if plain(path)},
        {path: sha for path, sha in pending.files.items() if plain(path)} if pending else {},
        interrupted,
    )


def _refuse(state: _State, contents: dict[str, bytes], present: dict[str, str | None], force: bool) -> None:
    problems = []
    for path in sorted(contents):
        now = present[path]
        where = state.folder / path
        link = next((p for p in _parents(where, state.folder) if p.is_symlink()), None)
        if link is not None:
            problems.append(f"{link}: is a symbolic link; specgen does not write through it")
        elif where.is_dir():
            problems.append(f"{where}: is a folder")
        elif now is not None and now != digest(contents[path]) and not state.ours(path, now):
            if path not in state.files and path not in state.pending:
                problems.append(f"{where}: not written by specgen; move it or choose another folder")
            elif not force:
                problems.append(f"{where}: edited since it was generated; move the edit, or use --force")
    if problems:
        raise OutputError(problems)


def _parents(path: Path, folder: Path) -> Iterator[Path]:
    """The path and its parents below ``folder``."""
    while path != folder:
        yield path
        path = path.parent


def _unedited(state: _State, path: str) -> bool:
    now = _digest_of(state.folder / path)
    linked = any(p.is_symlink() for p in _parents(state.folder / path, state.folder))
    return now is not None and not linked and state.ours(path, now)


def _move_in(folder: Path, contents: dict[str, bytes]) -> None:
    """Stage the files in a folder beside the target, then move them in one by one."""
    stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for path, data in contents.items():
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).write_bytes(data)
        for path in contents:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).replace(folder / path)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _remove(folder: Path, path: str) -> None:
    """Remove a file and the folders that it leaves empty."""
    (folder / path).unlink()
    for parent in _parents((folder / path).parent, folder):
        try:
            parent.rmdir()
        except OSError:
            return


def _digest_of(path: Path) -> str | None:
    try:
        return digest(path.read_bytes())
    except OSError:
        return None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
