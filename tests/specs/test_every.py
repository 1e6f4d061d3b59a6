"""What holds for every spec: no findings, words that are their own text, and targets that compile."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

import specgen
from specgen.api import check, load_spec
from specgen.api.generating import files_of, request
from specgen.machine.codec import Codec, Decoded
from specgen.model.isa import Instruction
from specgen.source import SpecError

ROOT = Path(__file__).parents[2]
SPECS = {
    path.parent.name: path.parent
    for folder in ("examples", "tests/specs")
    for path in sorted((ROOT / folder).glob("*/spec.yaml"))
}
PROGRAMS = [program for path in SPECS.values() for program in sorted(path.glob("*.s"))]


def words(codec: Codec, one: Instruction, rnd: Random, count: int = 24) -> Iterator[Decoded]:
    """Words of an instruction: each operand at a corner or anywhere, reserved bits zero."""
    for _ in range(count):
        word = one.match
        for field in one.operands:
            most = (1 << field.width) - 1
            word |= field.place(rnd.choice([0, 1, most, most >> 1, (most >> 1) + 1, rnd.randint(0, most)]))
        decoded = codec.decode(word)
        if decoded is not None and decoded.instruction is one:
            yield decoded


@pytest.mark.parametrize("name", SPECS)
def test_there_are_no_findings(name: str) -> None:
    assert not list(check(SPECS[name]))


@pytest.mark.parametrize("name", SPECS)
def test_words_are_their_text(name: str) -> None:
    for variant in load_spec(SPECS[name]).variants:
        rnd, accelerator = Random(1), specgen.load(SPECS[name], variant)
        if not accelerator.architecture.processors:
            continue  # interfaces alone
        for one in accelerator.codec.instructions.values():
            found = list(words(accelerator.codec, one, rnd))
            assert found, one.name
            for decoded in found:
                assert accelerator.encode(str(decoded)) == decoded.word, decoded
                assert accelerator.codec.encode(one.name, **decoded.operands) == decoded.word, decoded


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_programs_are_their_disassembly(path: Path) -> None:
    """In every variant that has their instructions."""
    accelerators = [specgen.load(path.parent, variant) for variant in load_spec(path.parent).variants]
    images = {}
    for accelerator in accelerators:
        with suppress(SpecError):
            images[accelerator] = accelerator.assemble_file(path).image
    assert any(images.values())
    for accelerator, image in images.items():
        assert accelerator.assemble(accelerator.disassembler.source(image)).image == image


@pytest.mark.parametrize("name", SPECS)
def test_targets_compile(name: str, tmp_path: Path) -> None:
    made = files_of(request(SPECS[name]))
    assert set(made) >= {"c", "docs", "python"}
    for path, content in made["python"].items():
        if path.endswith(".py"):
            compile(content, path, "exec")
    headers = [path for path in made["c"] if path.endswith(".h")]
    for path in headers:
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_bytes(made["c"][path]))
    for header in headers:
        _compile(tmp_path / header)


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _compile(header: Path) -> None:
    flags = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
    for command in (["gcc", "-std=c11", "-xc"], ["g++", "-std=c++17", "-xc++"]):
        text = f'#include "{header.name}"\nint main(void) {{ return 0; }}\n'
        subprocess.run([*command, *flags, "-I", header.parent, "-"], input=text, text=True, check=True)
