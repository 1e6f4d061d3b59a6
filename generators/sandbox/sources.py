"""The templates of a folder, or one of them, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from specgen.source import Diagnostics, Location, SourceFile, SpecError

SUFFIX = ".j2"
_RULE = "jinja-unreadable"
_MOST_FILES, _MOST_BYTES = 1000, 1 << 20


class NameTaken(ValueError):
    """Templates are called as another target, so that both would write the same folder."""


@dataclass(frozen=True, slots=True)
class Templates:
    """Templates by path below their folder; ``name`` is that of the folder, or of the one file without its suffixes."""

    name: str
    files: Mapping[str, SourceFile]

    @property
    def outputs(self) -> dict[str, str]:
        """The path that each template makes: all but those that have a part which begins with an underscore."""
        parts = {name: name.split("/") for name in self.files}
        return {
            name: name.removesuffix(SUFFIX)
            for name in self.files
            if not any(part.startswith("_") for part in parts[name])
        }


def read_templates(path: str | Path) -> Templates:
    """Read a template, or all of a folder. Raises SpecError where one cannot be read."""
    found, place = Diagnostics(), Path(path)
    if place.is_dir():
        name, files = place.resolve().name, dict(_below(place, found))
    else:
        name, files = place.name.partition(".")[0], dict(_read(place.parent, [place], found))
    made = Templates(name, files)
    if not found.errors and not made.outputs:
        _report(
            found, place, f"there is no template here: names end in {SUFFIX}, and begin with no underscore"
        )
    if found.errors:
        raise SpecError(found)
    return made


def _below(folder: Path, found: Diagnostics) -> Iterator[tuple[str, SourceFile]]:
    paths = sorted(path for path in folder.rglob(f"*{SUFFIX}") if not path.is_dir())
    if len(paths) > _MOST_FILES:
        _report(found, folder, f"there are more than {_MOST_FILES} templates here")
        return
    yield from _read(folder, paths, found)


def _read(folder: Path, paths: list[Path], found: Diagnostics) -> Iterator[tuple[str, SourceFile]]:
    for path in paths:
        try:
            if not path.resolve().is_relative_to(folder.resolve()):
                raise ValueError("it is a link that leads out of the folder")
            if not path.name.endswith(SUFFIX):
                raise ValueError(f"a template's name ends in {SUFFIX}")
            with path.open("rb") as stream:
                data = stream.read(_MOST_BYTES + 1)
            if len(data) > _MOST_BYTES:
                raise ValueError("it has more than 1 MiB")
            yield path.relative_to(folder).as_posix(), SourceFile(str(path), data.decode())
        except UnicodeDecodeError:
            _report(found, path, "it is not UTF-8")
        except OSError as error:
            _report(found, path, f"it cannot be read: {error.strerror or error}")
        except ValueError as error:
            _report(found, path, str(error))


def _report(found: Diagnostics, path: Path, message: str) -> None:
    found.error(_RULE, message, Location(SourceFile(str(path), ""), 1, 1))
