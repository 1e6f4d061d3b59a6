import random
from pathlib import Path

import pytest

from specgen.generators import Request
from specgen.generators.c import generate
from specgen.generators.c.view import View
from specgen.machine import Codec
from specgen.model import Architecture
from tests.generators.c.compiling import COMPILERS, SANITIZERS, build, run, write_headers
from tests.generators.c.programs import decoder


def words(architecture: Architecture, each: int, seed: int) -> list[int]:
    """Words of every instruction with corner and random operands, some with a bit flipped, and random ones."""
    rng = random.Random(seed)
    codec = Codec(architecture)
    found = [rng.getrandbits(architecture.max_width) for _ in range(200)]
    for one in codec.instructions.values():
        for index in range(each):
            word = one.match
            for field in one.operands:
                ones = (1 << field.width) - 1
                word |= field.place(
                    (0, ones, ones >> 1, (ones >> 1) + 1)[index]
                    if index < 4
                    else rng.getrandbits(field.width)
                )
            found.append(word)
            found.append(word ^ 1 << rng.randrange(one.format.width))
    return found


def expected(architecture: Architecture, word: int) -> str:
    codec = Codec(architecture) if not _codecs.get(id(architecture)) else _codecs[id(architecture)]
    _codecs[id(architecture)] = codec
    found = codec.decode(word, architecture.max_width)
    if found is None:
        return "illegal 0"
    order = [f.name for f in found.instruction.operands]
    lanes = [f"{found.word >> 32 * i & 0xFFFFFFFF:08x}" for i in range((found.length_bytes + 3) // 4)]
    # Ignored bits encode as zero, so the word is compared through its operands.
    lanes = [
        f"{codec.encode(found.instruction.name, **found.operands) >> 32 * i & 0xFFFFFFFF:08x}"
        for i in range(len(lanes))
    ]
    values = [str(_signed(found.operands[name])) for name in order]
    return " ".join([found.instruction.name, str(found.length_bytes), *values, *lanes])


_codecs: dict[int, Codec] = {}


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("spec", ["hostile", "reference"])
def test_c_decodes_and_encodes_as_the_codec_does(
    spec: str, compiler: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    asked: Request = request.getfixturevalue(spec)
    write_headers(asked, tmp_path)
    for architecture in asked.architectures if compiler == "gcc-c11" else asked.architectures[:1]:
        view = View(architecture)
        options = SANITIZERS if compiler.endswith("c11") else ()
        binary = build(compiler, decoder(view), tmp_path / architecture.variant, *options)
        tried = words(architecture, 12, seed=1)
        data = b"".join(word.to_bytes(architecture.max_width // 8, "little") for word in tried)
        lines = run(binary, data).decode().splitlines()
        assert lines == [expected(architecture, word) for word in tried]


def test_same_spec_same_bytes(reference: Request) -> None:
    assert generate(reference) == generate(reference)


def test_an_encoder_refuses_what_cannot_be_encoded(hostile: Request, tmp_path: Path) -> None:
    write_headers(hostile, tmp_path)
    program = """
#include <hostile/encode.h>
#include <stdio.h>

static bool compare(uint32_t r, uint32_t s, int64_t word, uint32_t rest)
{
    uint32_t out[2];
    struct hostile_operands_compare operands;
    operands.r = r;
    operands.s = s;
    operands.word = (int32_t)word;
    operands.rest = rest;
    return hostile_encode_compare(&operands, out);
}

static bool instruction(int32_t value)
{
    uint32_t out[1];
    struct hostile_operands_instruction operands;
    operands.union_ = value;
    return hostile_encode_instruction(&operands, out);
}

int main(void)
{
    printf("%d%d%d%d%d ", compare(1, 2, 0, 4), compare(1, 1, 0, 4), compare(1, 2, 0, 7), compare(16, 2, 0, 4),
           compare(1, 2, INT32_MIN, 1000));
    printf("%d%d%d%d%d\\n", instruction(-6), instruction(-7), instruction(-2054), instruction(-2056), instruction(2040));
    return 0;
}
"""
    binary = build("gcc-c11", program, tmp_path / "default", *SANITIZERS)
    assert run(binary, b"") == b"10001 10101\n"
