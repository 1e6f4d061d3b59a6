"""Programs that trap print and return what they do on QEMU's bare machine."""

from __future__ import annotations

import pytest

from specgen.machine.simulator import ENGINES
from tests.programs import qemu
from tests.programs.building import TARGETS, Target, compiled, sources
from tests.programs.running import on_machine

PROGRAMS = [source.stem for source in sources("machine")]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.spec)
@pytest.mark.parametrize("name", PROGRAMS)
def test_it_ends_as_on_qemu(name: str, target: Target) -> None:
    (source,) = (source for source in sources("machine") if source.stem == name)
    program = compiled(source, target, "-O2")
    theirs = qemu.system(program, target)
    assert theirs.output
    for engine in ENGINES:
        ours = on_machine(program, target, engine)
        assert ours.output.decode().splitlines() == theirs.output.decode().splitlines(), engine
        assert ours.code == theirs.code
