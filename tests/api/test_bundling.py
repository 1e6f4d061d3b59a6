"""A bundle keeps the spec whole: loaded from there, it says the same; with it goes all that it includes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from specgen import api
from specgen.bundles import BundleError, extract_bundle, read_bundle
from specgen.model import load
from specgen.model.includes import load_files
from specgen.source import Diagnostics, Tree

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("spec", ["spec", "examples/rv32imc", "examples/foreign"])
def test_the_spec_in_a_bundle_says_the_same(spec: str, root: Path, tmp_path: Path) -> None:
    info = api.bundle(tmp_path / "a.tar.gz", root / spec, variants=None, vectors=0)
    into = tmp_path / "into"
    assert read_bundle(tmp_path / "a.tar.gz", into) == info
    again = load(into / info.spec, standard=into / info.std)
    assert not again.diagnostics.errors
    assert again.content_hash == info.content_hash
    own = load(root / spec)
    for name in again.variants:
        for one in again.architecture(name).measurements.values():
            assert (Path(one.origin.at().file.path).parent / one.file).is_file()
    assert again.variants == own.variants == tuple(info.variants)
    kept = {p.relative_to(into / "std").as_posix(): p.read_bytes() for p in (into / "std").rglob("*.yaml")}
    library = root / "specgen" / "std"
    assert all(data == (library / path).read_bytes() for path, data in kept.items())
    included = {t.file.path[4:] for t in _trees(root / spec) if t.file.path.startswith("std:")}
    assert {*kept} == included


def _trees(path: Path) -> tuple[Tree, ...]:
    return load_files(path, Diagnostics()).trees


def test_a_folder_beside_may_be_called_as_the_spec(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "riscv", tmp_path / "rv32imc")
    shutil.copytree(EXAMPLES / "rv32imc", tmp_path / "mine")
    path = tmp_path / "mine" / "spec.yaml"
    path.write_text(path.read_text().replace("../riscv/", "../rv32imc/"))
    info = api.bundle(tmp_path / "a.tar.gz", tmp_path / "mine", variants=["user"], vectors=0)
    read_bundle(tmp_path / "a.tar.gz", tmp_path / "into")
    assert info.spec == "spec/rv32imc_"
    assert load(tmp_path / "into" / info.spec).content_hash == info.content_hash


def test_a_released_spec_keeps_the_library_of_its_time(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "spec.yaml").write_text(
        "name: kept\nversion: 1.0.0\nsummary: Kept.\ninclude: [std:types/bf16.yaml]\n"
    )
    info = api.bundle(tmp_path / "a.tar.gz", spec, vectors=0)
    into = tmp_path / "into"
    read_bundle(tmp_path / "a.tar.gz", into)
    then = into / info.std / "types" / "bf16.yaml"
    then.write_text(then.read_text().replace("bf16:", "bf16_then:", 1))
    assert "bf16_then" in load(into / info.spec, standard=into / info.std).architecture().types
    assert "bf16_then" not in load(into / info.spec).architecture().types
    then.unlink()
    found = load(into / info.spec, standard=into / info.std).diagnostics
    assert [one.rule for one in found] == ["spec-include-unmatched"]


def test_tables_are_of_the_spec_or_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n")
    spec = tmp_path / "spec"
    shutil.copytree(EXAMPLES / "foreign", spec)
    with (spec / "spec.yaml").open("a") as out:
        out.write(
            "measurements:\n  m: {chip: c, operator: gemm, protocol: p, source: s, summary: S., file: ../secret.csv}\n"
        )
    with pytest.raises(BundleError, match="lies outside the spec's folder"):
        api.bundle(tmp_path / "a.tar.gz", spec, vectors=0)
    assert not (tmp_path / "a.tar.gz").exists()


def test_the_schema_and_the_vectors_are_those_of_the_commands(root: Path, tmp_path: Path) -> None:
    spec = root / "examples" / "avx512"
    info = api.bundle(tmp_path / "a.tar.gz", spec, vectors=1)
    extract_bundle(tmp_path / "a.tar.gz", tmp_path / "into")
    assert (tmp_path / "into" / "schema" / "specgen.json").read_text() == api.schema_text()
    one = api.load(spec)
    vectors = {p.stem: json.loads(p.read_text()) for p in (tmp_path / "into" / "vectors").rglob("*.json")}
    assert vectors.keys() == one.instructions.keys()
    assert all(v["content_hash"] == info.content_hash for v in vectors.values())
    for _, number, differences in api.replay_vectors(one, tmp_path / "into" / "vectors" / "default"):
        assert number > 0
        assert not differences
