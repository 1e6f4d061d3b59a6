"""Compiles a C or C++ program against generated headers, every warning an error, with both compilers."""

import subprocess
from pathlib import Path

from specgen.generators import Request
from specgen.generators.c import generate

COMPILERS = {
    "gcc-c11": ("gcc", "-std=c11", "-x", "c"),
    "clang-c11": ("clang", "-std=c11", "-x", "c"),
    "gcc-c++17": ("g++", "-std=c++17", "-x", "c++"),
    "clang-c++17": ("clang++", "-std=c++17", "-x", "c++"),
}
WARNINGS = ("-Wall", "-Wextra", "-Wpedantic", "-Werror")
SANITIZERS = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")


def write_headers(request: Request, folder: Path) -> Path:
    for path, contents in generate(request).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(contents), encoding="utf-8")
    return folder


def build(compiler: str, program: str, include: Path, *options: str) -> Path:
    source, binary = include / "program.c", include / f"program-{compiler}"
    source.write_text(program)
    command = [*COMPILERS[compiler], *WARNINGS, *options, "-I", str(include), "-o", str(binary), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]
    return binary


def run(binary: Path, data: bytes) -> bytes:
    done = subprocess.run([binary], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[:4000].decode()
    return done.stdout
