"""Calls functions of a generated header in one program, with buffers of exactly the sizes that are said."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from specgen.generators.layouts.c.function import Function
from specgen.generators.layouts.c.header import functions, header
from specgen.model import Architecture
from specgen.model.layouts import Bound

COMPILERS = {
    "gcc": ("gcc", "-std=c11", "-x", "c"),
    "clang": ("clang", "-std=c11", "-x", "c"),
    "g++": ("g++", "-std=c++17", "-x", "c++"),
    "clang++": ("clang++", "-std=c++17", "-x", "c++"),
}
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror")
SANITIZERS = ("-g", "-O0", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

_MAIN = """
#include <stdio.h>
#include <stdlib.h>

static size_t read_word(void)
{
    uint64_t word = 0;
    if (fread(&word, 8, 1, stdin) != 1)
        exit(0);
    return (size_t)word;
}

int main(void)
{
    for (;;) {
        size_t a[40], out[16] = {0};
        const size_t which = read_word(), count = read_word();
        for (size_t i = 0; i < count; i++)
            a[i] = read_word();
        const size_t given = read_word(), made = read_word();
        unsigned char *from = (unsigned char *)malloc(given), *to = (unsigned char *)malloc(made);
        if (fread(from, 1, given, stdin) != given || fread(to, 1, made, stdin) != made)
            return 2;
        const uint64_t result = call(which, a, out, from, to);
        fwrite(&result, 8, 1, stdout);
        fwrite(out, sizeof out, 1, stdout);
        fwrite(to, 1, made, stdout);
        free(from);
        free(to);
    }
}
"""


@dataclass
class Calls:
    """The functions of a spec's layouts; `add` asks for calls, `run` makes them all."""

    architecture: Architecture
    functions: dict[tuple[str, str], Function] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = functions(self.architecture)
        self.functions = {key: one for key, one in known.items() if key[0] in self.architecture.layouts}

    def build(self, folder: Path, compiler: str, *options: str) -> Path:
        """Compile the header and the program; returns the program."""
        (folder / "layouts.h").write_text(header(self.architecture), encoding="utf-8")
        source, binary = folder / "calls.c", folder / f"calls-{compiler}"
        source.write_text('#include "layouts.h"\n' + self._dispatch() + _MAIN)
        command = [*COMPILERS[compiler], *WARNINGS, *options, "-o", str(binary), str(source)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:4000]
        return binary

    def _dispatch(self) -> str:
        cases = [f"    case {i}: {_call(f)}" for i, f in enumerate(self.functions.values())]
        head = "static uint64_t call(size_t which, size_t *a, size_t *out, unsigned char *from, unsigned char *to)"
        unused = "    (void)a; (void)out; (void)from; (void)to;"
        return "\n".join(
            [head, "{", unused, "    switch (which) {", *cases, "    default: return 0;", "    }", "}", ""]
        )

    def add(
        self, bound: Bound, verb: str, index: Sequence[int] = (), axes: Mapping[str, int] | None = None,
        given: bytes = b"", made: bytes = b"", bits: int = 0,
    ) -> None:  # fmt: skip
        """Ask for a call with what a bound layout says; ``made`` is what the result buffer holds before it."""
        function = self.functions[bound.layout.name, verb]
        values = []
        for parameter in function.parameters:
            if parameter.kind == "dim":
                values.append(index[[d.name for d in bound.layout.dims].index(parameter.name)])
            elif parameter.kind == "axis":
                values.append((axes or {})[parameter.name])
            elif parameter.kind in ("size", "argument"):
                values.append(_size(bound, parameter.name, bits))
        which = list(self.functions).index((bound.layout.name, verb))
        words = [which, len(values), *values, len(given), len(made)]
        self.asked.append(struct.pack(f"<{len(words)}Q", *words) + given + made)
        self.sizes.append(len(made))

    def run(self, binary: Path) -> list[tuple[int, tuple[int, ...], bytes]]:
        """Return of each call its result, the indices that it stored, and the result buffer."""
        done = subprocess.run([binary], input=b"".join(self.asked), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr[:4000].decode()
        found, at = [], 0
        for size in self.sizes:
            words = struct.unpack_from("<17Q", done.stdout, at)
            found.append((words[0], words[1:], done.stdout[at + 136 : at + 136 + size]))
            at += 136 + size
        assert at == len(done.stdout)
        self.asked, self.sizes = [], []
        return found


def _size(bound: Bound, name: str, bits: int) -> int:
    if name == "element":
        return bits // 8
    if name == "element_bits":
        return bits
    return bound.names[name.removesuffix("_size") if name.endswith("_size") else name]


def _call(function: Function) -> str:
    given, number, results = [], 0, 0
    buffers = iter(("from", "to"))
    for parameter in function.parameters:
        if parameter.kind == "buffer":
            given.append(f"({parameter.type.split('*')[0]}*){next(buffers)}")
        elif parameter.kind == "result":
            given.append(f"&out[{results}]")
            results += 1
        else:
            given.append(f"a[{number}]")
            number += 1
    call = f"{function.name}({', '.join(given)})"
    return f"{call}; return 0;" if function.result == "void" else f"return {call};"
