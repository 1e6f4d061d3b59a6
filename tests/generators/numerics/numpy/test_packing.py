"""Codes in bytes, beside shifts of one long integer."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.generators.numerics.numpy import pack_bits, unpack_bits


@pytest.mark.parametrize("width", [1, 3, 4, 5, 6, 8, 11, 16, 19, 32, 64])
def test_the_first_code_is_in_the_lowest_bits(width: int) -> None:
    dice = np.random.default_rng(width)
    for count in (0, 1, 2, 7, 8, 33):
        codes = dice.integers(0, 1 << width, count, dtype=np.uint64)
        packed = pack_bits(codes, width)
        together = sum(code << (at * width) for at, code in enumerate(codes.tolist()))
        assert packed.tobytes() == together.to_bytes((count * width + 7) // 8, "little")
        assert unpack_bits(packed, width, count).tolist() == codes.tolist()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 4 bits"):
        pack_bits([16], 4)
    with pytest.raises(ValueError, match="hold 2 codes of 4 bits, not 3"):
        unpack_bits([0x21], 4, 3)
    with pytest.raises(ValueError, match="1 to 64 bits"):
        pack_bits([0], 65)
