"""How many instructions a second the generated C decoder decodes, beside Capstone called from C without details.

The code is picolibc's, compiled by Debian for RV32 in three ways and linked: 1.27 MB of compiled instructions, many compressed.
Needs gcc, clang, capstone (PyPI), and Debian's binutils-riscv64-unknown-elf and picolibc-riscv64-unknown-elf.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "examples" / "rv32imc"
VARIANT = "user"
ARCHIVES = Path("/usr/lib/picolibc/riscv64-unknown-elf/lib")
BUILDS = ("release/rv32imac/ilp32", "rv32imac/ilp32", "release/rv32iac/ilp32")

HARNESS = r"""
#include <capstone/capstone.h>
#include <stdio.h>
#include <time.h>
#include "decode.h"

static uint8_t code[8 << 20];

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t ours(size_t size, unsigned *sum)
{
    size_t words = 0;
    for (size_t i = 0; i + 1 < size; words++) {
        struct PREFIX_instruction one;
        size_t length = PREFIX_decode(code + i, size - i, &one);
        *sum += one.as.none + (unsigned)one.opcode;
        i += length ? length : (code[i] & 3) == 3 ? 4 : 2;
    }
    return words;
}

static size_t capstone(size_t size, csh handle, cs_insn *one)
{
    const uint8_t *at = code;
    uint64_t address = 0;
    size_t words = 0;
    while (cs_disasm_iter(handle, &at, &size, &address, one))
        words++;
    return words;
}

int main(int count, char **arguments)
{
    csh handle;
    unsigned sum = 0;
    double mine = 0, theirs = 0;
    FILE *file = fopen(arguments[count - 1], "rb");
    size_t size = file ? fread(code, 1, sizeof code, file) : 0, words = 0;
    if (!size || cs_open(CS_ARCH_RISCV, CS_MODE_RISCV32 | CS_MODE_RISCVC, &handle))
        return 1;
    cs_option(handle, CS_OPT_SKIPDATA, CS_OPT_ON);
    cs_insn *one = cs_malloc(handle);
    for (int round = 0; round < 7; round++) {
        double start = now();
        words = ours(size, &sum);
        double rate = (double)words / (now() - start);
        mine = rate > mine ? rate : mine;
    }
    for (int round = 0; round < 3; round++) {
        double start = now();
        double rate = (double)capstone(size, handle, one) / (now() - start);
        theirs = rate > theirs ? rate : theirs;
    }
    printf("%zu %zu %.1f %.2f %u\n", size, words, mine / 1e6, theirs / 1e6, sum);
    return 0;
}
"""


def compiled_code(folder: Path) -> Path:
    """The instructions of picolibc, as one file."""
    image = folder / "code.bin"
    data = b""
    for number, build in enumerate(BUILDS):
        linked, part = folder / f"{number}.elf", folder / f"{number}.bin"
        link = [
            "riscv64-unknown-elf-ld",
            "-m",
            "elf32lriscv",
            "--whole-archive",
            "-e",
            "0x10000",
            "-Ttext=0x10000",
        ]
        options = ["--no-relax", "--unresolved-symbols=ignore-all", "-z", "muldefs"]
        subprocess.run([*link, *options, "-o", str(linked), str(ARCHIVES / build / "libc.a")], check=True)
        subprocess.run(
            ["riscv64-unknown-elf-objcopy", "-O", "binary", "-j", ".text", str(linked), str(part)], check=True
        )
        data += part.read_bytes()
    image.write_bytes(data)
    return image


def peer(folder: Path) -> list[str]:
    """How to compile and link against the library that the capstone package carries."""
    found = find_spec("capstone")
    if found is None or found.origin is None:
        sys.exit("benchmarks/decode.py needs capstone: pip install capstone")
    package = Path(found.origin).parent
    (folder / "libcapstone.so.5").symlink_to(package / "lib" / "libcapstone.so")
    return [
        f"-I{package / 'include'}",
        str(package / "lib" / "libcapstone.so"),
        f"-Wl,-rpath,{folder}",
    ]


def main() -> None:
    """Prints a row of the table in README.md per compiler."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specgen = Path(sys.executable).with_name("specgen")
        subprocess.run(
            [specgen, "generate", "c", "--spec", SPEC, "-o", folder / "out"], check=True, capture_output=True
        )
        header = next(p for p in folder.glob("out/c/**/decode.h") if VARIANT in p.parts)
        (folder / "bench.c").write_text(HARNESS.replace("PREFIX", header.parent.name))
        code, library = compiled_code(folder), peer(folder)
        for compiler in ("gcc", "clang"):
            program = folder / compiler
            subprocess.run(
                [
                    compiler,
                    "-O2",
                    f"-I{header.parent}",
                    str(folder / "bench.c"),
                    "-o",
                    str(program),
                    *library,
                ],
                check=True,
            )
            size, words, ours, theirs, _ = subprocess.run(
                [program, code], check=True, capture_output=True, text=True
            ).stdout.split()
            ratio = float(ours) / float(theirs)
            print(
                f"| {compiler:<6} | {int(size) / 1e6:.2f} MB, {int(words):,} instructions "
                f"| {float(ours):6.1f} | {float(theirs):6.2f} | {ratio:4.0f} times |"
            )


if __name__ == "__main__":
    main()
