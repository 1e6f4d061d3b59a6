"""Reports of tests in JUnit's XML, which every framework can write: which tests there were, and what each covers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from specgen.data import frozen
from specgen.machine.requirements import rules as rules
from specgen.source import Diagnostics, Limits, Location, SourceFile, read_source

PROPERTY = "requirement"
"""The property of a test case whose value is what it covers: ids with spaces or commas between them."""

_LIMITS = Limits(size=64 << 20)
_OUTCOMES = {"failure": "failed", "error": "failed", "skipped": "skipped"}
_ROOTS = frozenset(("testsuites", "testsuite"))


@frozen()
class Case:
    """One test: ``outcome`` is passed, failed or skipped, ``covers`` the ids that it names, each with its place."""

    name: str
    outcome: str
    covers: tuple[tuple[str, Location], ...]


def read_junit(path: Path, found: Diagnostics) -> tuple[Case, ...]:
    """Return the tests of a report that name a requirement; what is wrong with the report is told to ``found``."""
    file = read_source(path, found, limits=_LIMITS)
    return () if file is None or found.errors else cases_of(file, found)


def cases_of(file: SourceFile, found: Diagnostics) -> tuple[Case, ...]:
    """Return the tests of a report's text that name a requirement.

    Entities, and with them everything that makes XML grow, are refused: reports of tests have none.
    """
    reader = _Reader(file)
    try:
        reader.parser.Parse(file.text, True)
    except _Refused as refused:
        found.report("result-syntax", str(refused), reader.here())
    except expat.ExpatError as error:
        found.report("result-syntax", f"no XML: {expat.ErrorString(error.code)}", reader.at(error.lineno))
    return tuple(reader.cases)


class _Refused(Exception):
    """Why a report is none."""


class _Reader:
    """Takes what the parser finds."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.cases: list[Case] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        self._name = ""
        self._outcome = "passed"
        self._covers: list[tuple[str, Location]] = []

    def here(self) -> Location:
        """The line that is being read."""
        return self.at(self.parser.CurrentLineNumber)

    def at(self, line: int) -> Location:
        """A line of the report."""
        return self.file.at(self.file.offset(max(line, 1), 1), len(self.file.line(line)))

    def _doctype(self, *_: object) -> None:
        raise _Refused("a report of tests has no document type")

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._depth and tag not in _ROOTS:
            raise _Refused(f"no report of tests: it begins with <{tag[:40]}>, not with <testsuites>")
        self._depth += 1
        if self._depth > _LIMITS.depth:
            raise _Refused(f"elements are nested more than {_LIMITS.depth} deep")
        if tag == "testcase":
            parts = (attributes.get("classname", ""), attributes.get("name", ""))
            self._name = "::".join(part for part in parts if part)
            self._outcome, self._covers = "passed", []
        elif tag == "property" and attributes.get("name") == PROPERTY:
            ids = re.split(r"[\s,]+", attributes.get("value", ""))
            self._covers += [(one, self.here()) for one in ids if one]
        elif tag in _OUTCOMES:
            self._outcome = _OUTCOMES[tag]

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "testcase" and self._covers:
            self.cases.append(Case(self._name, self._outcome, tuple(dict(self._covers).items())))
            self._covers = []
