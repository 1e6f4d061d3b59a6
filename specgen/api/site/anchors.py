"""The addresses of a site: recorded beside its pages, checked when it is built, and led on where they have changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.api.generating import request_of
from specgen.api.site.places import beside, files_below
from specgen.source import Diagnostics, SourceFile, SpecError, read_source

if TYPE_CHECKING:
    from specgen.generators import Files, Request


class Addresses:
    """What is known of the addresses of a spec's site.

    Beside the pages written by hand lie the registry of all that it has had, and what people say has moved; what the spec says
    was renamed has moved, too. Raises SpecError where these cannot be read.
    """

    def __init__(self, asked: Request, path: str | Path) -> None:
        from specgen.generators.docs.trust import MOVED, REGISTRY, read_moves, read_registry, renames

        folder, self._found = beside(Path(path)) / "site", Diagnostics()
        self._path = folder / REGISTRY
        self._registry, self._recorded = read_registry(self._read(self._path), self._found)
        self._said = read_moves(self._read(folder / MOVED), self._registry, self._found)
        self._moves = renames(asked) | self._said.moves
        self._stop()

    def _read(self, path: Path) -> SourceFile | None:
        shown = f"{path.parent.name}/{path.name}"
        return read_source(path, self._found, shown_as=shown) if path.exists() else None

    @property
    def recorded(self) -> bool:
        """Whether there is a registry."""
        return self._recorded is not None

    def _stop(self) -> None:
        if self._found.errors:
            raise SpecError(self._found)

    def redirected(self, pages: Files) -> Files:
        """Return a folder of pages with what leads from old addresses to new ones."""
        from specgen.generators.docs.trust import redirected

        return redirected(pages, self._moves)

    def check(self, site: Files) -> None:
        """Compare a built site with what is recorded. Raises SpecError with every address that is lost."""
        from specgen.generators.docs.trust import anchors, check

        if self._recorded is not None or self._said.moves:
            check(self._registry, self._recorded, self._moves, self._said, anchors(site), self._found)
        self._stop()

    def record(self, site: Files) -> tuple[Path, int]:
        """Add the addresses of a built site to the registry; return its file, and how many are new. Raises OSError."""
        from specgen.generators.docs.trust import anchors, grown, written
        from specgen.source.writing import write_whole

        now = grown(self._registry, anchors(site), self._moves)
        self._path.parent.mkdir(exist_ok=True)
        write_whole(self._path, written(now).encode())
        count = sum(1 + len(names) for names in now.values())
        return self._path, count - sum(1 + len(names) for names in self._registry.values())


def check_anchors(path: str | Path = "spec", output: str | Path = "build") -> bool:
    """Compare the site in ``output/site`` with the registry beside the spec; return whether there is one.

    Raises SpecError with what is lost.
    """
    addresses = Addresses(request_of(load_spec(path)), path)
    addresses.check(files_below(Path(output) / "site"))
    return addresses.recorded


def record_anchors(path: str | Path = "spec", output: str | Path = "build") -> tuple[Path, int]:
    """Add what is in ``output/site`` to the registry; return its file, and how many addresses are new.

    Nothing is taken from it: what it has and the site has not is a finding of `check_anchors` still. Raises SpecError,
    OSError.
    """
    return Addresses(request_of(load_spec(path)), path).record(files_below(Path(output) / "site"))
