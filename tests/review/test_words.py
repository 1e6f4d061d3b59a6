"""What DOC_ONLY says: words changed, and everything that is generated to be compiled is the same but for comments."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from specgen.api.generating import request_of
from specgen.generators import Files, targets
from specgen.model import json_schema
from specgen.review import Side, judge, prepare
from tests.review.mutations import Corpus, schema
from tests.review.mutations.corpus import places, value_at
from tests.review.mutations.preserving import put

ROOT = Path(__file__).resolve().parents[2]
TEXT_ONLY = ("summary", "description", "requirements", "since", "source")
"""Keys of which only words hang. What else rests on them is told by rules of its own (texts of errors, groups)."""
_CARRIED = ("errors",)


def test_the_list_is_short() -> None:
    """Keys that many documents share are one field each, as they are defined once."""
    nodes = json_schema()["$defs"].values()
    every = {
        (key, str(of.get("description"))) for node in nodes for key, of in node.get("properties", {}).items()
    }
    listed = {key for key in every if key[0] in TEXT_ONLY}
    assert len(listed) <= 0.05 * len(every), f"{len(listed)} of {len(every)}: {sorted(listed)}"


@pytest.mark.parametrize("name", ["examples/rv32imc", "tests/machine/device/spec", "tests/specs/npu"])
def test_what_is_compiled_is_the_same(name: str) -> None:
    corpus = Corpus(ROOT / name)
    new = corpus.edited(_reworded(corpus))
    assert not new.spec.diagnostics.errors, list(new.spec.diagnostics)
    before, after = _generated(corpus.old), _generated(new)
    for target, files in before.items():
        assert files.keys() == after[target].keys(), target
        for file, text in files.items():
            assert text == after[target][file], f"{target} {file}"
    found = judge(prepare(corpus.old, new, costs=False))
    assert found
    assert {one.rule for one in found} <= {"DOC_ONLY", "PERF_BASIS_CHANGED", "SPEC_REWRITTEN"}


def _reworded(corpus: Corpus) -> dict[int, Any]:
    """Every text of a key that is of words alone, changed."""
    files: dict[int, Any] = {}
    for number, tree in enumerate(corpus.trees):
        data = tree.data
        for path, _, above in places(tree.data, (), [schema.root()], []):
            if path[-1] in TEXT_ONLY and schema.field_of(above, path[-1]) and path[0] not in _CARRIED:
                data = put(data, path, _changed(value_at(data, path)))
        if data is not tree.data and not tree.file.path.startswith("std:"):
            files[number] = data
    return files


def _changed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _changed(of) for key, of in value.items()}
    return f"{value} Changed." if isinstance(value, str) and not value[:1].isdigit() else value


def _generated(side: Side) -> dict[str, dict[str, str | bytes]]:
    """What all targets give that is compiled, without comments, documentation and the stamps of the spec's hash."""
    asked = request_of(side.spec)
    made: dict[str, Files] = {
        name: one.load()(asked) for name, one in targets().items() if name != "docs" and one.plugin is None
    }
    stamps = _stamps(side)
    return {
        name: {file: _plain(file, text, stamps) for file, text in files.items()}
        for name, files in made.items()
    }


def _stamps(side: Side) -> list[str]:
    content = side.main.content_hash
    return [content, content[:16], ", ".join(map(str, bytes.fromhex(content)))]


def _plain(file: str, text: str | bytes, stamps: list[str]) -> str | bytes:
    if isinstance(text, bytes):
        return text
    for stamp in stamps:
        text = text.replace(stamp, "")
    if file.endswith((".py", ".pyi")):
        return ast.dump(_undocumented(ast.parse(text)))
    if file.endswith(".json"):
        text = re.sub(r'"description": "(?:[^"\\]|\\.)*",?', "", text)
    if file.endswith((".td", ".rdl")):
        text = re.sub(
            r'\b(?:name|desc)\s*=\s*"(?:[^"\\]|\\.)*"|(?:summary|description) = (?:"(?:[^"\\]|\\.)*"|\[\{.*?\}\]);',
            "",
            text,
            flags=re.S,
        )
        text = re.sub(r'(Attr<"\w+", )"(?:[^"\\]|\\.)*"', r"\1", text)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return " ".join(re.sub(r"//[^\n]*|^#(?!\w)[^\n]*", "", text, flags=re.M).split())


def _undocumented(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [
                one
                for one in node.body
                if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            ]
    return tree
