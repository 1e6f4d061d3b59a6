"""The schema that editors complete `spec/` from is the one that this version writes."""

import json
from pathlib import Path

from specgen.model import json_schema


def test_the_committed_schema_is_current(root: Path) -> None:
    committed = json.loads((root / "spec" / ".schema" / "specgen.json").read_text(encoding="utf-8"))
    assert committed == json_schema(), "run: specgen schema -o spec/.schema"


def test_every_file_of_the_spec_tells_an_editor_its_schema(root: Path) -> None:
    evidence = root / "spec" / "evidence"  # what tests said is no part of what a spec says
    for path in sorted(set((root / "spec").rglob("*.yaml")) - set(evidence.rglob("*.yaml"))):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        marker, _, target = first.partition("$schema=")
        assert marker == "# yaml-language-server: ", path
        assert (path.parent / target).is_file(), path
