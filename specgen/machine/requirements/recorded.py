"""What tests said of requirements when they last ran, as a file in the spec's folder ``evidence/``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from specgen.data import frozen
from specgen.model.documents.base import Document, Version
from specgen.source import Diagnostics, SpecError, known_keys_of, load_yaml, read_source, translate
from specgen.source.writing import write_whole

FILE = "evidence/requirements.yaml"
"""Where it lies, from the folder of the spec."""

_HEAD = (
    "# What tests said when they last ran: `specgen requirements --results FILE... --record` writes this.\n"
)


@frozen()
class Test:
    """How many cases of one test passed, failed and were skipped."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def outcome(self) -> str:
        """``failed`` where any case did, else ``passed`` where any did, else ``skipped``."""
        return "failed" if self.failed else "passed" if self.passed else "skipped"


@frozen()
class Recorded:
    """The version of the spec that tests ran at, and by requirement the digest of what it was about, and the tests."""

    version: str
    requirements: Mapping[str, tuple[str, tuple[Test, ...]]]


class _Counts(Document):
    passed: Annotated[int, Field(ge=0, description="Cases that passed.")] = 0
    failed: Annotated[int, Field(ge=0, description="Cases that failed.")] = 0
    skipped: Annotated[int, Field(ge=0, description="Cases that were skipped.")] = 0


class _Requirement(Document):
    digest: Annotated[str, Field(description="Of the sentence and of what it is about.")]
    tests: Annotated[dict[str, _Counts], Field(description="The tests that name it.")]


class _Record(Document):
    version: Annotated[Version, Field(description="The version of the spec.")]
    requirements: Annotated[dict[str, _Requirement], Field(description="What was covered, by id.")]


def read_recorded(folder: Path) -> Recorded | None:
    """Return what is recorded beside a spec, None where nothing is. Raises SpecError."""
    path = folder / FILE
    if not path.exists():
        return None
    found = Diagnostics()
    source = read_source(path, found)
    tree = load_yaml(source, found) if source is not None else None
    if tree is None or found.errors:
        raise SpecError(found)
    try:
        record = _Record.model_validate(tree.data)
    except ValidationError as error:
        translate(error, tree, (), found, known_keys_of(_Record))
        raise SpecError(found) from None
    requirements = {
        id: (one.digest, tuple(Test(name, n.passed, n.failed, n.skipped) for name, n in one.tests.items()))
        for id, one in record.requirements.items()  # noqa: A001
    }
    return Recorded(record.version, requirements)


def write_recorded(folder: Path, recorded: Recorded) -> Path:
    """Write the record beside a spec; return its path. Raises OSError."""
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    write_whole(path, "".join(_lines(recorded)).encode())
    return path


def _lines(recorded: Recorded) -> Iterator[str]:
    yield f"{_HEAD}version: {json.dumps(recorded.version)}\nrequirements:{'' if recorded.requirements else ' {}'}\n"
    for id, (digest, tests) in sorted(recorded.requirements.items()):  # noqa: A001
        yield f'  {json.dumps(id)}:\n    digest: "{digest}"\n    tests:{"" if tests else " {}"}\n'
        for test in tests:
            counts = {"passed": test.passed, "failed": test.failed, "skipped": test.skipped}
            told = ", ".join(f"{name}: {count}" for name, count in counts.items() if count)
            yield f"      {json.dumps(test.name, ensure_ascii=False)}: {{{told}}}\n"
