"""Verilator and Icarus Verilog read the packages, and decode with them as the codec and the generated C do."""

import random
from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.c.view import View
from specgen.generators.systemverilog import generate
from specgen.generators.systemverilog.text import comment
from specgen.machine.vectors import Maker
from tests.generators.c.compiling import build, run, write_headers
from tests.generators.c.programs import decoder
from tests.generators.drawn import words
from tests.generators.systemverilog.benches import LINT, decode, expected, quiet, write_packages

EXAMPLES = Path(__file__).parents[3] / "examples"
SPECS = ("hostile", "wide", "reference", "rv32imc", "avx512", "amx")


def asked(spec: str, request: pytest.FixtureRequest) -> Request:
    if spec in ("hostile", "wide", "reference"):
        found: Request = request.getfixturevalue(spec)
        return found
    return api.request(EXAMPLES / spec)


@pytest.mark.parametrize("spec", SPECS)
def test_icarus_decodes_as_the_codec_does(spec: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    every = asked(spec, request)
    for one, package in zip(every.architectures, write_packages(every, tmp_path), strict=True):
        for stream, processor in enumerate(one.processors.values()):
            tried = words(one, processor, 12, seed=2)
            assert decode("iverilog", package, one, tried, stream) == expected(one, stream, tried)


@pytest.mark.parametrize("spec", SPECS)
def test_verilator_finds_nothing_to_warn_of(
    spec: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for package in write_packages(asked(spec, request), tmp_path):
        assert quiet([*LINT, str(package)], tmp_path) == ""


def test_verilator_codec_and_generated_c_decode_alike(reference: Request, tmp_path: Path) -> None:
    """Conformance vectors' words of the reference spec (those made in no time), and words of every instruction."""
    one = reference.architectures[-1]
    maker = Maker(reference.semantics[one.variant], count=1)
    made = [maker.file(instruction) for instruction in one.instructions.values() if not instruction.tiles]
    tried = [vector.word for file in made for vector in file.vectors]
    assert len(tried) >= len(made)
    tried += words(one, next(iter(one.processors.values())), 8, seed=3)
    write_headers(reference, tmp_path / "c")
    program = build("gcc-c11", decoder(View(one)), tmp_path / "c" / one.variant)
    data = b"".join(word.to_bytes(one.max_width // 8, "little") for word in tried)
    opcodes = {name: str(i) for i, name in enumerate(one.instructions, start=1)}
    by_c = [line.split() for line in run(program, data).decode().splitlines()]
    shown = decode("verilator", write_packages(reference, tmp_path / "sv")[-1], one, tried)
    assert shown == expected(one, 0, tried)
    for told, line in zip(by_c, shown, strict=True):
        opcode, length, legal, _, *values = line.split()
        fields = len(values) - 1 if legal == "1" else 0
        assert [opcodes.get(told[0], "0"), told[1]] == [opcode, length]
        assert told[2 : 2 + fields] == values[:fields]


def test_text_of_a_spec_stays_in_its_comment() -> None:
    assert comment("a `define\nb \\") == "a 'define b /"
    assert comment("verilator lint_off ALL") == "- verilator lint_off ALL"
    noise = "".join(map(chr, random.Random(4).choices(range(0x2FF), k=400)))
    assert comment(noise).isprintable()
    assert comment(noise).isascii()


def test_same_spec_same_bytes(reference: Request) -> None:
    assert generate(reference) == generate(reference)
