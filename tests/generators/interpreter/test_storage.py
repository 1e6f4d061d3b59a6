"""Where state lives, and which bodies become inline text."""

from __future__ import annotations

from specgen.generators.interpreter.python.simple import is_simple, must_hold_back
from specgen.generators.interpreter.python.storage import plan
from tests.machine.simulated import spec


def test_register_files_are_lists_and_what_is_viewed_or_gridded_is_arrays() -> None:
    architecture, semantics = spec("engines")
    homes = plan(architecture, semantics.programs.values())
    kinds = {name: (home.kind, home.dtype) for name, home in homes.items()}
    assert kinds == {
        "pc": ("list", None), "tile": ("list", None), "x": ("list", None), "done": ("list", None), "wide": ("list", None),
        "acc": ("array", "float32"), "codes": ("array", "uint32"), "half": ("array", "uint16"),
    }  # fmt: skip
    assert homes["codes"].base is architecture.state["acc"]


def test_what_needs_undoing_is_not_inline() -> None:
    architecture, semantics = spec("scalar")
    homes = plan(architecture, semantics.programs.values())
    bodies = {name: program.bodies[0] for name, program in semantics.programs.items()}
    assert [name for name, body in bodies.items() if not is_simple(body, homes)] == ["swap"]
    assert [name for name, body in bodies.items() if is_simple(body, homes) and must_hold_back(body)] == [
        "pop",
        "check",
    ]


def test_what_waits_or_computes_floats_is_not_inline() -> None:
    architecture, semantics = spec("engines")
    homes = plan(architecture, semantics.programs.values())
    inline = {name for name, program in semantics.programs.items() if is_simple(program.bodies[0], homes)}
    assert inline == {"addi", "bne", "who", "exit", "trace", "li"}
