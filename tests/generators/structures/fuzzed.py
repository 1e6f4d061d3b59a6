"""Readers under libFuzzer, which knows what their code compares."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

from tests.generators.structures.compiled import WARNINGS, Reader
from tests.generators.structures.random_values import sound

_SANITIZED = ("-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all")


def build(reader: Reader) -> Path:
    """Compile the generated harness."""
    name, binary = reader.architecture.name, reader.folder / "fuzz"
    sources = [str(reader.folder / f"{name}_{part}.c") for part in ("fuzz", "read")]
    command = ["clang", "-std=c11", "-g", "-O1", *WARNINGS, *_SANITIZED, "-I", str(reader.folder / "include")]
    done = subprocess.run(
        [*command, "-o", str(binary), *sources], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[:4000]
    return binary


def corpus(reader: Reader, rng: random.Random) -> Path:
    """Write sound bytes of every structure, for the fuzzer to begin with."""
    folder = reader.folder / "corpus"
    folder.mkdir(exist_ok=True)
    for index, structure in enumerate(reader.structures):
        for each in range(3):
            data = sound(rng, structure, 20) or bytes(structure.size)
            (folder / f"{index}-{each}").write_bytes(bytes([index]) + data)
    return folder


def fuzz(binary: Path, seeds: Path, runs: int, seed: int) -> str:
    """Run so many inputs; returns what went wrong, nothing where all went well."""
    most = (
        "-max_len=4096",
        "-timeout=10",
        "-malloc_limit_mb=64",
        "-rss_limit_mb=512",
        "-print_final_stats=0",
        "-verbosity=0",
    )
    made = binary.parent / "made"
    made.mkdir(exist_ok=True)
    command = [
        str(binary),
        f"-runs={runs}",
        f"-seed={seed + 1}",
        *most,
        f"-artifact_prefix={made}/",
        str(made),
        str(seeds),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False, cwd=binary.parent
    )
    return "" if done.returncode == 0 else done.stderr[-3000:] or f"it ended with {done.returncode}"
