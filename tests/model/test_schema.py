"""The schema for editors accepts what the loader accepts, and refuses what is misspelt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from specgen.checks.examples import BASE
from specgen.model import json_schema
from specgen.source import Diagnostics, SourceFile, load_yaml, read_source


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def data_of(text: str) -> Any:
    tree = load_yaml(SourceFile("a.yaml", text), Diagnostics())
    assert tree is not None
    return tree.data


def test_real_files_are_accepted(root: Path, validator: jsonschema.Draft202012Validator) -> None:
    written = {*(root / "spec").rglob("*.yaml")} - {*(root / "spec" / "evidence").rglob("*.yaml")}
    files = [*written, *(root / "specgen" / "std").rglob("*.yaml")]
    assert len(files) > 4
    for path in sorted(files):
        source = read_source(path, Diagnostics())
        assert source is not None
        assert [f"{path}: {e.message}" for e in validator.iter_errors(data_of(source.text))] == []


def test_the_base_of_all_examples_is_accepted(validator: jsonschema.Draft202012Validator) -> None:
    sections = ["\n  ".join([f"{s}:", *(f"{n}: {t}" for n, t in items.items())]) for s, items in BASE.items()]
    assert list(validator.iter_errors(data_of("\n".join(sections)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "instrutions: {}",
        "enums: {e: {value: {a: 0}}}",
        "types: {t: {kind: floaty}}",
        "state: {x: {type: u32, counts: 3}}",
        "memories: {m: {size: {value: 4 KiB, sauce: me}, address: u32}}",
        "formats: {f: {width: 16, fields: {opcode: '7-0'}}}",
    ],
)
def test_mistakes_are_refused(validator: jsonschema.Draft202012Validator, text: str) -> None:
    assert list(validator.iter_errors(data_of(text)))


def test_every_key_is_described() -> None:
    undescribed = [key for key, value in _properties(json_schema()) if "description" not in value]
    assert undescribed == []


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
    if isinstance(schema, dict | list):
        for value in schema.values() if isinstance(schema, dict) else schema:
            yield from _properties(value)
