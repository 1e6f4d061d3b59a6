"""The header: C11 and C++17 under all warnings, beside the other generated headers; the dispatch table; the mock."""

from __future__ import annotations

import subprocess
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from specgen.generators import Request, c, errors, structures
from specgen.generators.runtime import generate
from tests.generators.runtime.building import WARNINGS
from tests.generators.runtime.conftest import bindings

COMPILERS = (("gcc", "c11"), ("clang", "c11"), ("g++", "c++17"), ("clang++", "c++17"))
MOCKED = r"""
#include <stdio.h>
#include <string.h>
#include "basalt_mock.h"

static basalt_status count(uint32_t *count)
{
    *count = 7;
    return BASALT_ERROR_OK;
}

int main(void)
{
    basalt_device device = 0, other = 0;
    uint32_t found = 0;
    if (basalt_open(3, &device) || basalt_open(4, &other) || !device || device == other)
        return 1;
    basalt_mock_handlers()->get_device_count = count;
    if (basalt_get_device_count(&found) || found != 7)
        return 2;
    basalt_mock_fail(BASALT_MOCK_CLOSE, 1, 2, BASALT_ERROR_BUSY);
    if (basalt_close(device) || basalt_close(device) != BASALT_ERROR_BUSY || basalt_close(device) != BASALT_ERROR_BUSY)
        return 3;
    if (basalt_close(other) || basalt_mock_calls() != 7 || basalt_mock_calls_of(BASALT_MOCK_CLOSE) != 4)
        return 4;
    const basalt_mock_call *call = basalt_mock_call_at(1);
    if (!call || call->function != BASALT_MOCK_OPEN || call->with.open.index != 4 || call->with.open.device != &other)
        return 5;
    if (basalt_mock_call_at(4)->result != BASALT_ERROR_BUSY || strcmp(basalt_mock_name(BASALT_MOCK_OPEN), "basalt_open"))
        return 6;

    basalt_dispatch table;
    memset(&table, 0, sizeof table);
    if (basalt_get_dispatch(BASALT_RUNTIME_VERSION, (uint32_t)offsetof(basalt_dispatch, open), &table) || table.open)
        return 7;
    if (table.size != offsetof(basalt_dispatch, open) || table.get_version != basalt_get_version)
        return 8;
    basalt_mock_reset();
    return basalt_mock_calls() || basalt_mock_call_at(0);
}
"""
TABLE = r"""
#include <string.h>
#include "basalt.h"

int main(void)
{
    basalt_dispatch table;
    basalt_device device;
    memset(&table, 0xff, sizeof table);
    if (basalt_get_dispatch(BASALT_RUNTIME_VERSION, sizeof table, &table) || table.size != sizeof table)
        return 1;
    if (table.open(0, &device) || table.close(device))
        return 2;
    if (basalt_get_dispatch(BASALT_RUNTIME_VERSION + 1, sizeof table, &table) != BASALT_ERROR_VERSION_MISMATCH)
        return 3; /* newer than the library */
    if (basalt_get_dispatch(BASALT_RUNTIME_VERSION + 0x10000, sizeof table, &table) != BASALT_ERROR_VERSION_MISMATCH)
        return 4;
    if (basalt_get_dispatch(BASALT_RUNTIME_VERSION, 4, &table) != BASALT_ERROR_INVALID_ARGUMENT)
        return 5;
    return 0;
}
"""


@pytest.fixture(scope="module")
def headers(reference: Request, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The headers of several targets in one folder, and the mock."""
    folder = tmp_path_factory.mktemp("headers")
    large = Request(tuple(a for a in reference.architectures if a.variant == "large"), reference.semantics)
    for target in (c.generate, errors.generate, structures.generate, generate):
        for name, text in target(large).items():
            if name.endswith((".h", "_runtime.py")) or "mock" in name:
                path = folder / name.removeprefix("large/").removeprefix("include/")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(str(text), encoding="utf-8")
    return folder


def _compile(folder: Path, compiler: str, dialect: str, text: str, *more: str) -> None:
    language = "c++" if dialect.startswith("c++") else "c"
    command = [
        compiler,
        f"-std={dialect}",
        *WARNINGS,
        "-I.",
        *(more or ("-fsyntax-only",)),
        "-x",
        language,
        "-",
    ]
    done = subprocess.run(command, input=text, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr[:4000]}"


@pytest.mark.parametrize(("compiler", "dialect"), COMPILERS)
def test_with_other_headers(headers: Path, compiler: str, dialect: str) -> None:
    names = ("basalt.h", "basalt_errors.h", "basalt_structures.h", "basalt/enums.h")
    orders = list(permutations(names, 4))[:: 7 if compiler == "gcc" else 23]
    for order in orders:
        _compile(headers, compiler, dialect, "".join(f'#include "{name}"\n' for name in order))


def test_mock(headers: Path) -> None:
    for compiler, dialect in COMPILERS:
        language = "c++" if dialect.startswith("c++") else "c"
        more = ("-Imock", "-o", "mocked", "-x", language, "mock/basalt_mock.c")
        _compile(headers, compiler, dialect, MOCKED, *more)
        assert subprocess.run([headers / "mocked"], check=False).returncode == 0


def test_mock_in_python(headers: Path) -> None:
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-I.", "-o", "libmock.so", "mock/basalt_mock.c"], cwd=headers, check=True
    )
    module: Any = bindings(headers)
    with module.Library(headers / "libmock.so").open(0) as device:
        assert device.get_time() == 0
        assert device.read_trace() == b""


def test_dispatch(basalt: Any, tmp_path: Path) -> None:
    (tmp_path / "table.c").write_text(TABLE, encoding="utf-8")
    program = basalt.link("gcc", tmp_path / "table.c")
    assert subprocess.run([program], check=False).returncode == 0
