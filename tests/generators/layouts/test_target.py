"""What the target writes: the same bytes each time, and code that compiles whatever things are called."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from specgen.api import request
from specgen.generators.layouts import generate
from tests.generators.layouts.compiled import COMPILERS, WARNINGS
from tests.model.specs import write_files

HEAD = "name: int\nversion: 1.0.0\n"
HOSTILE = """
include: ['std:layouts/*.yaml']
layouts:
  bytes: {dims: {int: any, at: any}, split: {int: [any, 2]}, place: {addr: int0 at int1}, pad: zero, summary: "*/ end \\\\"}
  pack:
    dims: {packed: any, rows: {size: any, example: 16}, register: 4}
    arguments: {for: {example: 64}, part: {example: 4}}
    place: {index: packed, address: [[rows, part]], addr: [[register, for]]}
  again: {dims: {dense: any, def: any}, fuse: {class: dense def}, split2: {class: [any, 4]}, place: {bytes: class1, addr: class0}}
  again_pack: {dims: {form: any}, place: {u8: form, pack_u8: "", unpack: ""}, element: u16}
  layout: {dims: {least: any}, place: {least: least, addr: ""}}
  one: {dims: {stored: 3}, place: {addr: stored}, element: u8, xor: [{dst: [0, 0], src: [1, 1]}]}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("hostile"), {"spec.yaml": HEAD + HOSTILE})


def test_the_same_bytes_each_time(hostile: Path) -> None:
    files = generate(request(hostile))
    assert sorted(files) == ["default/int_layouts.h", "default/layouts.py"]
    assert files == generate(request(hostile))


@pytest.mark.parametrize("compiler", COMPILERS)
def test_code_compiles_whatever_things_are_called(hostile: Path, compiler: str) -> None:
    _compiles(str(generate(request(hostile))["default/int_layouts.h"]), compiler, hostile)


def test_a_spec_without_layouts_has_a_header_too(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"spec.yaml": HEAD})
    files = generate(request(folder))
    _compiles(str(files["default/int_layouts.h"]), "gcc", tmp_path)
    exec(str(files["default/layouts.py"]), {"__name__": "layouts"})  # noqa: S102


def test_the_module_needs_no_specgen(hostile: Path) -> None:
    names: dict[str, object] = {"__name__": "layouts"}
    text = str(generate(request(hostile))["default/layouts.py"])
    exec(text, names)  # noqa: S102
    assert "import specgen" not in text and "from specgen" not in text
    assert "again_pack" in names


def test_tensors_without_elements_have_an_empty_storage(hostile: Path) -> None:
    names: dict[str, Any] = {"__name__": "layouts"}
    exec(str(generate(request(hostile))["default/layouts.py"]), names)  # noqa: S102
    assert names["row_major_pack"](np.zeros((0, 4), np.uint16)).shape == (0,)
    assert names["row_major_unpack"](np.zeros(0, np.uint8), (0, 4), element=2).shape == (0, 4)
    assert names["tt_tile_pack"](np.zeros((3, 0), np.uint16)).shape == (0,)


def _compiles(header: str, compiler: str, folder: Path) -> None:
    (folder / "layouts.h").write_text(header)
    (folder / "all.c").write_text('#include "layouts.h"\nint main(void)\n{\n    return 0;\n}\n')
    command = [
        *COMPILERS[compiler],
        *WARNINGS,
        "-Wno-unused-function",
        "-fsyntax-only",
        str(folder / "all.c"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:3000]
