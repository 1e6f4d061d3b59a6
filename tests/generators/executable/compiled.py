"""A generated reader of executables in a program that reads many files, each in a buffer of exactly its size."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from specgen.generators.executable import c_files
from specgen.generators.structures import c_files as structures
from specgen.model import Architecture

COMPILERS = {
    "gcc": ("gcc", "-std=c11", "-x", "c"),
    "clang": ("clang", "-std=c11", "-x", "c"),
    "g++": ("g++", "-std=c++17", "-x", "c++"),
    "clang++": ("clang++", "-std=c++17", "-x", "c++"),
}
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic", "-Werror")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")

_MAIN = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "{p}.h"

int main(void)
{{
    uint32_t size;
    while (fread(&size, sizeof size, 1, stdin) == 1) {{
        uint8_t *bytes = (uint8_t *)malloc(size ? size : 1);
        struct {p} file;
        struct {p}_refusal refusal;
        memset(&refusal, 0, sizeof refusal);
        if (fread(bytes, 1, size, stdin) != size)
            return 2;
        if ({p}_open(bytes, size, 0, &file, &refusal)) {{
            printf("{{\\"sections\\": [");
            for (uint32_t i = 0; i < {p}_count(&file, {u}_UNKNOWN); i++) {{
                struct {p}_section section;
                uint64_t addresses[256], length = 0, sum = 0;
                if (!{p}_get_section(&file, i, &section))
                    return 3;
                for (uint32_t k = 0; k < 256; k++)
                    addresses[k] = k * 256;
                uint8_t *copy = (uint8_t *)malloc(section.size ? section.size : 1);
                const uint8_t *contents = {p}_contents(&file, i, &length);
                memcpy(copy, contents, length);
                if (section.kind == {u}_CODE || section.kind == {u}_DATA) {{
                    if (!{p}_relocate(&file, i, addresses, copy, &refusal))
                        sum = 1000000 + refusal.offset;
                    else
                        for (uint64_t k = 0; k < length; k++)
                            sum = (sum * 31 + copy[k]) % 1000003;
                }}
                free(copy);
                printf("%s[\\"", i ? ", " : "");
                for (const char *c = section.name; *c; c++)
                    printf("%02x", (unsigned char)*c);
                printf("\\", %llu, %llu]", (unsigned long long)section.size, (unsigned long long)sum);
            }}
            printf("], \\"entries\\": [");
            for (uint32_t i = 0; i < {p}_count(&file, {u}_ENTRIES); i++) {{
                struct {p}_entry entry;
                if (!{p}_get_entry(&file, i, &entry))
                    return 4;
                printf("%s[%u, %llu, %u, %u]", i ? ", " : "", entry.section, (unsigned long long)entry.address,
                       entry.first_argument, entry.argument_count);
            }}
            printf("], \\"arguments\\": [");
            for (uint32_t i = 0; i < {p}_count(&file, {u}_ARGUMENTS); i++) {{
                struct {p}_argument argument;
                uint8_t block[1024] = {{ 0 }};
                uint64_t sum = 0;
                if (!{p}_get_argument(&file, i, &argument) ||
                    !{p}_put_argument(&argument, 0x0102030405060708u, block, sizeof block))
                    return 5;
                for (unsigned k = 0; k < sizeof block; k++)
                    sum = (sum * 31 + block[k]) % 1000003;
                printf("%s[%u, %u, %llu, %llu]", i ? ", " : "", argument.element_bits, argument.rank,
                       (unsigned long long)argument.extents[0], (unsigned long long)sum);
            }}
            printf("], \\"buffers\\": %u}}\\n", {p}_count(&file, {u}_BUFFERS));
        }} else {{
            printf("[%llu, \\"%s\\", \\"%s\\"]\\n", (unsigned long long)refusal.offset, refusal.path, refusal.rule);
        }}
        free(bytes);
    }}
    return 0;
}}
"""

_FUZZ = """
#include <string.h>
#include "{p}.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{{
    struct {p} file;
    struct {p}_refusal refusal;
    if (!{p}_open(bytes, size, {u}_ANY_SPEC, &file, &refusal))
        return 0;
    for (uint32_t i = 0; i < {p}_count(&file, {u}_ARGUMENTS); i++) {{
        struct {p}_argument argument;
        uint8_t block[16];
        if ({p}_get_argument(&file, i, &argument))
            {p}_put_argument(&argument, i, block, sizeof block);
    }}
    for (uint32_t i = 0; i < {p}_count(&file, {u}_BUFFERS); i++) {{
        struct {p}_buffer buffer;
        if ({p}_get_buffer(&file, i, &buffer) && strlen(buffer.name) > size)
            __builtin_trap();
    }}
    return 0;
}}
"""


def written(architecture: Architecture, folder: Path) -> tuple[str, list[Path]]:
    """The prefix of the reader's names, and its sources in a folder."""
    form = next(iter(architecture.executables.values()))
    prefix = f"{architecture.name}_{form.name}"
    made = {path: text for path, text in structures(architecture).items() if "fuzz" not in path}
    made |= c_files(architecture)
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return prefix, [folder / path for path in made if path.endswith(".c")]


def program(
    architecture: Architecture, folder: Path, *options: str, compiler: str = "gcc", main: str = _MAIN
) -> Path:
    """The reader and a program that calls it."""
    prefix, sources = written(architecture, folder)
    (folder / "main.c").write_text(main.format(p=prefix, u=prefix.upper()))
    made = folder / f"read_{compiler}"
    includes = ("-I", str(folder / "include"))
    command = [
        *COMPILERS[compiler],
        *options,
        *includes,
        str(folder / "main.c"),
        *map(str, sources),
        "-o",
        str(made),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return made


def fuzzer(architecture: Architecture, folder: Path) -> Path:
    """The reader under libFuzzer, with all sanitizers."""
    return program(
        architecture, folder, "-g", "-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all",
        compiler="clang", main=_FUZZ,
    )  # fmt: skip


def read(made: Path, files: Iterable[bytes]) -> list[object]:
    """What the program says of each file: a refusal as a list, or what a file holds."""
    given = b"".join(struct.pack("=I", len(data)) + data for data in files)
    done = subprocess.run([made], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-3000:]
    return [json.loads(line) for line in done.stdout.decode(errors="replace").splitlines()]


@cache
def sanitized(name: str, folder: Path) -> Path:
    """The reader of one of the two specs, under sanitizers."""
    from tests.machine.executables.making import architecture

    return program(architecture(name), folder, *SANITIZERS, *WARNINGS)
