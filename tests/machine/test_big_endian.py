"""Words of several granules in a big-endian memory: what is assembled is what both engines execute."""

from __future__ import annotations

from pathlib import Path

import pytest

import specgen


@pytest.mark.parametrize("engine", ["python", "native"])
def test_granules_come_in_order_each_high_byte_first(engine: str, root: Path) -> None:
    turned = specgen.load(root / "tests/machine/spec/turned")
    program = turned.assemble("li x1, 5\nlli x2, 0x123456\nword x3\nhalt x1\n")
    machine = turned.simulator(engine=engine)
    machine.load(program)
    result = machine.run(10)
    assert (result.reason, result.exit_code) == ("exited", 5)
    assert [machine.state[f"x{i}"] for i in (1, 2, 3)] == [5, 0x123456, 0x0ABCDE35]
