"""What a higher room hands in: normative sentences with the tests that cover them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Test(Protocol):
    """A test that names a requirement, and how its cases went."""

    @property
    def name(self) -> str:
        """As its report calls it."""

    @property
    def passed(self) -> int:
        """Cases that passed."""

    @property
    def failed(self) -> int:
        """Cases that failed."""

    @property
    def skipped(self) -> int:
        """Cases that were skipped."""


class Check(Protocol):
    """A check of an instruction as a whole that found no difference."""

    @property
    def against(self) -> str:
        """What it was compared with."""

    @property
    def cases(self) -> int:
        """How often."""


class Covered(Protocol):
    """A normative sentence, and which tests cover it; see `specgen.machine.requirements.Covered`."""

    @property
    def id(self) -> str:
        """Its name for ever."""

    @property
    def text(self) -> str:
        """The sentence."""

    @property
    def section(self) -> str:
        """The kind of the thing that has it."""

    @property
    def thing(self) -> str:
        """That thing's name."""

    @property
    def part(self) -> str:
        """The name of the part of it that has it; empty where it has it as a whole."""

    @property
    def state(self) -> str:
        """``passed``, ``failed``, ``skipped``, ``stale`` or ``uncovered``."""

    @property
    def version(self) -> str:
        """The version of the spec that its tests ran at."""

    @property
    def tests(self) -> Sequence[Test]:
        """The tests that name it."""

    @property
    def records(self) -> Sequence[Check]:
        """Checks of its instruction."""
