"""run: programs, places, and what happens when they do not fit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import files_of, specgen


def test_a_program_reads_and_writes_what_it_is_given(slate: Path, tmp_path: Path) -> None:
    given, got = tmp_path / "in.npy", tmp_path / "out.npy"
    np.save(given, np.arange(64, dtype=np.float32))
    result = specgen(
        "run",
        slate / "square.s",
        "--spec",
        slate,
        "--set",
        f"sram@0={given}",
        "--dump",
        f"sram@0:f32[64]={got}",
    )
    assert result.exit_code == 0, result.output
    assert (np.load(got) == np.arange(64) ** 2).all()
    assert "exited with 0" in result.stderr
    assert files_of(tmp_path).keys() == {"in.npy", "out.npy"}


def test_quiet_says_nothing(slate: Path) -> None:
    assert specgen("run", slate / "square.s", "--spec", slate, "--quiet").output == ""


def test_state_is_shown_in_its_own_type(slate: Path) -> None:
    result = specgen(
        "run", slate / "square.s", "--spec", slate, "--dump", "x2", "--dump", "x", "--dump", "sram@0:u32"
    )
    assert "x2 = 0x100\n" in result.stdout
    assert "uint32\n" in result.stdout
    assert "sram@0:u32 = 0x0\n" in result.stdout


def test_a_trace_is_a_line_an_instruction(slate: Path) -> None:
    text = specgen("run", slate / "square.s", "--spec", slate, "--trace", "--max-steps", "5", "--quiet")
    assert (text.exit_code, len(text.stdout.splitlines())) == (1, 5)
    lines = specgen("run", slate / "square.s", "--spec", slate, "--trace-json", "--quiet").stdout.splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_the_code_is_the_program_s(slate: Path, tmp_path: Path) -> None:
    (tmp_path / "seven.s").write_text("  li x1, 7\n  halt x1\n", encoding="utf-8")
    assert specgen("run", tmp_path / "seven.s", "--spec", slate).exit_code == 7


def test_a_raw_image_runs_like_its_source(slate: Path, tmp_path: Path) -> None:
    specgen("asm", slate / "square.s", "-o", tmp_path / "square.bin", "--spec", slate)
    assert specgen("run", tmp_path / "square.bin", "--spec", slate).exit_code == 0


@pytest.mark.parametrize("data", [b"", b"\xff" * 64, b"\x00" * 64])
def test_garbage_faults_and_says_where(slate: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "garbage.bin").write_bytes(data)
    result = specgen("run", tmp_path / "garbage.bin", "--spec", slate)
    assert result.exit_code == 1
    assert "illegal_instruction" in result.stderr
    assert "pc 0x" in result.stderr


def test_an_image_that_does_not_fit_is_refused(slate: Path, tmp_path: Path) -> None:
    (tmp_path / "large.bin").write_bytes(b"\x00" * 5000)
    result = specgen("run", tmp_path / "large.bin", "--spec", slate)
    assert (result.exit_code, "do not lie inside imem" in result.stderr) == (2, True)


@pytest.fixture
def arrays(tmp_path: Path) -> Path:
    np.save(tmp_path / "objects.npy", np.array([{}], dtype=object), allow_pickle=True)
    np.save(tmp_path / "words.npy", np.array(["a"]))
    np.save(tmp_path / "complex.npy", np.array([1j]))
    np.save(tmp_path / "large.npy", np.zeros(20_000, np.uint32))
    np.save(tmp_path / "three.npy", np.zeros(3, np.uint32))
    np.save(tmp_path / "float.npy", np.zeros(4, np.float32))
    (tmp_path / "half.npy").write_bytes((tmp_path / "large.npy").read_bytes()[:99])
    (tmp_path / "empty.npy").write_bytes(b"")
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "x1",
        "x99=1",
        "y=1",
        "=1",
        "x1=",
        "x1=one",
        "x1=0x",
        "x[40]=1",
        "x@4=1",
        "9/x1=1",
        "sram@0x99999999=objects.npy",
        "sram@=three.npy",
        "sram=objects.npy",
        "sram=words.npy",
        "sram=complex.npy",
        "sram=half.npy",
        "sram=empty.npy",
        "sram=large.npy",
        "sram=missing.npy",
        "sram:f99=three.npy",
        "sram:u8=float.npy",
        "x=three.npy",
        "x1=float.npy",
        "x=" + "9" * 5000,
    ],
)
def test_a_setting_that_does_not_fit_is_wrong_use(
    slate: Path, arrays: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(arrays)
    result = specgen("run", slate / "square.s", "--spec", slate, "--set", place)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("specgen: ")
    assert result.stdout == ""


@pytest.mark.parametrize(
    "place",
    ["x99", "", "x1:u8", "x[1,2]", "srma", "sram@0:u8[99999999]", "sram:q8", "nowhere/x.npy", "x=no/x.npy"],
)
def test_a_dump_that_cannot_be_is_refused_before_the_run(slate: Path, place: str) -> None:
    result = specgen("run", slate / "square.s", "--spec", slate, "--dump", place)
    assert result.exit_code == 2, result.output
    assert "exited" not in result.stderr


def test_misspelt_places_are_told_the_nearest(slate: Path) -> None:
    result = specgen("run", slate / "square.s", "--spec", slate, "--dump", "srma")
    assert "did you mean 'sram'?" in result.stderr


def test_every_processor_runs_its_own_program(duo: Path) -> None:
    result = specgen(
        "run",
        duo / "core.s",
        "--spec",
        duo,
        "--load",
        f"side={duo / 'side.s'}",
        "--dump",
        "1/x1",
        "--dump",
        "wide",
    )
    assert result.exit_code == 7, result.output
    assert "1/x1 = 0x1\n" in result.stdout


def test_a_deadlock_names_who_waits_for_what(duo: Path) -> None:
    result = specgen("run", duo / "core.s", "--spec", duo)
    assert result.exit_code == 1
    assert "waits for done[0] >= 3, which is 0 and is signalled by side" in result.stderr


@pytest.mark.parametrize(
    "load", ["side", "sied=side.s", "9/side=side.s", "a/side=side.s", "side=missing.bin"]
)
def test_a_load_that_does_not_fit_is_wrong_use(duo: Path, monkeypatch: pytest.MonkeyPatch, load: str) -> None:
    monkeypatch.chdir(duo)
    assert specgen("run", "core.s", "--spec", duo, "--load", load).exit_code == 2


def test_what_no_array_file_holds_is_refused(duo: Path, tmp_path: Path) -> None:
    result = specgen("run", duo / "core.s", "--spec", duo, "--dump", f"wide={tmp_path / 'w.npy'}")
    assert result.exit_code == 2
    assert "128" in result.stderr or "64 bits" in result.stderr


def test_a_memory_of_terabytes_is_not_printed(duo: Path) -> None:
    result = specgen("run", duo / "core.s", "--spec", duo, "--dump", "huge")
    assert (result.exit_code, "say how much of it" in result.stderr) == (2, True)


def test_what_a_program_writes_passes_through(tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "machine" / "spec" / "system"
    (tmp_path / "cat.s").write_text(
        "addi x2, x0, -1\nloop: get x1\nbne x1, x2, more\nexit x0\nmore: put x1\nbne x2, x0, loop\n",
        encoding="utf-8",
    )
    result = specgen("run", tmp_path / "cat.s", "--spec", folder, "--quiet", stdin="two\nlines")
    assert (result.exit_code, result.stdout) == (0, "two\nlines")


RACE = """
        li      a0, 0x1000
        li      s0, 64
        dma.load [a0 + 0], [w0 + x0 + 0], 2048
        preload.bf16 0, [a0 + 0, s0], 32, 32
        fence
        halt    x0
"""


@pytest.mark.parametrize("options", [(), ("--order", "adversarial", "--seed", "5")])
def test_a_race_is_told_and_is_code_one(root: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    program = tmp_path / "race.s"
    program.write_text(RACE, encoding="utf-8")
    common: list[str | Path] = ["run", program, "--spec", root / "spec", "--variant", "edge", *options]
    assert specgen(*common).exit_code == 0
    told = specgen(*common, "--race-check")
    assert (told.exit_code, told.stderr) == (1, "exited with 0 after 6 instructions\nraces: 1\n")
    assert told.stdout.startswith("race: nothing orders two accesses of sram[0x1000:0x1800]\n")
    as_json = specgen(*common, "--race-json", "--quiet")
    (line,) = as_json.stdout.splitlines()
    assert json.loads(line)["ranges"] == [[0x1000, 0x1800]]
    assert [one["unit"] for one in json.loads(line)["accesses"]] == ["dma", "matrix"]


def test_orders_are_two(slate: Path) -> None:
    result = specgen("run", slate / "square.s", "--spec", slate, "--order", "random")
    assert result.exit_code == 2
    adversarial = specgen(
        "run", slate / "square.s", "--spec", slate, "--order", "adversarial", "--seed", "9", "--dump", "x2"
    )
    assert (adversarial.exit_code, adversarial.stdout) == (0, "x2 = 0x100\n")
