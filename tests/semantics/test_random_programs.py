"""Random programs: whatever is typed keeps its promises (ranges, proven indices, divisors) when it runs."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from specgen.semantics import analyse, ir, print_body
from specgen.source import Diagnostics
from tests.semantics.conftest import Tried, Try
from tests.semantics.evaluator import Machine, execute
from tests.semantics.test_statements import FINE


class Writer:
    """Writes programs in which checks guard indices and divisors, rightly or not."""

    def __init__(self, seed: int) -> None:
        self.source = random.Random(seed)
        self.locals = ["a", "b"]
        self.counters: list[str] = []

    def pick(self, *of: str) -> str:
        return self.source.choice(of)

    def value(self, depth: int = 2) -> str:
        if depth == 0 or self.source.random() < 0.3:
            leaves = ("x[rs1]", "x[rs2]", "imm", "rows[0]", *self.locals, *self.counters)
            return self.pick(*leaves, str(self.source.randrange(12)))
        one, other = self.value(depth - 1), self.value(depth - 1)
        return self.pick(
            f"({one} {self.pick('+', '-', '&', '*', '|', '^')} {other})",
            f"min({one}, {self.source.randrange(10)})",
            f"max({one}, {self.source.randrange(3)})",
            f"{self.pick('s8', 'u4', 'u8')}({one})",
            f"({one} >> {self.source.randrange(30)})",
            f"{self.pick('rem', 'mod', 'quot')}({one}, {other})",
            f"abs({one})",
        )

    def condition(self) -> str:
        one = f"{self.value(1)} {self.pick('<', '<=', '>', '>=', '==', '!=')} {self.value(1)}"
        return self.pick(one, f"not {one}", f"{one} and {self.value(1)} > 0", f"{one} or {self.value(1)} < 3")

    def block(self, depth: int) -> list[str]:
        return [line for _ in range(self.source.randint(1, 3)) for line in self.statement(depth)]

    def statement(self, depth: int) -> list[str]:
        kind = self.source.randrange(7 if depth else 4)
        if kind == 0:
            return [f"y[{self.value()}] = {self.value()}"]
        if kind == 1:
            return [f"{self.pick(*self.locals)} = {self.value()}"]
        if kind == 2:
            return [f"if {self.condition()}:", "    raise plain"]
        if kind == 3:
            return [
                self.pick(
                    f"x[rs1] = {self.value()}", f"rows[0] = {self.value()}", f"y[1] = y[{self.value()}]"
                )
            ]
        if kind == 4:
            self.counters.append(f"i{len(self.counters)}")
            body = self.block(depth - 1)
            start, stop = (
                self.pick("0", "1", "rows[0]"),
                f"min({self.value(1)}, {self.source.randrange(1, 12)})",
            )
            return [
                f"for {self.counters.pop()} in range({start}, {stop}):",
                *(f"    {line}" for line in body),
            ]
        inner = [f"    {line}" for line in self.block(depth - 1)]
        otherwise = ["else:", *(f"    {line}" for line in self.block(depth - 1))] if kind == 5 else []
        return [f"if {self.condition()}:", *inner, *otherwise]


def typed(base: Tried, semantics: str) -> ir.Program | None:
    """The program of other semantics in the base architecture."""
    example = replace(base.architecture.instructions["example"], semantics=semantics)
    architecture = replace(base.architecture, instructions={"example": example})
    diagnostics = Diagnostics()
    programs = analyse(architecture, diagnostics).programs
    assert bool(programs) != bool(diagnostics.errors)
    return programs.get("example")


@pytest.mark.parametrize("seed", range(4))
def test_promises_are_kept(tried: Try, seed: int) -> None:
    base, source, ran = tried("pass"), random.Random(seed), 0
    for n in range(120):
        lines = ["a: u32 = x[rs1]", "b: s16 = x[rs2]", *Writer(1000 * seed + n).block(2)]
        program = typed(base, "\n".join(lines))
        if program is None:
            continue
        for _ in range(4):
            machine = Machine.reset(base.architecture)
            machine.state["x"] = [
                source.choice((source.getrandbits(32), source.randrange(12))) for _ in range(32)
            ]
            machine.state["rows"] = [source.randrange(5), 0]
            fields = {name: source.randrange(32) for name in ("rd", "rs1", "rs2")} | {
                "imm": source.getrandbits(10)
            }
            assert execute(machine, program, fields).fault in (None, "plain"), print_body(program.bodies[0])
            ran += 1
    assert ran > 60


@pytest.mark.parametrize("seed", range(3))
def test_nearly_right_texts_never_break_the_typing(tried: Try, seed: int) -> None:
    base, source = tried("pass"), random.Random(seed)
    letters = "".join(FINE)
    for text in FINE:
        for _ in range(3):
            at, many = source.randrange(len(text) + 1), source.randrange(4)
            start = source.randrange(len(letters))
            typed(base, text[:at] + letters[start : start + many] + text[at + source.randrange(4) :])
