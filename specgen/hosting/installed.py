"""Which plugins are installed. Looking costs two milliseconds; importlib.metadata is imported only where there are any."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from specgen.data import frozen

GROUPS = {"specgen.generators": "generator", "specgen.checks": "check", "specgen.review": "diff rule"}
"""Groups of entry points, and what their plugins are."""

_OURS = re.compile(
    rb"^\[\s*(?:" + b"|".join(re.escape(group.encode()) for group in GROUPS) + rb")\s*\]", re.M
)


@frozen()
class Plugin:
    """An entry point of an installed package: ``name = value`` in ``group``."""

    group: str
    name: str
    value: str
    package: str
    version: str

    @property
    def module(self) -> str:
        """The module that is imported."""
        return self.value.partition(":")[0].strip()

    @property
    def attribute(self) -> str:
        """What is taken of it; empty: the module itself."""
        return self.value.partition(":")[2].partition("[")[0].strip()

    @property
    def kind(self) -> str:
        """What it adds, as people call it."""
        return GROUPS[self.group]

    def __str__(self) -> str:
        return f"{self.package} {self.version} ({self.group}: {self.name} = {self.value})"


def plugins(group: str) -> tuple[Plugin, ...]:
    """Return the plugins of a group, by name and then package."""
    return tuple(one for one in _installed(tuple(sys.path)) if one.group == group)


@cache
def _installed(path: tuple[str, ...]) -> tuple[Plugin, ...]:
    found = [plugin for folder in _with_plugins(path) for plugin in _plugins_of(folder)]
    return tuple(sorted(found, key=lambda p: (p.group, p.name, p.package)))


def _with_plugins(path: tuple[str, ...]) -> Iterator[str]:
    """The folders of metadata that name our groups; of a package that is there twice, Python sees the first."""
    seen: set[str] = set()
    for place in path:
        with suppress(OSError), os.scandir(place or ".") as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                package = entry.name.partition("-")[0].lower().replace("-", "_")
                if entry.name.endswith((".dist-info", ".egg-info")) and package not in seen:
                    seen.add(package)
                    with suppress(OSError), open(f"{entry.path}/entry_points.txt", "rb") as file:  # noqa: PTH123  # a hundred of them
                        if _OURS.search(file.read()):
                            yield entry.path


def _plugins_of(folder: str) -> Iterator[Plugin]:
    from importlib.metadata import Distribution
    from pathlib import Path

    package = Distribution.at(Path(folder))
    for point in package.entry_points:
        if point.group in GROUPS:
            yield Plugin(point.group, point.name, point.value, package.metadata["Name"], package.version)
