"""The kernels that Basalt's lowerings name: they are there, they hold the instructions, and tests run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api import Accelerator, load


@pytest.fixture(scope="module")
def basalt(root: Path) -> Accelerator:
    return load(root / "spec", "large")


def test_every_lowering_has_a_kernel_with_its_instructions(basalt: Accelerator, root: Path) -> None:
    lowerings = basalt.architecture.lowerings
    assert len(lowerings) >= 12
    for one in lowerings.values():
        assert one.kernel is not None, one.name
        path = root / "spec" / "performance" / one.kernel
        there = instructions(basalt, path)
        named = {step.instruction for step in one.steps if step.instruction} | set(one.instructions)
        assert named <= there, (one.name, named - there)


def instructions(basalt: Accelerator, path: Path) -> set[str]:
    """The names of the instructions of a program."""
    code, at, found = basalt.assemble_file(path).image, 0, set()
    while at < len(code):
        decoded = basalt.codec.decode_bytes(code, at)
        assert decoded is not None
        found.add(decoded.instruction.name)
        at += decoded.length_bytes
    return found


def test_every_kernel_is_run_by_a_test(basalt: Accelerator, root: Path) -> None:
    tests = "".join(
        path.read_text(encoding="utf-8") for path in (root / "tests" / "examples").glob("test_*.py")
    )
    for one in basalt.architecture.lowerings.values():
        name = Path(one.kernel or "").stem
        assert f'"{name}"' in tests or f"{name}.s" in tests, name
