"""Whatever gets another name in an editor, the spec means afterwards what it meant: or the name is refused for a reason.

Things are drawn from all that the specs here declare. A thing whose name itself means something (the member that plays a
role, a size that an operator has) is refused when the spec, looked at with the new name, has an error that it had not.
Items of a section, fields of formats and operands have no such meaning: theirs are never refused.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from specgen.lsp.edits import Edits, applied
from specgen.lsp.index.index import Symbol
from specgen.lsp.project import Project
from specgen.lsp.renaming import Refused, rename, verify
from specgen.lsp.workspace import Workspace
from specgen.model import Spec, load
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.lsp.structure import structure

ROOT = Path(__file__).resolve().parents[2]
SPECS = ("examples/rv32imc", "spec", "examples/amx", "examples/rv64im", "examples/avx512", "examples/foreign")
_FREE = ("operands", "arguments", "entries")


@cache
def _project(name: str) -> Project:
    (project,) = Workspace().projects_of(str(ROOT / name / "spec.yaml"))
    return project


@cache
def _symbols(name: str) -> list[Symbol]:
    standard = (one for one in _project(name).index.definitions())
    return [one.mention.path for one in standard if not one.file.tree.file.path.startswith("std:")]


@cache
def _before(name: str) -> tuple[str, ...]:
    return _structures(load(ROOT / name), {})


def _structures(spec: Spec, renamed: dict[str, str]) -> tuple[str, ...]:
    variants, findings = spec.check()
    assert not findings.errors
    return tuple(structure(one, renamed) for one in variants.values())


def _wrong(name: str, symbol: Symbol, draw: random.Random) -> str | None:
    project, new = _project(name), f"renamed_{draw.randrange(1 << 32)}"
    try:
        edits = rename([project.index], symbol, new, remember=draw.random() < 0.5)
    except Refused as refusal:
        return None if symbol == ("state", "pc") else str(refusal)
    try:
        verify(project, edits, str(symbol[-1]), new)
    except Refused as refusal:
        return str(refusal) if _is_free(symbol) else None
    return _different(name, project, edits, new, str(symbol[-1]))


def _is_free(symbol: Symbol) -> bool:
    reserved = str(symbol[-1]).startswith("reserved")
    return len(symbol) == 2 or symbol[-2] in _FREE or (symbol[0] == "formats" and not reserved)


def _different(name: str, project: Project, edits: Edits, new: str, old: str) -> str | None:
    texts = {path: applied(Path(path).read_text(), ones) for path, ones in edits.items()}
    renamed = load(project.folder, project.files.with_texts(texts).reader())
    after = _structures(renamed, {new: old})
    return None if after == _before(name) else "the spec means something else"


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    for _ in range(len(chunk)):
        name = draw.choice(SPECS[2:4] if chunk.sampled else SPECS)
        symbol = draw.choice(_symbols(name))
        try:
            wrong = _wrong(name, symbol, draw)
        except Exception as failure:
            wrong = f"raised {failure!r}"
        if wrong:
            report.wrong(f"{name}: {'.'.join(map(str, symbol))}: {wrong}")


CAMPAIGN = Campaign("names changed in an editor change nothing else", check, count=5000, sample=6, chunk=250)
