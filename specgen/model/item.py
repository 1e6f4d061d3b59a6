"""What every named thing of a spec carries: identity, words, life cycle, and where it was written."""

from __future__ import annotations

from dataclasses import field

from specgen.data import frozen
from specgen.model.origin import BUILTIN, Origin


@frozen()
class Requirement:
    """A normative sentence with a permanent id such as ``R-MATMUL-3``."""

    id: str
    text: str


@frozen()
class Retirement:
    """When a thing was withdrawn, and from when its name or code may be used again (``never``, or a version)."""

    in_version: str
    reuse: str

    def holds(self, version: str) -> bool:
        """Whether the thing is withdrawn in ``version``."""
        return version_parts(self.in_version) <= version_parts(version)

    def reserves(self, version: str) -> bool:
        """Whether nothing else may have its name or code yet."""
        return self.reuse == "never" or version_parts(self.reuse) > version_parts(version)


def version_parts(version: str) -> tuple[int, ...]:
    """Return the numbers of a version; what is none counts as the earliest."""
    numbers = version.split("-")[0].split("+")[0].split(".")
    return tuple(map(int, numbers)) if all(part.isdecimal() for part in numbers) else ()


@frozen(eq=False, kw_only=True)
class Item:
    """A named thing of the spec. Its name is its identity for ever; ``origin`` is where it was written.

    Compared by identity: two formats may have fields of one name.
    """

    name: str
    summary: str = ""
    description: str = ""
    since: str | None = None
    status: str = "stable"
    renamed_from: str | None = None
    retired: Retirement | None = None
    requirements: tuple[Requirement, ...] = ()
    origin: Origin = field(default=BUILTIN, repr=False, compare=False, hash=False)
