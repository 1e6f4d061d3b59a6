"""Compiled programs print, return and leave in the registers what they do on QEMU's user emulation."""

from __future__ import annotations

import pytest

from tests.programs import qemu
from tests.programs.building import TARGETS, Target, compiled, sources
from tests.programs.running import on_user

PROGRAMS = [source.stem for source in sources("user")]


def test_there_are_a_dozen() -> None:
    assert len(PROGRAMS) >= 12


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.spec)
@pytest.mark.parametrize("name", PROGRAMS)
def test_it_ends_as_on_qemu(name: str, target: Target) -> None:
    """Not optimised on the native engine only: the campaign has them all."""
    (source,) = (source for source in sources("user") if source.stem == name)
    for level, engine in (("-O0", "native"), ("-O2", "native"), ("-O2", "python")):
        program = compiled(source, target, level)
        ours = on_user(program, target, engine)
        assert ours == qemu.user(program, target, ours.pc), (level, engine)
        assert ours.output
