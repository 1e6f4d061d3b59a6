"""Compiled programs print, return and leave in the registers what they do on QEMU's user emulation."""

from __future__ import annotations

import pytest

from tests.programs import qemu
from tests.programs.building import LEVELS, TARGETS, Target, compiled, sources
from tests.programs.running import on_user

PROGRAMS = [source.stem for source in sources("user")]


def test_there_are_a_dozen() -> None:
    assert len(PROGRAMS) >= 12


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.spec)
@pytest.mark.parametrize("name", PROGRAMS)
def test_it_ends_as_on_qemu(name: str, target: Target) -> None:
    (source,) = (source for source in sources("user") if source.stem == name)
    program = compiled(source, target, LEVELS[-1])
    ours = on_user(program, target)
    assert ours == qemu.user(program, target, ours.pc)
    assert ours.output
