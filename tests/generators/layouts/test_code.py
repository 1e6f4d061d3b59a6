"""Generated C against `Bound` and the packing of arrays."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from specgen.generators.layouts.python.module import module
from specgen.model import load_architecture
from tests.generators.layouts import agreeing, random_layouts
from tests.generators.layouts.compiled import SANITIZERS, Calls


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_random_layouts_in_c(tmp_path: Path, compiler: str) -> None:
    rng = random.Random(len(compiler))
    layouts = random_layouts.layouts(rng, 12, tmp_path)
    calls = Calls(load_architecture(tmp_path))
    binary = calls.build(tmp_path, compiler, *SANITIZERS)
    moved, wrong = agreeing.compare(rng, calls, binary, random_layouts.tensors(rng, layouts, 3))
    assert not wrong
    assert moved >= 20


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_random_layouts_in_cpp(tmp_path: Path, compiler: str) -> None:
    random_layouts.layouts(random.Random(5), 10, tmp_path)
    Calls(load_architecture(tmp_path)).build(tmp_path, compiler, "-fsyntax-only")


def test_random_layouts_in_python(tmp_path: Path) -> None:
    rng = random.Random(11)
    layouts = random_layouts.layouts(rng, 30, tmp_path)
    names: dict[str, object] = {"__name__": "layouts"}
    exec(module(load_architecture(tmp_path)), names)  # noqa: S102
    tensors = random_layouts.tensors(rng, layouts, 2)
    assert len(tensors) >= 40
    assert all(agreeing.agrees(rng, names, *tensor) for tensor in tensors)


def test_generated_python_refuses_sizes_that_the_layout_does_not_have(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(
        "name: sizes\nversion: 0.1.0\nlayouts:\n"
        "  a: {dims: {i: {multiple: 6, max: 24}, j: 3}, split: {i: [any, 4]}, element: u8, place: {addr: i0 j i1}}\n"
    )
    names: dict[str, Any] = {"__name__": "layouts"}
    exec(module(load_architecture(tmp_path)), names)  # noqa: S102
    assert names["a_form"]((24, 3)).extents == (72,)
    for shape, words in (((6, 3), "a multiple of 12"), ((36, 3), "at most 24"), ((24, 4), "j is 3")):
        with pytest.raises(ValueError, match=words):
            names["a_form"](shape)
