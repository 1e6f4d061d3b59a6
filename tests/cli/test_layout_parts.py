"""`specgen layout` of tensors in several parts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result

from tests.cli.running import specgen

LAYOUTS = """
include: ['std:types/nvfp4.yaml']
layouts:
  rows: {dims: {r: any, c: any}, place: {addr: r c}, packed: true}
  pitched: {dims: {r: any, c: any}, arguments: {pitch: {example: 9}}, place: {addr: [[r, pitch], [c, 1]]}}
  list: {dims: {r: any}, place: {addr: r}}
  block: {dims: {r: 2, c: 4}, place: {addr: c r}}
  small: {dims: {r: 8, c: 8}, place: {addr: [[r, 7], [c, 1]]}}
  nv: {dims: {r: any, c: any}, of: nvfp4, parts: {elements: {layout: rows}, scales: {layout: pitched}}, summary: FP4.}
  pruned: {dims: {r: any, c: any}, element: s16, sparse: {axis: c, keep: 2, of: 4},
           parts: {values: {layout: rows}, index: {layout: rows}}}
  few: {dims: {r: any, c: any}, element: f32, blocks: {r: 2, c: 4},
        parts: {values: {layout: block}, mask: {layout: rows}, offsets: {layout: list}}}
  crossed: {dims: {r: 8, c: 16}, element: u8, sparse: {axis: c, keep: 2, of: 4},
            parts: {values: {layout: small}, index: {layout: rows}}}
  tight: {dims: {r: any, c: any}, element: u8, sparse: {axis: c, keep: 2, of: 4},
          parts: {values: {layout: small}, index: {layout: rows}}}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(LAYOUTS, encoding="utf-8")
    return tmp_path


def layout(action: str, name: str, *more: str) -> Result:
    return specgen("layout", action, f"own.yaml#{name}", *more)


def test_parts_are_a_table_with_what_they_take() -> None:
    shown = layout("show", "nv", "--shape", "4,64", "--argument", "scales.pitch=4")
    assert shown.exit_code == 0, shown.output
    said, summary, _, *rows = shown.stdout.splitlines()
    assert (said, summary) == ("nv: r 4 × c 64 of nvfp4, 16 along c a scale", "FP4.")
    assert rows[1].split() == ["elements", "rows", "r", "4", "×", "c", "64", "e2m1", "128", "4"]
    assert rows[2].split() == ["scales", "pitched", "r", "4", "×", "c", "4", "e4m3", "16", "0.5"]
    assert rows[3].split() == ["all", "144", "4.5"]
    assert "1.78 times smaller than 256 bytes" in rows[-1]


def test_blocks_are_told_at_their_most() -> None:
    rows = layout("show", "few", "--shape", "4,8").stdout.splitlines()
    assert rows[3].split() == ["values", "block", "4", "of", "r", "2", "×", "c", "4", "f32", "128", "32"]
    assert "where no block is zero" in rows[-3]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nv", ["elements: address 101, byte 50 bit 4", "scales: address 11"]),
        ("pruned", ["place 1 of group 9; of what that keeps:", "values: address 50, byte 100; index: address 50, byte 12 bit 4",
                    "values: address 51, byte 102; index: address 51, byte 12 bit 6"]),
        ("few", ["block 0, 9; mask: address 9, byte 1 bit 1",
                 "offsets: address 0, byte 0",
                 "values, within their block: address 3, byte 12"]),
    ],
)  # fmt: skip
def test_an_element_is_located_in_each_part(name: str, says: list[str]) -> None:
    shown = layout("show", name, "--shape", "2,64", "--index", "1,37")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines() == says


def test_each_part_is_proved() -> None:
    told = layout("check", "nv", "--json")
    assert told.exit_code == 0, told.output
    known = json.loads(told.stdout)
    assert list(known) == ["own.yaml#nv: elements", "own.yaml#nv: scales"]
    assert known["own.yaml#nv: elements"][0]["how"] == "proved"
    crossed = layout("check", "crossed")
    assert crossed.exit_code == 1
    assert "own.yaml#crossed: values:\n  not injective" in crossed.stdout
    assert "fitting" not in crossed.stdout
    tight = layout("check", "tight", "--shape", "8,20")
    assert tight.exit_code == 2
    assert "c of small is 8, not 10" in tight.stderr


@pytest.mark.parametrize("name", ["pruned", "few", "nv"])
def test_a_tensor_comes_back_from_its_files(here: Path, name: str) -> None:
    tensor = np.zeros((4, 16), {"pruned": np.int16}.get(name, np.float32))
    tensor[1, 3], tensor[2, 5], tensor[2, 6] = 1, 2, -6
    np.save("in.npy", tensor)
    more = ("--argument", "scales.pitch=3") if name == "nv" else ()
    assert layout("pack", name, "in.npy", "-o", "out.bin", *more).exit_code == 0
    written = {path.name for path in here.glob("out.*")}
    parts = {
        "pruned": ["index", "values"],
        "few": ["mask", "offsets", "values"],
        "nv": ["elements", "scales", "tensor_scale"],
    }
    assert written == {f"out.{part}.bin" for part in parts[name]}
    back = layout("unpack", name, "out.bin", "-o", "back.npy", "--shape", "4,16", *more)
    assert back.exit_code == 0, back.output
    found = np.load("back.npy")
    assert found.dtype == tensor.dtype
    np.testing.assert_allclose(found, tensor, rtol=0.05 if name == "nv" else 0)


WRONG = [
    (["show", "nv", "--argument", "pitch=3"], "write elements.pitch=72; the parts are elements, scales"),
    (["show", "nv", "--argument", "scales.pich=3"], "pich"),
    (["show", "nv", "--element", "u8"], "nv says itself what its elements are: e2m1"),
    (["show", "nv", "--index", "1"], "an index of nv is within"),
    (["show", "nv", "--index", "0,1000"], "an index of nv is within"),
    (["show", "few", "--shape", "4"], "few has 2 dimensions, not 1"),
    (["show", "fev"], "did you mean"),
    (["pack", "pruned", "full.npy", "-o", "x.bin"], "the group of 4 at (0, 4) has more than 2 elements"),
    (["pack", "few", "line.npy", "-o", "x.bin"], "few has 2 dimensions, not 1"),
    (["pack", "few", "own.yaml", "-o", "x.bin"], "own.yaml"),
    (["unpack", "pruned", "none.bin", "--shape", "2,8", "-o", "x.npy"], "none.values.bin: No such file"),
    (["unpack", "pruned", "short.bin", "--shape", "2,8", "-o", "x.npy"], "short.values.bin has 3 bytes, and this part takes 16"),
    (["unpack", "few", "short.bin", "--shape", "2,8", "-o", "x.npy"], "the mask has 2 blocks, and the values have 0.09375"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_wrong_use_is_told_and_writes_nothing(here: Path, words: list[str], says: str) -> None:
    np.save("full.npy", np.array([[0, 0, 0, 0, 1, 2, 3, 0]], np.int16))
    np.save("line.npy", np.zeros(8, np.float32))
    for part, size in {"values": 3, "index": 2, "mask": 1, "offsets": 4}.items():
        (here / f"short.{part}.bin").write_bytes(b"\x03" * size)
    before = sorted(here.iterdir())
    result = layout(*words)
    assert result.exit_code == 2, result.output
    assert says in result.stderr
    assert sorted(here.iterdir()) == before
