"""Room for machines, of which those that nobody uses any more lie in cycles until the collector comes."""

from __future__ import annotations

import gc
import mmap

import pytest

from specgen.machine.memory import room


def test_addresses_of_forgotten_memories_are_used_again() -> None:
    gc.disable()
    try:
        for _ in range(40):
            kept: list[object] = [room(1 << 43)]
            kept.append(kept)
    finally:
        gc.enable()


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises((OSError, OverflowError, ValueError)):
        room(1 << 62)
    assert len(room(1)) == mmap.PAGESIZE
