"""Whatever is typed into a spec, character by character, an editor gets answers, about places that exist, and no failure."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from specgen.lsp.completion import complete
from specgen.lsp.hover import card, key_card, shown_value
from specgen.lsp.index.cursor import spot_at
from specgen.lsp.project import Project, check
from specgen.lsp.symbols import matching, outline
from specgen.lsp.workspace import Workspace
from tests.campaigns.harness import Campaign, Chunk, Report

ROOT = Path(__file__).resolve().parents[2]
SPECS = ("specgen/std/starter", "examples/amx", "examples/rv64im", "spec")
PIECES = (
    *":,-[]{}\"'|>&*!#%@` \n\t",
    *(": ", "- ", "\n  ", "\n    ", ": |\n      ", "{a: ", "[[", "}}", "𝕏", "🙂", "é", "‮", "\r\n"),
    *(
        "format",
        "x[rd] = ",
        "semantics: |\n",
        "0x",
        "1_000",
        "reserved",
        ".",
        "..",
        "{rd:x}",
        "a.b.c",
        "()",
        "if ",
    ),
)
PER_FILE = 40
"""Edits of one file before another is taken."""


class _Typist:
    """A file that is being edited: pieces are typed one character after another, or characters are deleted."""

    def __init__(self, draw: random.Random, name: str) -> None:
        self.draw = draw
        self.workspace = Workspace()
        (self.project,) = self.workspace.projects_of(str(ROOT / name / "spec.yaml"))
        files = sorted((ROOT / name).rglob("*.yaml"))
        self.path = draw.choice([one for one in files if ".schema" not in one.parts])
        self.text = self.path.read_text()
        self.typing = ""
        self.at = 0

    def edit(self) -> None:
        """Type the next character, or begin something else."""
        draw = self.draw
        if self.typing:
            self.text = self.text[: self.at] + self.typing[0] + self.text[self.at :]
            self.typing, self.at = self.typing[1:], self.at + 1
        elif draw.random() < 0.4 and self.text:
            self.at = draw.randrange(len(self.text))
            self.text = self.text[: self.at] + self.text[self.at + draw.choice((1, 1, 1, 2, 10, 200)) :]
        else:
            self.typing, self.at = draw.choice(PIECES), draw.randrange(len(self.text) + 1)
        self.workspace.files.put(str(self.path), self.text)


@cache
def _architectures(name: str) -> object:
    (project,) = Workspace().projects_of(str(ROOT / name / "spec.yaml"))
    return check(project.folder, project.files).architectures


def _ask(typist: _Typist, name: str) -> str | None:
    """Ask everything about a place, mostly near what was typed; return what is wrong with the answers."""
    draw, project = typist.draw, typist.project
    index = project.index
    offset = typist.at if draw.random() < 0.5 else draw.randrange(len(typist.text) + 1)
    offset = min(offset, len(typist.text))
    path = str(typist.path)
    complete(index, path, typist.text, offset)
    file = index.files.get(path)
    if file is None:
        return None
    size = len(file.tree.file.text)
    if any(not 0 <= one.start <= one.end <= size for one in file.mentions):
        return "a name stands outside of its file"
    outline(file)
    matching([index], draw.choice(("a", "rs", "x")))
    spot = spot_at(file.tree, offset)
    key_card(spot.path)
    value = file.tree.value(spot.path) if spot.path else None
    architectures = _architectures(name)
    assert isinstance(architectures, dict)
    if isinstance(value, str):
        shown_value(architectures, value)
    named = index.at(path, offset)
    if named is not None:
        card(index, architectures, named[1])
        places = [*index.occurrences(named[1])]
        if not any(one.mention == named[0] for one in places):
            return f"{named[1]} is not among its own places"
        index.definition(named[1])
    return None


def check_chunk(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    typist, name = None, ""
    for number in range(len(chunk)):
        if typist is None or number % PER_FILE == 0:
            name = draw.choice(SPECS[:3] if chunk.sampled else SPECS)
            typist = _Typist(draw, name)
        typist.edit()
        try:
            wrong = _ask(typist, name)
            if number % 20 == 19:
                _check(typist.project)
        except Exception as failure:
            wrong = f"raised {failure!r}"
        if wrong:
            near = typist.text[max(typist.at - 200, 0) : typist.at + 100]
            report.wrong(f"{typist.path.name}: {wrong}, near {near!r}")


def _check(project: Project) -> None:
    found = check(project.folder, project.files).findings
    for ones in found.values():
        for one in ones:
            assert 1 <= one.at.line <= one.at.file.line_count or not one.at.file.text


CAMPAIGN = Campaign(
    "whatever is typed, an editor gets answers", check_chunk, count=200_000, sample=240, chunk=2000
)
