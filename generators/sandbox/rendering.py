"""From templates and a request to files, through the process that renders."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from specgen.generators.sandbox.data import views
from specgen.generators.sandbox.sources import Templates, read_templates
from specgen.generators.target import Files, Request, stamp
from specgen.generators.writer import plain
from specgen.source import Diagnostics, Location, SourceFile, SpecError

VARIANT = "{variant}"
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1])\n"
    "from specgen.generators.sandbox.child import main; main()"
)
_KEPT = (
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
)  # without which Python may not start; nothing else of the environment
_PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """What all templates of a run have: seconds of computing, bytes of memory; and characters of each file they write."""

    seconds: float = 10.0
    memory: int = 512 << 20
    output: int = 16 << 20


def render(given: Templates, request: Request, limits: Limits | None = None) -> Files:
    """Return what templates make of a request: a file each, one for each variant where ``{variant}`` is in its name.

    Raises SpecError, with the line of the template that is wrong.
    """
    limits = limits or Limits()
    jobs = list(_jobs(given, request))
    asked = {
        "data": views(request.architectures, stamp(request.default)),
        "templates": {name: file.text for name, file in given.files.items()},
        "jobs": jobs,
        "limits": asdict(limits),
    }
    answer = _asked(asked, limits)
    found = Diagnostics()
    for error in answer.get("errors", ()):
        file = given.files[error["template"]]
        found.error(error["rule"], error["message"], _column(file, error["line"], error["message"]))
    if found.errors:
        raise SpecError(found)
    return {path: answer["files"][path] for _, _, path in jobs}


def templates(folder: str | Path) -> Callable[[Request], Files]:
    """Return a generator that renders the templates of a folder, such as one that a package brings along."""

    def generate(request: Request) -> Files:
        return render(read_templates(folder), request)

    return generate


def _jobs(given: Templates, request: Request) -> Iterator[tuple[str, int, str]]:
    """Template, position of the variant, path of the file. Raises SpecError where a path is no good."""
    made: dict[str, str] = {}
    for name, path in given.outputs.items():
        variants = request.architectures if VARIANT in path else request.architectures[:1]
        for position, one in enumerate(variants):
            output = path.replace(VARIANT, one.variant)
            if output in made or not plain(output):
                message = (
                    f"{made[output]} makes {output}, too" if output in made else f"{output!r} is no path"
                )
                found = Diagnostics()
                found.error("jinja-unreadable", message, Location(given.files[name], 1, 1))
                raise SpecError(found)
            made[output] = name
            yield name, position, output


def _asked(asked: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Have a process render; one that ends without an answer went over its limits."""
    path = [str(Path(one or ".").resolve()) for one in sys.path]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            [sys.executable, "-I", "-X", "utf8", "-c", _CHILD, json.dumps(path)],
            input=json.dumps(asked), env=environment, timeout=_PATIENCE * (limits.seconds + 1),
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if done.returncode == 0:
            made: dict[str, Any] = json.loads(done.stdout)
            return made
        if done.returncode > 0 and "MemoryError" not in done.stderr:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        return _ended(asked, done.stderr)
    return _ended(asked, "")


def _ended(asked: dict[str, Any], said: str) -> dict[str, Any]:
    """The answer for a process that gave none: what it began last is to blame."""
    begun = [int(line) for line in said.splitlines() if line.isdecimal()] or [0]
    template = asked["jobs"][begun[-1]][0]
    message = "it takes too long, or needs too much memory"
    return {"errors": [{"rule": "jinja-limit", "template": template, "line": 1, "message": message}]}


_NAMED = re.compile(r"'([\w./-]+)'")


def _column(file: SourceFile, number: int, message: str) -> Location:
    """The place in a line that a message is about: what it names, or where Jinja begins."""
    line = file.line(number)
    for name in _NAMED.findall(message):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line)
        if found:
            return Location(file, number, found.start() + 1, found.end() + 1)
    begins = re.search(r"\{[{%]", line) or re.search(r"\S", line)
    return Location(file, number, begins.start() + 1 if begins else 1)
