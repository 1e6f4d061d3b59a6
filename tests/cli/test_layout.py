"""`specgen layout`: what it prints, proves and writes, and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from tests.cli.running import specgen

LAYOUTS = """
layouts:
  tiles: {dims: {r: 8, c: 12}, split: {r: [2, 4], c: [3, 4]}, place: {addr: r0 c0 r1 c1}, summary: Tiles of 4 x 4.}
  pitched: {dims: {r: any, c: any}, arguments: {pitch: {example: 9}}, place: {addr: [[r, pitch], [c, 1]]}}
  banked: {dims: {r: 8, c: 8}, split: {c: [any, 4]}, place: {bank: c1, addr: r c0}}
  swizzled: {dims: {r: 8, c: 64}, unit: 8, element: u16, place: {addr: r c}, xor: [{dst: [6, 4], src: [9, 7]}],
             banks: {count: 32, width: 4},
             accesses: {down: {lanes: 8, index: {r: lane}, ways: 1}, along: {lanes: 8, vector: 8, index: {c: 8 * lane}}}}
  column: {dims: {r: 8, c: 64}, element: u16, place: {addr: r c}, banks: {count: 32, width: 4},
           accesses: {down: {lanes: 8, index: {r: lane}, ways: 1}}}
  sparse: {dims: {r: 8, c: 24}, element: u8, sparse: {axis: c, keep: 2, of: 4},
           parts: {values: {layout: tiles}, index: {layout: tiles}}}
  overlapping: {dims: {r: 4, c: 8}, place: {addr: [[r, 7], [c, 1]]}}
"""
Layout = Callable[..., Result]


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Call a subcommand of a folder that holds the layouts in a file and no spec."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(LAYOUTS, encoding="utf-8")

    def call(action: str, name: str = "", *more: str) -> Result:
        return specgen("layout", action, *([f"own.yaml#{name}"] if name else []), *more)

    return call


def test_a_layout_is_a_formula_and_a_table(layout: Layout) -> None:
    shown = layout("show", "tiles")
    assert shown.exit_code == 0, shown.output
    assert "tiles: r 8 × c 12 of u8\nTiles of 4 x 4.\n" in shown.stdout
    assert "addr = 48*r0 + 16*c0 + 4*r1 + c1" in shown.stdout
    first, second = (line.split() for line in shown.stdout.splitlines()[-9:-7])
    assert first == ["r\\c", *map(str, range(12))]
    assert second == ["0", "0", "1", "2", "3", "16", "17", "18", "19", "32", "33", "34", "35"]


def test_what_does_not_fit_the_terminal_is_cut(layout: Layout) -> None:
    shown = layout("show", "pitched", "--shape", "100,200", "--argument", "pitch=256")
    assert "(a part of r 100 × c 200)" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100
    assert len(shown.stdout.splitlines()) < 25


def test_an_index_is_located(layout: Layout) -> None:
    assert layout("show", "tiles", "--index", "5,7").stdout == "address 71\n"
    assert layout("show", "banked", "--index", "3,6").stdout == "bank 2, address 7\n"
    shown = layout(
        "show", "pitched", "--shape", "4,8", "--argument", "pitch=10", "--element", "u32", "--index", "1,2"
    )
    assert shown.stdout == "address 12, byte 48\n"


@pytest.mark.parametrize("drawing", ["digits", "heat", "banks", "order", "memory"])
def test_drawings_are_files_of_their_own(layout: Layout, tmp_path: Path, drawing: str) -> None:
    assert layout("show", "banked", "--svg", "out.svg", "--drawing", drawing).exit_code == 0
    text = (tmp_path / "out.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg ")
    assert 'xmlns="http://www.w3.org/2000/svg"' in text
    assert "<script" not in text


def test_all_layouts_of_a_spec_are_listed(root: Path) -> None:
    shown = specgen("layout", "show", "--spec", root / "spec")
    assert shown.exit_code == 0
    assert "row_major" in shown.stdout
    assert "Element (i, j) lies at" in shown.stdout


def test_what_holds_is_told_and_how_it_is_known(layout: Layout) -> None:
    told = layout("check", "swizzled")
    assert told.exit_code == 0, told.output
    assert "no two elements share a place, for r 8 × c 64 (proved)" in told.stdout
    assert "1 KiB for 512 elements, no holes" in told.stdout
    assert "access down" in told.stdout
    assert "1-way" in told.stdout


def test_what_does_not_hold_comes_with_its_indices(layout: Layout) -> None:
    told = layout("check", "overlapping", "--json")
    assert told.exit_code == 1
    (injective, *_) = json.loads(told.stdout)["own.yaml#overlapping"]
    assert not injective["holds"]
    assert injective["witness"] == [[0, 7], [1, 0]]
    assert injective["said"] == "r 0, c 7 and r 1, c 0 share address 7, of r 4 × c 8"


def test_conflicts_beyond_what_is_allowed_are_findings(layout: Layout) -> None:
    told = layout("check", "column")
    assert told.exit_code == 1
    assert "not access down" in told.stdout
    assert "8-way: lane 0 (r 0, c 0) and lane 1 (r 1, c 0) meet, 1 allowed" in told.stdout


def test_a_tensor_of_stated_size_is_checked_as_such(layout: Layout) -> None:
    assert layout("check", "pitched", "--shape", "4,8", "--argument", "pitch=8").exit_code == 0
    told = layout("check", "pitched", "--shape", "4,8", "--argument", "pitch=7")
    assert "r 0, c 7 and r 1, c 0 share address 7" in told.stdout


@pytest.mark.parametrize("name", ["tiles", "banked"])
def test_unpacking_undoes_packing(layout: Layout, tmp_path: Path, name: str) -> None:
    shape = (8, 12) if name == "tiles" else (8, 8)
    np.save("in.npy", np.arange(np.prod(shape), dtype=np.uint8).reshape(shape))
    assert layout("pack", name, "in.npy", "-o", "out.bin").exit_code == 0
    assert layout("unpack", name, "out.bin", "-o", "out.npy").exit_code == 0
    assert (tmp_path / "out.npy").read_bytes() == (tmp_path / "in.npy").read_bytes()


def test_bytes_lie_as_the_layout_says(layout: Layout, tmp_path: Path) -> None:
    np.save("in.npy", np.arange(6, dtype=np.float32).reshape(2, 3))
    assert layout("pack", "pitched", "in.npy", "-o", "out.bin", "--argument", "pitch=4").exit_code == 0
    stored = np.frombuffer((tmp_path / "out.bin").read_bytes(), np.float32)
    assert stored.tolist() == [0, 1, 2, 0, 3, 4, 5]
    sizes = ("--shape", "2,3", "--element", "f32", "--argument", "pitch=4")
    assert layout("unpack", "pitched", "out.bin", "-o", "out.npy", *sizes).exit_code == 0
    assert np.load(tmp_path / "out.npy").tolist() == [[0, 1, 2], [3, 4, 5]]


WRONG = [
    (["show", "tile"], "did you mean 'tiles'?"),
    (["show", "tiles", "--shape", "8,13"], "c of tiles is 12, not 13"),
    (["show", "tiles", "--shape", "8"], "has 2 dimensions, not 1"),
    (["show", "tiles", "--shape", "a,b"], "write 64,96"),
    (["show", "tiles", "--index", "8,0"], "r is 8, and must be from 0 to 7"),
    (["show", "tiles", "--element", "u0"], "no number format is called 'u0'"),
    (["show", "pitched", "--argument", "pich=3"], "no argument pich"),
    (["show", "pitched", "--argument", "pitch"], "write pitch=72"),
    (["show", "tiles", "--svg", "x.svg", "--drawing", "banks"], "there are digits, heat, order, memory"),
    (["show", "tiles", "--drawing", "heta"], "did you mean 'heat'?"),
    (["show", "tiles", "--svg", "no/such/folder/x.svg"], "no/such/folder"),
    (["show", "sparse", "--svg", "x.svg"], "sparse lies in several parts: draw their layouts, tiles"),
    (["check", "swizled"], "did you mean 'swizzled'?"),
    (["pack", "tiles", "own.yaml", "-o", "x.bin"], "holds no array that NumPy reads"),
    (["pack", "tiles", "wide.npy", "-o", "x.bin"], "not"),
    (
        ["pack", "pitched", "wide.npy", "-o", "x.bin", "--argument", "pitch=3"],
        "(0, 3) and (1, 0) share a place",
    ),
    (["pack", "pitched", "wide.npy", "-o", "x.bin", "--argument", "pitch=-9"], "addresses below 0"),
    (["pack", "pitched", "wide.npy", "-o", "x.bin", "--argument", "pitch=0x1000000000"], "files end at"),
    (["show", "tiles", "--shape", "-8,12"], "r of tiles is 8, not -8"),
    (["unpack", "tiles", "/dev/zero", "-o", "x.npy"], "more than 96 bytes"),
    (["unpack", "tiles", "own.yaml", "-o", "x.npy"], "this tensor takes 96"),
]


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_wrong_use_is_told_and_writes_nothing(
    layout: Layout, tmp_path: Path, words: list[str], says: str
) -> None:
    np.save("wide.npy", np.zeros((3, 5), np.uint8))
    before = sorted(tmp_path.iterdir())
    result = layout(*words)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_names_that_need_a_spec_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    monkeypatch.chdir(tmp_path)
    result = specgen("layout", "show", "tiles")
    assert result.exit_code == 2
    assert "there is no folder spec" in result.stderr
    result = specgen("layout", "show", "row_mayor", "--spec", root / "spec")
    assert result.exit_code == 2
    assert "did you mean 'row_major'?" in result.stderr


def test_errors_of_a_file_are_diagnostics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text(
        "layouts: {a: {dims: {i: 16, j: 8}, place: {addr: i}}}\n", encoding="utf-8"
    )
    result = specgen("layout", "show", "bad.yaml#a")
    assert result.exit_code == 1
    assert "bad.yaml:1:" in result.stderr
    assert "layout-digit" in result.stderr
    result = specgen("layout", "show", "none.yaml#a")
    assert result.exit_code == 1
    assert "cannot read none.yaml" in result.stderr


def test_layouts_that_come_with_specgen_need_no_spec(layout: Layout) -> None:
    listed = layout("show", "", "--std")
    assert listed.exit_code == 0
    assert "tpu_bf16" in listed.stdout
    direct = layout("show", "", "std:tpu#tpu_bf16", "--index", "9,130")
    assert direct.exit_code == 0, direct.output
    assert layout("show", "", "std:tpu_bf16", "--index", "9,130").stdout == direct.stdout
    assert layout("show", "", "tpu_bf16", "--std", "--index", "9,130").stdout == direct.stdout
    assert direct.stdout == "address 3077, byte 6154\n"
    assert "did you mean 'tpu_bf16'?" in layout("show", "", "std:tpu_bf61").stderr


def test_all_that_is_said_of_them_holds(layout: Layout) -> None:
    told = layout("check", "", "--std", "--json")
    assert told.exit_code == 0, told.output
    known = json.loads(told.stdout)
    assert len(known) >= 20
    assert all(facts[0]["name"] == "injective" and facts[0]["how"] == "proved" for facts in known.values())
