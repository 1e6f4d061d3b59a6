"""Every instruction of specs that have everything: words, text, words."""

from __future__ import annotations

import random

import pytest

from specgen.machine.assembler import Assembler
from specgen.machine.codec import Codec
from specgen.model.architecture import Architecture
from tests.machine.roundtrip import check_image, check_instructions
from tests.machine.specs import fixed, mixed, with_aliases


@pytest.mark.parametrize("spec", [mixed(), with_aliases(), fixed(60)], ids=["mixed", "aliases", "fixed"])
def test_every_instruction_round_trips(spec: Architecture) -> None:
    codec = Codec(spec)
    assert list(check_instructions(codec, dict.fromkeys(codec.instructions, 20), random.Random(1))) == []


def test_any_bytes_round_trip() -> None:
    codec, draw = Codec(with_aliases()), random.Random(2)
    assembler = Assembler(codec)
    for length in (0, 1, 2, 3, 5, 400, 401):
        assert list(check_image(codec, assembler, draw.randbytes(length), 16 * length)) == []
