"""Basalt's runtime as a library, an executable to run on it, and its inputs."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from examples.kernels import inputs, oracle
from specgen import api
from specgen.generators import Request
from tests.generators.runtime.building import Made, written

HEADS = 8


@dataclass(frozen=True, slots=True)
class Case:
    """The packed attention kernel, a folder with q.bin, k.bin and v.bin, and what two layers give."""

    executable: Path
    folder: Path
    o: NDArray[np.uint16]
    p: NDArray[np.uint16]

    def results(self, folder: Path) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
        """What a program wrote."""
        first, second = (np.fromfile(folder / f"{n}.bin", np.uint16).reshape(self.o.shape) for n in "op")
        return first, second


@pytest.fixture(scope="session")
def basalt(reference: Request, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The runtime of the large variant, compiled."""
    made = written(reference, "large", tmp_path_factory.mktemp("basalt"))
    made.make("gcc")
    return made


@pytest.fixture(scope="session")
def case(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("attention")
    packed = api.pack_executable(api.load_spec(root / "spec"), root / "examples/kernels/attention_bf16.yaml")
    (folder / "attention.bex").write_bytes(packed.data)
    data = inputs.case("bf16", HEADS)
    for name in "qkv":
        data[name].tofile(folder / f"{name}.bin")
    o = np.stack([oracle.attention_bf16(*(data[m][head] for m in "qkv")).o for head in range(HEADS)])
    again = [oracle.attention_bf16(o[head], data["k"][head], data["v"][head]).o for head in range(HEADS)]
    return Case(folder / "attention.bex", folder, o, np.stack(again))


def bindings(folder: Path) -> Any:
    """The generated module of a runtime's folder."""
    path = next((folder / "python").glob("*_runtime.py"))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


PEBBLE = Path(__file__).parent / "pebble"
SMALL = Path(__file__).parents[2] / "machine" / "device" / "spec"


@dataclass(frozen=True, slots=True)
class Small:
    """The small device with a runtime of other names: its folder, and a packed program."""

    request: Request
    made: Made
    executable: Path


def small_spec(folder: Path) -> Path:
    """The small device's spec with the runtime's file beside it."""
    shutil.copytree(SMALL, folder)
    shutil.copy(PEBBLE / "runtime.yaml", folder)
    with (folder / "spec.yaml").open("a", encoding="utf-8") as spec:
        spec.write("\ninclude: [runtime.yaml]\n")
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("pebble")
    spec = small_spec(folder / "spec")
    request = api.request(spec)
    made = written(request, "default", folder / "runtime")
    packed = api.pack_executable(api.load_spec(spec), PEBBLE / "store.yaml")
    (folder / "store.egg").write_bytes(packed.data)
    return Small(request, made, folder / "store.egg")
