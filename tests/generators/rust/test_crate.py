"""The generated crates compile with rustc 1.63 without warnings, and decode and encode as the codec does."""

from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.rust import generate
from specgen.generators.rust.text import doc, integer, string
from specgen.generators.rust.view import View
from specgen.machine import Codec
from tests.generators.drawn import words
from tests.generators.rust.crates import decoder, run_program, run_tests, write_crates

EXAMPLES = Path(__file__).parents[3] / "examples"


def expected(view: View, codec: Codec, tried: list[int]) -> list[str]:
    digits = view.words.lanes * view.words.lane_bits // 4
    lines = []
    for word in tried:
        found = codec.decode(word, view.architecture.max_width)
        if found is None:
            lines.append("illegal")
            continue
        name = found.instruction.name
        values = ",".join(str(found.operands[f.name]) for f in found.instruction.operands)
        encoded = codec.encode(name, **found.operands)
        lines.append(f"{name} {found.length_bytes} {values} {encoded:0{digits}x}")
    return lines


@pytest.mark.parametrize("spec", ["hostile", "wide", "reference", "rv32imc"])
def test_rust_decodes_and_encodes_as_the_codec_does(
    spec: str, tmp_path: Path, crates: dict[str, Path], request: pytest.FixtureRequest
) -> None:
    own = spec in ("hostile", "wide", "reference")
    asked: Request = request.getfixturevalue(spec) if own else api.request(EXAMPLES / spec)
    crate, view = crates.get(spec) or write_crates(asked, tmp_path)[0], View(asked.default)
    assert "test result: ok" in run_tests(crate)
    for stream, processor in enumerate(asked.default.processors.values()):
        codec = Codec(asked.default, processor)
        tried = words(asked.default, processor, 8, seed=5)
        data = b"".join(codec.to_memory(word, asked.default.max_width // 8) for word in tried)
        assert run_program(view, crate, decoder(view, stream), data) == expected(view, codec, tried)


def test_text_of_a_spec_stays_in_its_comment_or_literal() -> None:
    assert doc("a\n\n//! b \x00é", "c") == "a //! b ??"
    assert doc(" \n", "c") == "c"
    assert string('a"\\\n') == '"a\\"\\\\\\u{a}"'


def test_the_smallest_type_is_chosen() -> None:
    assert [integer(0, 255), integer(0, 256), integer(-1, 127), integer(-129, 0)] == [
        "u8",
        "u16",
        "i8",
        "i16",
    ]


def test_same_spec_same_bytes(reference: Request) -> None:
    assert generate(reference) == generate(reference)
