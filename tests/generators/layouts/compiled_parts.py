"""Calls functions of tensors in several parts of a generated header, each buffer of exactly the size that is said."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from specgen.generators.layouts.c.function import Function
from specgen.generators.layouts.c.header import functions, header
from specgen.model import Architecture
from tests.generators.layouts.compiled import COMPILERS, WARNINGS

_MAIN = """
#include <stdio.h>
#include <stdlib.h>

static size_t word(void)
{
    uint64_t found = 0;
    if (fread(&found, 8, 1, stdin) != 1)
        exit(0);
    return (size_t)found;
}

int main(void)
{
    for (;;) {
        size_t a[16], size[8];
        unsigned char *b[8];
        const size_t which = word(), count = word(), buffers = word();
        for (size_t i = 0; i < count; i++)
            a[i] = word();
        for (size_t i = 0; i < buffers; i++) {
            size[i] = word();
            b[i] = (unsigned char *)malloc(size[i]);
            if (fread(b[i], 1, size[i], stdin) != size[i])
                return 2;
        }
        const uint64_t result = call(which, a, b);
        fwrite(&result, 8, 1, stdout);
        for (size_t i = 0; i < buffers; i++) {
            fwrite(b[i], 1, size[i], stdout);
            free(b[i]);
        }
    }
}
"""


@dataclass
class PartCalls:
    """The functions of a spec's tensors in parts; `add` asks for calls, `run` makes them all."""

    architecture: Architecture
    asked: list[bytes] = field(default_factory=list)
    sizes: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.functions: dict[tuple[str, str], Function] = {
            key: one
            for key, one in functions(self.architecture).items()
            if key[0] in self.architecture.composites
        }

    def build(self, folder: Path, compiler: str, *options: str) -> Path:
        """Compile the header and the program; returns the program."""
        (folder / "layouts.h").write_text(header(self.architecture), encoding="utf-8")
        source, binary = folder / "parts.c", folder / f"parts-{compiler}"
        cases = [f"    case {i}: {_call(f)}" for i, f in enumerate(self.functions.values())]
        head = "static uint64_t call(size_t which, size_t *a, unsigned char **b)"
        dispatch = [head, "{", "    switch (which) {", *cases, "    default: return 0;", "    }", "}"]
        source.write_text("\n".join(['#include "layouts.h"', *dispatch, _MAIN]))
        command = [*COMPILERS[compiler], *WARNINGS, *options, "-o", str(binary), str(source)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:4000]
        return binary

    def add(
        self,
        name: str,
        verb: str,
        numbers: Mapping[str, int],
        buffers: Sequence[bytes],
        index: Sequence[int] = (),
    ) -> None:
        """Ask for a call: sizes, arguments and bytes by name, buffers in order with what they hold before it."""
        dims = [d.name for d in self.architecture.composites[name].dims]
        values = [
            index[dims.index(p.name)] if p.kind == "dim" else numbers[p.name]
            for p in self.functions[name, verb].parameters
            if p.kind != "buffer"
        ]
        which = list(self.functions).index((name, verb))
        words = struct.pack(f"<{3 + len(values)}Q", which, len(values), len(buffers), *values)
        self.asked.append(words + b"".join(struct.pack("<Q", len(b)) + b for b in buffers))
        self.sizes.append([len(b) for b in buffers])

    def run(self, binary: Path) -> list[tuple[int, list[bytes]]]:
        """Return of each call its result, and the buffers."""
        done = subprocess.run([binary], input=b"".join(self.asked), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr[:4000].decode()
        found, at = [], 0
        for sizes in self.sizes:
            (result,) = struct.unpack_from("<Q", done.stdout, at)
            at += 8
            held = []
            for size in sizes:
                held.append(done.stdout[at : at + size])
                at += size
            found.append((result, held))
        assert at == len(done.stdout)
        self.asked, self.sizes = [], []
        return found


def _call(function: Function) -> str:
    given, number, buffer = [], 0, 0
    for parameter in function.parameters:
        if parameter.kind == "buffer":
            given.append(f"({parameter.type.split('*')[0]}*)b[{buffer}]")
            buffer += 1
        else:
            given.append(f"a[{number}]")
            number += 1
    call = f"{function.name}({', '.join(given)})"
    return f"{call}; return 0;" if function.result == "void" else f"return {call};"
