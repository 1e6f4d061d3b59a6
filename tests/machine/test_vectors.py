"""Conformance vectors: made, written, read and run again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import specgen
from specgen.machine import AccessError, Codec
from specgen.machine.vectors import Maker, VectorError, VectorFile, as_json, as_memh, read_file, replay
from tests.cli.running import specgen as command

NPU = Path(__file__).parents[1] / "specs" / "npu"


@pytest.fixture(scope="module")
def npu() -> specgen.Accelerator:
    return specgen.load(NPU)


@pytest.fixture(scope="module")
def files(npu: specgen.Accelerator) -> dict[str, VectorFile]:
    maker = Maker(npu.semantics, count=3)
    return {name: maker.file(npu.instructions[name]) for name in ("alu", "matmul", "vgather", "load", "wait")}


def _differences(npu: specgen.Accelerator, file: VectorFile) -> list[str]:
    codec = Codec(npu.architecture, npu.instructions[file.instruction].processor)
    machine = npu.simulator()
    return [line for vector in file.vectors for line in replay(machine, codec, vector)]


def test_what_was_recorded_happens_again(npu: specgen.Accelerator, files: dict[str, VectorFile]) -> None:
    for file in files.values():
        assert file.vectors
        assert _differences(npu, file) == []


def test_vectors_compute_something(files: dict[str, VectorFile]) -> None:
    for name in ("alu", "matmul", "load"):
        done = [v for v in files[name].vectors if v.outcome == "done"]
        assert any(v.after.state or v.after.memory for v in done), name
    assert any(v.before.memory for v in files["load"].vectors)


def test_the_same_seed_makes_the_same_bytes(npu: specgen.Accelerator, files: dict[str, VectorFile]) -> None:
    again = Maker(npu.semantics, count=3).file(npu.instructions["vgather"])
    other = Maker(npu.semantics, count=3, seed=1).file(npu.instructions["vgather"])
    assert as_json(again) == as_json(files["vgather"]) != as_json(other)


def test_files_survive(files: dict[str, VectorFile], tmp_path: Path) -> None:
    for name, file in files.items():
        (tmp_path / name).write_text(as_json(file))
        assert read_file(tmp_path / name) == file


@pytest.mark.parametrize("section", ["state", "memory"])
def test_another_result_is_told(
    npu: specgen.Accelerator, files: dict[str, VectorFile], tmp_path: Path, section: str
) -> None:
    name = "alu" if section == "state" else "store"
    file = files.get(name) or Maker(npu.semantics, count=3).file(npu.instructions[name])
    data = json.loads(as_json(file))
    (vector,) = [v for v in data["vectors"] if v["after"][section]][:1]
    run = next(iter(vector["after"][section].values()))[0]
    digit = run[1][-1]
    run[1] = run[1][:-1] + ("0" if digit != "0" else "1")
    (tmp_path / "wrong.json").write_text(json.dumps(data))
    assert len(_differences(npu, read_file(tmp_path / "wrong.json"))) == 1


def test_a_vector_of_another_spec_is_refused(npu: specgen.Accelerator, files: dict[str, VectorFile]) -> None:
    data = json.loads(as_json(files["alu"]))
    other = VectorFile("npu", "0", "full", "0" * 64, "alu", 32, ())
    with pytest.raises(VectorError, match="make them again"):
        other.check(npu.architecture)
    files["alu"].check(npu.architecture)
    assert data["content_hash"] == npu.architecture.content_hash


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "[" * 100_000, '{"vectors": [{}]}', '{"vectors": 3}', '{"vectors": [], "bits": 1, "x": "y"}']
)  # fmt: skip
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "zz.json").write_text(text)
    with pytest.raises(VectorError, match=r"zz\.json"):
        read_file(tmp_path / "zz.json")


def test_what_the_machine_does_not_have_is_refused(
    npu: specgen.Accelerator, files: dict[str, VectorFile], tmp_path: Path
) -> None:
    for wrong in (
        {"state": {"nobody": [[0, "1"]]}},
        {"state": {"r": [[9999, "1"]]}},
        {"memory": {"nobody": [["0x0", "00"]]}},
    ):
        data = json.loads(as_json(files["alu"]))
        for section, content in wrong.items():
            data["vectors"][0]["before"][section] |= content
        (tmp_path / "zz.json").write_text(json.dumps(data))
        with pytest.raises(AccessError):
            _differences(npu, read_file(tmp_path / "zz.json"))


def test_words_for_readmemh(npu: specgen.Accelerator, files: dict[str, VectorFile]) -> None:
    texts = as_memh(npu.architecture, files["alu"])
    vector = files["alu"].vectors[0]
    assert int(texts["000/word.memh"], 16) == vector.word
    ((name, changed),) = list(vector.after.state.items())[:1]
    place, values = changed[0]
    assert texts[f"000/{name}.after.memh"].split()[:2] == [f"@{place:x}", f"{values[0]:016x}"]


def test_the_command_writes_and_replays(tmp_path: Path) -> None:
    slate = tmp_path / "slate"
    assert command("new", slate).exit_code == 0
    folder = tmp_path / "vectors"
    made = command("vectors", "--spec", slate, "-o", folder, "--count", "2")
    assert made.exit_code == 0, made.output
    again = command("vectors", "--spec", slate, "--replay", folder)
    assert again.exit_code == 0 and "no instructions differ" in again.stdout
    path = folder / "add.json"
    data = json.loads(path.read_text())
    data["vectors"][0]["next_pc"] = "0x44"
    path.write_text(json.dumps(data))
    wrong = command("vectors", "--spec", slate, "--replay", folder)
    assert wrong.exit_code == 1 and "next pc" in wrong.stdout
    assert command("vectors", "--spec", slate).exit_code == 2
    assert command("vectors", "--spec", slate, "--replay", tmp_path).exit_code == 2
