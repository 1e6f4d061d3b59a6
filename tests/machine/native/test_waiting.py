"""Faults of what an instruction waits for: the native engine raises what the Python engine raises."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from specgen.machine import Simulator, assemble
from specgen.model.spec import load_architecture
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.machine.native.agreeing import pair, same
from tests.machine.simulated import SPECS

WAIT = "wait(slots[0], 1)\\nx[4] = x[4] + 1\\nif"


def machines(folder: Path, amount: str, *, checked: bool) -> tuple[Simulator, Simulator]:
    shutil.copytree(SPECS / "system", folder / "system")
    file = folder / "system" / "spec.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(WAIT) == 1
    text = text.replace("state:\n", "state:\n  amounts: {type: u2, count: 2, out_of_range: no_register}\n", 1)
    file.write_text(text.replace(WAIT, WAIT.replace("1", amount, 1)), encoding="utf-8")
    architecture = load_architecture(folder / "system", "bare")
    return pair(architecture, analyse(architecture, Diagnostics()), check_uninitialised=checked)


@pytest.mark.parametrize(
    ("amount", "given", "fault"),
    [
        ("amounts[x[a]]", 1, ""),
        ("amounts[x[a]]", 2, "no_register"),
        ("ram.read(u8, x[a])", 0x300, "unwritten"),
        ("ram.read(u8, x[a])", 0x301, ""),
        ("ram.read(u8, x[a])", 0x10005, "range"),
    ],
)
@pytest.mark.parametrize("checked", [True, False])
def test_faults_agree(tmp_path: Path, amount: str, given: int, fault: str, checked: bool) -> None:
    both, results = machines(tmp_path, amount, checked=checked), []
    for machine in both:
        machine.load(assemble(machine.architecture, "takes x1\nexit x0"))
        machine.memory["ram"].write(0x301, b"\1")
        machine.state["x1"] = given
        results.append(machine.run(10))
    same(*both, (results[0], results[1]))
    found = results[0].fault
    assert (found.name if found is not None else "") == (fault if checked or fault != "unwritten" else "")
    assert found is None or (found.value == given and found.location is not None)
