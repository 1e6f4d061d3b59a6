"""What the templates show of error codes: identifiers of C and Python, and texts as literals."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope
from specgen.generators.target import stamp
from specgen.model.identity import binary_hash
from specgen.model.interfaces import BLAMES

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import ErrorCode

#: A C11 compiler takes literals of 4,095 characters; escapes make up to four of one.
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Code:
    """An error with its identifiers: ``CHIP_ERROR_BUS`` in C, ``BUS`` in Python."""

    error: ErrorCode
    constant: str
    member: str

    @property
    def texts(self) -> dict[str, str]:
        """What there is to read about it."""
        error = self.error
        return {
            "name": error.name,
            "summary": error.summary,
            "cause": error.cause,
            "remedy": error.remedy,
        }


class View:
    """Everything that a template asks about one architecture."""

    blames = BLAMES
    texts = (
        ("name", "the name of an error"),
        ("summary", "what happened"),
        ("cause", "what led to it"),
        ("remedy", "what to do about it"),
    )

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.prefix = architecture.name.replace("-", "_").lower()
        self.upper = self.prefix.upper()
        self.stamp = f"{stamp(architecture)}, variant {architecture.variant}"
        self.binary_hash = binary_hash(architecture)

    @cached_property
    def codes(self) -> list[Code]:
        """The errors in the order of the spec."""
        constants = Scope((), [f"{self.upper}_ERROR_OF_FAULT"])
        members = Scope({*keyword.kwlist, *keyword.softkwlist})
        return [
            Code(
                error,
                constants.give(name, f"{self.upper}_ERROR_{name.upper()}"),
                members.give(name, name.upper()),
            )
            for name, error in self.architecture.errors.items()
        ]

    @cached_property
    def success(self) -> Code:
        """The one that is no error."""
        return next(code for code in self.codes if code.error.code == 0)

    @property
    def conditions(self) -> list[tuple[str, Code]]:
        """What happens in devices and runtimes, and the error that it surfaces as."""
        return [(name, code) for code in self.codes for name in code.error.conditions]

    @property
    def faults(self) -> list[tuple[str, int, Code]]:
        """Faults of the instruction set by name and code, and the error that they surface as."""
        known = {f.name: (f, code) for code in self.codes for f in code.error.faults}
        other = next((code for name, code in self.conditions if name == "program_fault"), None)
        found = []
        for name, fault in self.architecture.faults.items():
            code = known[name][1] if name in known else other
            if code is not None:
                found.append((name, fault.code, code))
        return found


def c_string(text: str) -> str:
    """Return a text as a literal of C, in UTF-8 whatever the compiler takes its source for."""
    flat = " ".join(text.split())
    cut = flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 3]}..."
    return '"' + "".join(map(_escaped, cut.encode())) + '"'


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in '"\\?':  # two question marks could begin a trigraph
        return f"\\{char}"
    return char if " " <= char <= "~" else f"\\{byte:03o}"


def python_text(text: str) -> str:
    """Return a text as a literal of Python."""
    return ascii(" ".join(text.split())) if not text.isascii() else repr(" ".join(text.split()))
