"""Headers of register maps: compiled, run, and compared with the model, as C and as C++."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from specgen.generators.registers import generate
from specgen.generators.registers.names import Names
from specgen.generators.target import Request
from specgen.model import Architecture, load
from tests.generators.c.compiling import COMPILERS, SANITIZERS, build
from tests.importers.systemrdl.random_registers import write_random

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.registers.names import Named
    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField

_HEAD = """
#define {u}_TABLE
#include <{name}/registers.h>
#include <stdio.h>
static int failures;
#define CHECK(x) ((x) ? (void)0 : (void)(++failures, printf("%s\\n", #x)))
static uint64_t space[{words}];
static void fill(void)
{{
    for (size_t i = 0; i < sizeof space; i++)
        ((unsigned char *)space)[i] = (unsigned char)(i * 37u + (i >> 8) * 11u);
}}
"""


def byte(address: int) -> int:
    return (address * 37 + (address >> 8) * 11) & 0xFF


def program(a: Architecture) -> str:
    """Return a program that checks every name of the header against the model."""
    names = Names(a)
    end = max(b.base + ((b.count or 1) - 1) * b.stride + b.size for b in a.registers.values())
    for enum in {
        f.enum.name: f.enum for b in a.registers.values() for r in b.registers for f in r.fields if f.enum
    }.values():
        named = names.enum(enum)
        for member in enum.members:
            names.value(named, member)
    for one in a.interrupts.values():
        names.line(one)
    functions, calls = [], []
    rng = random.Random(1)
    for block in a.registers.values():
        of = names.block(block)
        for register in block.registers:
            named = names.register(of, register)
            lines = [f"    {line}" for line in _register(block, register, named, names, rng)]
            functions.append(f"static void {named.lower}_test(void)\n{{\n" + "\n".join(lines) + "\n}\n")
            calls.append(f"    {named.lower}_test();\n")
    size = f"    CHECK({names.prefix.upper}_SIZE == {end:#x}u);\n"
    size += f"    CHECK(sizeof {names.prefix.lower}_table / sizeof {names.prefix.lower}_table[0] == {len(calls)}u);\n"
    head = _HEAD.format(u=names.prefix.upper, name=a.name, words=end // 8 + 2)
    return (
        head
        + "".join(functions)
        + f"int main(void)\n{{\n    fill();\n{size}{''.join(calls)}    return failures != 0;\n}}\n"
    )


def _register(
    block: RegisterBlock, register: HostRegister, named: Named, names: Names, rng: random.Random
) -> Iterator[str]:
    width = register.width
    ones = (1 << width) - 1
    yield f"const uint{width}_t value = (uint{width}_t)UINT64_C({(value := rng.getrandbits(width)):#x});"
    yield f"CHECK({named.upper}_OFFSET == {register.offset:#x}u);"
    yield f"CHECK({named.upper}_RESET == {register.reset:#x}u);"
    arrays = [one for one in (block, register) if one.count is not None]
    first = block.base + register.offset
    if not arrays:
        yield f"CHECK({named.upper}_ADDRESS == {first:#x}u);"
    else:
        for index in product(*(range(one.count or 1) for one in arrays)):
            at = first + sum(i * one.stride for i, one in zip(index, arrays, strict=True))
            yield f"CHECK({named.lower}_address({', '.join(map(str, index))}) == {at:#x}u);"
        past = ", ".join(str(one.count) for one in arrays)
        yield f"CHECK({named.lower}_address({past}) == {names.prefix.upper}_NOWHERE);"
    zeros = "".join(", 0" for _ in arrays)
    kinds = {f.access for f in register.fields if f.reserved is None}
    order: Literal["little", "big"] = "little" if block.endian == "little" else "big"
    data = bytes(byte(first + i) for i in range(width // 8))
    if kinds - {"wo"}:
        yield f"CHECK({named.lower}_read(space{zeros}) == UINT64_C({int.from_bytes(data, order):#x}));"
        if arrays:
            yield f"CHECK({named.lower}_read(space{''.join(f', {one.count}' for one in arrays)}) == UINT64_C({ones:#x}));"
    if kinds - {"ro", "rc", "rs"}:
        yield f"{named.lower}_write(space{zeros}, value);"
        for i, one in enumerate(value.to_bytes(width // 8, order)):
            yield f"CHECK(((unsigned char *)space)[{first + i}] == {one});"
    yield "(void)value;"
    if not register.plain:
        for field in register.fields:
            yield from _field(field, width, value, names.field(named, field), rng)


def _field(field: RegisterField, width: int, value: int, named: Named, rng: random.Random) -> Iterator[str]:
    yield f"CHECK({named.upper}_MASK == UINT64_C({field.mask:#x}));"
    if field.reserved:
        return
    if field.reset is not None:
        yield f"CHECK({named.upper}_RESET == UINT64_C({field.reset:#x}));"
    if field.access != "wo":
        found = (value & field.mask) >> field.low
        sign = 1 << (field.width - 1)
        if field.signed:
            found = (found ^ sign) - sign
        shown = f"(-INT64_C({-found - 1}) - 1)" if found < 0 else f"UINT64_C({found})"
        kind = "int64_t" if found < 0 else "uint64_t"
        yield f"CHECK(({kind}){named.lower}_get(value) == {shown});"
    if field.access not in ("ro", "rc", "rs"):
        new = rng.getrandbits(width)
        flag = field.width == 1 and not field.enum and not field.signed
        new = new & 1 if flag else new
        put = (value & ~field.mask) | ((new << field.low) & field.mask)
        kind = "bool" if flag else f"{'' if field.signed else 'u'}int{width}_t"
        yield f"CHECK({named.lower}_set(value, ({kind})UINT64_C({new:#x})) == UINT64_C({put:#x}));"


def check(request: Request, folder: Path, compiler: str) -> None:
    a = request.default
    for path, text in generate(request).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(text), encoding="utf-8")
    binary = build(compiler, program(a), folder / a.variant, *SANITIZERS)
    done = subprocess.run([binary], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("compiler", COMPILERS)
def test_reference(reference: Request, tmp_path: Path, compiler: str) -> None:
    check(reference, tmp_path, compiler)


@pytest.mark.parametrize("compiler", COMPILERS)
def test_random_maps(tmp_path: Path, compiler: str) -> None:
    seed = 300 + list(COMPILERS).index(compiler)
    architecture = load(write_random(tmp_path / "spec", seed)).architecture()
    check(Request((architecture,), {}), tmp_path, compiler)


HOSTILE = """
name: chip
version: 1.0.0
summary: Names that would take each other's.
registers:
  a: {base: 0, registers: {b_c: {offset: 0, fields: {d: "0", mask: "1", d_mask: "2", shift: "3", int: "4", reset: "5"}}}}
  a_b: {base: 8, registers: {c: {offset: 0, fields: {d: "0", address: "1"}}, C: {offset: 4, fields: {d: "0"}}}}
  value: {base: 16, count: 2, registers: {nowhere: {offset: 0, count: 2}, size: {offset: 8}}}
  size: {base: 64, registers: {long: {offset: 0, summary: "*/ #error no \\\\"}}}
"""


@pytest.mark.parametrize("compiler", ["gcc-c11", "clang-c++17"])
def test_names_do_not_meet(tmp_path: Path, compiler: str) -> None:
    (tmp_path / "spec.yaml").write_text(HOSTILE)
    check(Request((load(tmp_path).architecture(),), {}), tmp_path, compiler)


def test_python_module(reference: Request, tmp_path: Path) -> None:
    a = reference.default
    files = generate(reference)
    (tmp_path / "chip_registers.py").write_text(str(files[f"{a.variant}/{a.name}_registers.py"]))
    script = (
        "import chip_registers as m\n"
        "for name, r in m.REGISTERS.items():\n"
        "    at = r.address(*(0 for _ in r.counts))\n"
        "    print(name, at, r.width, *(f'{f}:{x.mask}:{x.access}:{x.reset}' for f, x in r.fields.items()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    ours = [
        " ".join([
            f"{b.name}.{r.name} {b.base + r.offset} {r.width}",
            *(f"{f.name}:{f.mask}:{f.access}:{f.reset}" for f in r.fields if not f.reserved),
        ])
        for b in a.registers.values()
        for r in b.registers
    ]  # fmt: skip
    assert done.stdout.splitlines() == ours


def test_a_spec_without_registers_has_no_files(hostile: Request) -> None:
    assert bool(generate(hostile)) == bool(hostile.default.registers)
