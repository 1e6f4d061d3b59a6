"""A program that reads structures with the generated getters and writes them again with the generated setters."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator

from specgen.generators.structures.names import Names
from specgen.generators.structures.order import values_of
from specgen.model.interfaces import Member, Structure, Value
from tests.generators.structures.compiled import SANITIZERS, Reader

_MAIN = """
int main(void)
{{
    uint32_t head[2];
    while (fread(head, sizeof head, 1, stdin) == 1) {{
        uint8_t *from = (uint8_t *)malloc(head[1]), *to = (uint8_t *)malloc(head[1]);
        struct {p}_refusal refusal;
        if (fread(from, 1, head[1], stdin) != head[1])
            return 2;
        memset(to, 0xaa, head[1]);
        if (!copy(head[0], from, to, head[1], &refusal))
            return 4;
        fwrite(to, 1, head[1], stdout);
        free(from);
        free(to);
    }}
    return 0;
}}
"""


def copied(reader: Reader, compiler: str, cases: list[tuple[Structure, bytes]]) -> list[bytes]:
    """Return what the program writes for each of the bytes that it reads."""
    program = "\n".join([*_program(reader), _MAIN.format(p=reader.names.prefix)])
    binary = reader.build(compiler, *SANITIZERS, main=program)
    data = b"".join(
        struct.pack("=II", reader.structures.index(one), len(given)) + given for one, given in cases
    )
    done = subprocess.run([binary], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[:4000].decode(errors="replace")
    found, at = [], 0
    for _, given in cases:
        found.append(done.stdout[at : at + len(given)])
        at += len(given)
    return found


def _program(reader: Reader) -> Iterator[str]:
    names = reader.names
    yield f'#include <stdio.h>\n#include <stdlib.h>\n#include "{reader.architecture.name}_read.h"'
    for structure in reader.structures:
        yield f"\nstatic inline void copy_{names.tag(structure)}(struct {names.tag(structure, 'view')} from, "
        yield f"    struct {names.tag(structure, 'edit')} to)"
        yield "{"
        for member in structure.members:
            if member.checksum is None and member.reserved not in ("zero", "ignored"):
                yield from (f"    {line}" for line in _member(names, structure, member))
        yield "}"
    yield f"\nstatic bool copy(unsigned which, uint8_t *from, uint8_t *to, size_t size, struct {names.prefix}_refusal *refusal)"
    yield "{\n    switch (which) {"
    for index, structure in enumerate(reader.structures):
        yield f"    case {index}: {{"
        yield f"        struct {names.tag(structure, 'view')} view;"
        yield f"        struct {names.tag(structure, 'edit')} edit;"
        yield f"        if (!{names.tag(structure, 'check')}(from, size, &view, refusal))\n            exit(5);"
        yield f"        if (!{names.tag(structure, 'begin')}(to, size, &edit))\n            exit(6);"
        yield f"        copy_{names.tag(structure)}(view, edit);"
        yield f"        return {names.tag(structure, 'finish')}(edit, refusal);"
        yield "    }"
    yield "    }\n    return false;\n}"


def _member(names: Names, structure: Structure, member: Member) -> Iterator[str]:
    for bits in member.bits:
        if bits.reserved in (None, "preserve"):
            yield f"if (!{names.tag(structure, 'edit', bits.name)}(to, {names.tag(structure, 'view', bits.name)}(from)))"
            yield "    exit(7);"
    if not member.bits:
        for one in values_of(member):
            path = (member.name, one.name) if member.union else (member.name,)
            if one.valid_when is not None:
                yield f"if ({names.tag(structure, 'has', *path)}(from)) {{"
            yield from _value(names, structure, one, path)
            if one.valid_when is not None:
                yield "}"


def _value(names: Names, structure: Structure, one: Value, path: tuple[str, ...]) -> Iterator[str]:
    view, edit = names.tag(structure, "view", *path), names.tag(structure, "edit", *path)
    count = str(one.count) if one.counted_by is None else f"{names.tag(structure, 'count', *path)}(from)"
    if one.count is not None and one.element_size == 1 and not isinstance(one.type, Structure):
        yield f"if ({count} > 0)"
        yield f"    memcpy({edit}(to), {view}(from), {count});"
        return
    index = "" if one.count is None else ", i"
    yield f"for (size_t i = 0; i < {count}; i++) {{" if index else "{"
    if isinstance(one.type, Structure):
        yield f"    copy_{names.tag(one.type)}({view}(from{index}), {edit}(to{index}));"
    else:
        yield f"    {edit}(to{index}, {view}(from{index}));"
    yield "}"
