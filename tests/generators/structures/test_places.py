"""Every member lies where the spec, ctypes and compilers say, in either order of bytes, and in either header."""

from __future__ import annotations

import ctypes
import random
import subprocess
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.structures import c_files
from specgen.generators.structures.names import Names
from specgen.generators.structures.order import ordered
from specgen.model import Architecture
from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import unpack
from specgen.model.types import IntegerType
from tests.generators.structures.agreeing import drawn
from tests.generators.structures.compiled import COMPILERS, WARNINGS
from tests.generators.structures.foreign import foreign
from tests.generators.structures.random_values import sound

STRING = """
void *memcpy(void *, const void *, __SIZE_TYPE__);
void *memmove(void *, const void *, __SIZE_TYPE__);
void *memset(void *, int, __SIZE_TYPE__);
int memcmp(const void *, const void *, __SIZE_TYPE__);
"""
FREESTANDING = {
    "assert.h": "#define static_assert _Static_assert\n",
    "string.h": STRING,
}


def places(structure: Structure) -> list[int]:
    return [structure.size, *(n for m in structure.members for n in (m.offset, m.size))]


def by_ctypes(structure: Structure) -> list[int]:
    made = foreign(structure)
    there = [getattr(made, m.name) for m in structure.members]
    return [ctypes.sizeof(made), *(n for one in there for n in (one.offset, one.size))]


def by_compiler(architecture: Architecture, header: str, compiler: str, folder: Path) -> list[list[int]]:
    """What a program prints that includes a header."""
    for path, text in c_files(architecture).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    names, lines = Names(architecture), []
    for structure in ordered(architecture.structures.values()):
        tag = f"struct {names.tag(structure)}"
        numbers = [f"sizeof({tag})"]
        for member in structure.members:
            name = names.member(structure, member.name)
            flexible = member.value is not None and member.value.flexible
            numbers += (
                [str(member.offset), "0"]
                if flexible
                else [f"offsetof({tag}, {name})", f"sizeof((({tag} *)0)->{name})"]
            )
        lines.append(f"    p({len(numbers)}, (size_t[]){{{', '.join(numbers)}}});")
    program = f'#include <stdio.h>\n#include <stddef.h>\n#include "{header}"\n' + (
        'static void p(int n, const size_t *v) { for (int i = 0; i < n; i++) printf("%zu ", v[i]); puts(""); }\n'
        "int main(void)\n{\n" + "\n".join(lines) + "\n    return 0;\n}\n"
    )
    (folder / "places.c").write_text(program)
    command = [*COMPILERS[compiler], *WARNINGS, "-I", str(folder / "include"), "-o", str(folder / "places")]
    subprocess.run([*command, str(folder / "places.c")], check=True)
    out = subprocess.run([folder / "places"], capture_output=True, text=True, check=True).stdout
    return [list(map(int, line.split())) for line in out.splitlines()]


@pytest.mark.parametrize(("seed", "compiler"), [(21, "gcc"), (22, "clang"), (23, "gcc")])
def test_random_structures(seed: int, compiler: str, tmp_path: Path) -> None:
    agree(drawn(random.Random(seed), tmp_path, 12), compiler, tmp_path)


def test_the_reference_spec(reference: Request, tmp_path: Path) -> None:
    assert reference.default.structures
    agree(reference.default, "gcc", tmp_path)


def agree(architecture: Architecture, compiler: str, folder: Path) -> None:
    structures = ordered(architecture.structures.values())
    expected = [places(one) for one in structures]
    assert [by_ctypes(one) for one in structures] == expected
    assert by_compiler(architecture, f"{architecture.name}_structures.h", compiler, folder) == expected
    assert by_compiler(architecture, f"uapi/{architecture.name}.h", compiler, folder) == expected


@pytest.mark.parametrize("seed", [24, 25])
def test_values_are_those_of_ctypes(seed: int, tmp_path: Path) -> None:
    rng, compared = random.Random(seed), 0
    for structure in drawn(random.Random(seed), tmp_path, 12).structures.values():
        for _ in range(10):
            data = sound(rng, structure, 5)
            if data is None:
                continue
            made, values = (
                foreign(structure).from_buffer_copy(data.ljust(structure.size, b"\0")),
                unpack(structure, data),
            )
            for member in structure.members:
                one = member.value
                if (
                    one is not None
                    and isinstance(one.type, IntegerType)
                    and one.count is None
                    and member.name in values
                ):
                    assert getattr(made, member.name) == values[member.name]
                    compared += 1
    assert compared > 50


@pytest.mark.parametrize("compiler", COMPILERS)
def test_headers_stand_alone(compiler: str, tmp_path: Path) -> None:
    """All headers, in C and C++, with no warning."""
    architecture = drawn(random.Random(26), tmp_path, 12)
    by_name = c_files(architecture)
    for path, text in by_name.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    for header in ("drawn_structures.h", "drawn_read.h", "uapi/drawn.h"):
        command = [*COMPILERS[compiler], *WARNINGS, "-fsyntax-only", "-I", str(tmp_path / "include"), "-"]
        subprocess.run(command, input=f'#include "{header}"\n', text=True, check=True)


@pytest.mark.parametrize(
    "machine", ["i386-linux-gnu", "armv7-linux-gnueabihf", "powerpc64-linux-gnu", "s390x-linux-gnu"]
)
def test_members_lie_there_on_every_machine(machine: str, tmp_path: Path) -> None:
    """Pointers of 32 bits, and machines in whose order of bytes numbers are what they are not here."""
    headers = c_files(drawn(random.Random(27), tmp_path, 12)) | FREESTANDING
    for path, text in headers.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    asked = subprocess.run(["clang", "-print-resource-dir"], capture_output=True, text=True, check=True)
    system = [
        "-ffreestanding",
        "-nostdinc",
        "-isystem",
        f"{asked.stdout.strip()}/include",
        "-I",
        str(tmp_path),
    ]
    command = [*COMPILERS["clang"], f"--target={machine}", *WARNINGS, "-Wno-unused-function", *system]
    command += ["-fsyntax-only", "-I", str(tmp_path / "include"), str(tmp_path / "drawn_read.c")]
    subprocess.run(command, check=True)
