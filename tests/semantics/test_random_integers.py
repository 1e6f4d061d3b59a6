"""Random integer expressions: the reference agrees with Python, intervals hold, and undemanded bits do not matter."""

from __future__ import annotations

import random
from typing import Any

import pytest

from specgen.semantics import ir
from tests.semantics import evaluator
from tests.semantics.conftest import Try
from tests.semantics.evaluator import Machine, execute

MASK = (1 << 64) - 1


def signed(value: int, width: int) -> int:
    value &= (1 << width) - 1
    return value - (1 << width) if value >> (width - 1) else value


def expression(source: random.Random, depth: int) -> tuple[str, str]:
    """The same expression in the language and in Python."""
    if depth == 0 or source.random() < 0.1:
        leaf = source.choice(
            ("y[1]", "y[2]", "x[3]", "x[4]", str(source.getrandbits(source.choice((3, 20, 40)))))
        )
        return leaf, leaf.replace("[", "").replace("]", "")
    kind = source.randrange(9)
    a, p = expression(source, depth - 1)
    b, q = expression(source, depth - 1)
    width = source.choice((5, 8, 16, 32, 48))
    if kind < 4:
        op = source.choice(("+", "-", "*", "&", "|", "^"))
        return f"({a} {op} {b})", f"({p} {op} {q})"
    if kind == 4:
        return f"s{width}({a})", f"signed({p}, {width})"
    if kind == 5:
        low = source.randrange(8)
        return f"({a})[{low + width - 1}:{low}]", f"(({p}) >> {low} & {(1 << width) - 1})"
    if kind == 6:
        by, op = source.randrange(20), source.choice(("<<", ">>"))
        return f"({a} {op} {by})", f"({p} {op} {by})"
    if kind == 7:
        return f"(~{a} if u{width}({b}) > 9 else -{b})", f"(~{p} if {q} & {(1 << width) - 1} > 9 else -{q})"
    return f"min({a}, {b}, 77)", f"min({p}, {q}, 77)"


class _Careless(evaluator._Run):
    """Adds noise above the bits that a node's users demand."""

    source = random.Random(7)

    def arith(self, e: ir.Arith) -> int:
        return self._noisy(e, super().arith(e))

    def negate(self, e: ir.Negate) -> int:
        return self._noisy(e, super().negate(e))

    def _noisy(self, e: ir.Arith | ir.Negate, value: int) -> int:
        if e.demanded is None:
            return value
        return value + (self.source.getrandbits(70) - (1 << 69) << e.demanded)

    def value(self, e: ir.Expr) -> int:
        return int(_NOISY[type(e)](self, e))


_NOISY: dict[type, Any] = {
    **evaluator._VALUES,
    ir.Arith: lambda r, e: r.arith(e),
    ir.Negate: lambda r, e: r.negate(e),
}


def _execute_carelessly(monkeypatch: pytest.MonkeyPatch, *arguments: Any) -> evaluator.Outcome:
    with monkeypatch.context() as patch:
        patch.setattr(evaluator, "_Run", _Careless)
        return execute(*arguments)


@pytest.mark.parametrize("seed", range(6))
def test_random_expressions(tried: Try, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    source = random.Random(seed)
    lines: list[str] = []
    wanted: list[str] = []
    while len(lines) < 5:
        text, python = expression(source, 4)
        if not tried(f"y[7] = {text}").diagnostics.errors:
            lines.append(f"y[{len(lines) + 3}] = {text}")
            wanted.append(python)
    t = tried("\n".join(lines))
    for _ in range(8):
        y1, y2 = (source.choice((0, 1, MASK, 1 << 63, source.getrandbits(64))) for _ in "ab")
        x3, x4 = source.getrandbits(32), source.choice((0, (1 << 32) - 1, source.getrandbits(8)))
        names = {"y1": y1, "y2": y2, "x3": x3, "x4": x4, "signed": signed, "min": min}
        machine = Machine.reset(t.architecture)
        machine.state["y"][1:3], machine.state["x"][3:5] = [y1, y2], [x3, x4]
        expected = [eval(python, names) & MASK for python in wanted]  # noqa: S307  the test's own text
        fields = {"rd": 0, "rs1": 0, "rs2": 0, "imm": 0}
        assert execute(machine, t.program, fields).machine.state["y"][3:] == expected
        careless = _execute_carelessly(monkeypatch, machine, t.program, fields)
        assert careless.machine.state["y"][3:] == expected
