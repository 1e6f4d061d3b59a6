"""`bundle.json`: what a bundle is of, and the size and digest of every other file in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from itertools import pairwise
from typing import Any

NAME = "bundle.json"
FORMAT = 1
MAX_PATH = 200
"""Characters of a path, so that with the folder of the archive it fits the header of one file."""
_PART = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.+@=,~()-]([A-Za-z0-9_.+@=,~() -]*[A-Za-z0-9_+@=,~()-])?")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,99}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class BundleError(Exception):
    """Why an archive is no bundle, or not one to trust."""


@dataclass(frozen=True, slots=True)
class BundledFile:
    """A file of a bundle: path with ``/``, size in bytes, SHA-256 as hexadecimal digits."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """What a bundle says of itself.

    ``variants`` are the binary hashes by name, the default variant first; ``spec`` is the folder that holds spec.yaml,
    ``std`` the one that its ``std:`` paths start from; ``specgen`` is the version that made it.
    """

    name: str
    version: str
    content_hash: str
    variants: Mapping[str, str]
    specgen: str
    spec: str
    std: str
    licence: str | None
    files: tuple[BundledFile, ...]

    @property
    def folder(self) -> str:
        """The one folder that an archive of it holds."""
        return f"{self.name}-{self.version}"

    @property
    def size(self) -> int:
        """The bytes of all files but `bundle.json`."""
        return sum(file.size for file in self.files)

    def text(self) -> str:
        """Return `bundle.json`, one file a line."""
        told = {"bundle": FORMAT, **{f.name: getattr(self, f.name) for f in fields(self)}}
        told["variants"] = dict(self.variants)
        del told["files"]
        lines = ",\n".join(f"  {json.dumps(asdict(file))}" for file in self.files)
        return f'{json.dumps(told, indent=1)[:-2]},\n "files": [\n{lines}\n ]\n}}\n'


def described(files: Mapping[str, bytes]) -> tuple[BundledFile, ...]:
    """Return path, size and digest of files, in order. Raises BundleError for a path that no bundle may have."""
    found = tuple(BundledFile(p, len(data), sha256(data).hexdigest()) for p, data in sorted(files.items()))
    refuse_paths(file.path for file in found)
    return found


def parse(data: bytes) -> BundleInfo:
    """Read `bundle.json`. Raises BundleError where it is none, or names what no bundle may hold."""
    try:
        told = json.loads(data)
        if not isinstance(told, dict) or told.get("bundle") != FORMAT:
            raise BundleError(f"{NAME} is not of format {FORMAT}, the one that this specgen reads")
        info = _info(told)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError(f"{NAME} is not one that specgen writes: {error}") from None
    refuse_paths(file.path for file in info.files)
    paths = {file.path for file in info.files}
    if NAME in paths:
        raise BundleError(f"{NAME} lists itself")
    if f"{info.spec}/spec.yaml" not in paths:
        raise BundleError(f"it has no {info.spec}/spec.yaml")
    return info


def _info(told: dict[str, Any]) -> BundleInfo:
    files = tuple(
        BundledFile(_path(f["path"]), _size(f["size"]), _matching(_DIGEST, f["sha256"]))
        for f in told["files"]
    )
    variants = {
        _matching(_WORD, name): _matching(_DIGEST, digest) for name, digest in told["variants"].items()
    }
    if not variants:
        raise ValueError("no variants")
    return BundleInfo(
        name=_matching(_WORD, told["name"]),
        version=_matching(_WORD, told["version"]),
        content_hash=_matching(_DIGEST, told["content_hash"]),
        variants=variants,
        specgen=_matching(_WORD, told["specgen"]),
        spec=_path(told["spec"]),
        std=_path(told["std"]),
        licence=None if told["licence"] is None else _path(told["licence"]),
        files=files,
    )


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{str(value)[:80]!r} does not match {pattern.pattern}")
    return value


def _size(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{str(value)[:80]!r} is no size")
    return value


def _path(value: Any) -> str:
    if not isinstance(value, str) or not plain(value):
        raise ValueError(f"{str(value)[:80]!r} is no relative path of plain names")
    return value


def plain(path: str) -> bool:
    """Whether a path stays in its folder on every system: parts of letters, digits, spaces and some marks."""
    return len(path) <= MAX_PATH and all(_PART.fullmatch(part) for part in path.split("/"))


def refuse_paths(paths: Iterable[str]) -> None:
    """Raise BundleError for a path that is not plain, not in order, there twice, or a folder of another."""
    known = list(paths)
    for path in known:
        if not plain(path):
            raise BundleError(f"{path[:80]!r} is no relative path of plain names")
    for before, after in pairwise(known):
        if before >= after:
            raise BundleError(f"{after!r} comes after {before!r}: files are listed once, in order")
    folded: dict[str, str] = {}
    for path in known:
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            raise BundleError(f"{other!r} and {path!r} are one file where case makes no difference")
    for path in folded:
        parent = path.rpartition("/")[0]
        while parent:
            if parent in folded:
                raise BundleError(f"{folded[parent]!r} is a file, and the folder of {folded[path]!r}")
            parent = parent.rpartition("/")[0]
