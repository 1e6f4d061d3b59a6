"""Generated readers in a program that checks many byte strings, each in a buffer of exactly its size."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Iterable
from pathlib import Path

from specgen.generators.structures import c_files
from specgen.generators.structures.names import Names
from specgen.generators.structures.order import ordered
from specgen.model import Architecture
from specgen.model.interfaces import Structure

COMPILERS = {
    "gcc": ("gcc", "-std=c11", "-x", "c"),
    "clang": ("clang", "-std=c11", "-x", "c"),
    "g++": ("g++", "-std=c++17", "-x", "c++"),
    "clang++": ("clang++", "-std=c++17", "-x", "c++"),
}
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

Found = tuple[int, str, str, int] | int
"""Offset, path, rule and error code of a refusal, or how many bytes a sound structure takes."""

_MAIN = """
#include <stdio.h>
#include <stdlib.h>
#include "{name}_read.h"

static bool check(unsigned which, const void *bytes, size_t size, size_t *extent, struct {p}_refusal *refusal)
{{
    switch (which) {{
{cases}
    default:
        exit(3);
    }}
}}

int main(void)
{{
    uint32_t head[2];
    while (fread(head, sizeof head, 1, stdin) == 1) {{
        uint8_t *bytes = (uint8_t *)malloc(head[1]);
        struct {p}_refusal refusal;
        char path[200];
        size_t extent = 0;
        if (fread(bytes, 1, head[1], stdin) != head[1])
            return 2;
        if (check(head[0], bytes, head[1], &extent, &refusal)) {{
            printf("%zu\\n", extent);
        }} else {{
            {p}_refusal_path(&refusal, path, sizeof path);
            printf("[%llu, \\"%s\\", \\"%s\\", %d]\\n", (unsigned long long)refusal.offset, path, {p}_rule_name(refusal.rule),
                   (int)refusal.code);
        }}
        free(bytes);
    }}
    return 0;
}}
"""

_CASE = """
    case {i}: {{
        struct {view} view;
        if (!{check}(bytes, size, &view, refusal))
            return false;
        *extent = view.size;
        return view.bytes == bytes;
    }}"""


class Reader:
    """The readers of a spec, compiled."""

    def __init__(self, architecture: Architecture, folder: Path) -> None:
        self.architecture, self.folder, self.names = architecture, folder, Names(architecture)
        self.structures = ordered(architecture.structures.values())
        self.binary = folder
        for path, text in c_files(architecture).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

    def build(self, compiler: str, *options: str, main: str | None = None) -> Path:
        """Compile the readers with a program: every warning is an error."""
        name, source = self.architecture.name, self.folder / "main.c"
        source.write_text(main or self._main(), encoding="utf-8")
        self.binary = self.folder / f"read-{compiler}"
        command = [*COMPILERS[compiler], *WARNINGS, *options, "-I", str(self.folder / "include")]
        command += ["-o", str(self.binary), str(source), str(self.folder / f"{name}_read.c")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:4000]
        return self.binary

    def _main(self) -> str:
        tags = [(self.names.tag(one, "view"), self.names.tag(one, "check")) for one in self.structures]
        cases = [_CASE.format(i=i, view=view, check=check) for i, (view, check) in enumerate(tags)]
        return _MAIN.format(name=self.architecture.name, p=self.names.prefix, cases="".join(cases))

    def check(self, cases: Iterable[tuple[Structure, bytes]]) -> list[Found]:
        """Return what the readers find in each of the bytes."""
        data = b"".join(
            struct.pack("=II", self.structures.index(one), len(given)) + given for one, given in cases
        )
        done = subprocess.run([self.binary], input=data, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr[:4000].decode(errors="replace")
        found = (json.loads(line) for line in done.stdout.splitlines())
        return [tuple(one) if isinstance(one, list) else one for one in found]
