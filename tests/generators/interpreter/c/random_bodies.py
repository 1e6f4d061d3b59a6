"""Random texts over the bench's spec: floats of every format, grids with every conflict, local arrays, views, tiles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from textwrap import indent

from specgen.model.spec import load
from specgen.model.types import ROUNDINGS, STOCHASTIC
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.interpreter import test_memory
from tests.generators.interpreter.c.functions_bench import Case, FunctionsBench, random_case
from tests.generators.interpreter.conftest import SPEC, scramble

FLOATS = {
    "f32": ["f[{i}]", "v[{k}, {i}]", "lone", "acc[1, {k}, {i}]"],
    "f64": ["d[{i}]"],
    "bf16": ["b[{i}]", "brains[{k}, 2 * {i}]"],
    "e4m3": ["e[{i}]"],
    "e5m2": ["q[{i}]"],
    "fnuz": ["z[{i}]"],
    "tf32": ["t19[{i}]"],
    "e2m1": ["t4[{i}]"],
}
INTEGERS = [
    "x[8 + {i}]", "x[rs1]", "y[{i}]", "s[{i}]", "w[{i}]", "n[{k}]", "rows[{k}, {i}]", "shorts[{k}, {i}]", "octets[{k}, {i}]",
    "a[{i}, {k}]", "cube[{k}, 1, {k}]", "vi[{k}, {i}]", "guarded[{i}]", "guarded[x[{i}] & 15]", "squares[{i}]", "imm", "rs2",
    "flag",
]  # fmt: skip
TARGETS = [
    ("x[8 + {i}]", "u32"), ("y[{i}]", "u64"), ("s[{i}]", "s64"), ("w[{i}]", "u100"), ("rows[{k}, {i}]", "u32"),
    ("shorts[{k}, {i}]", "s16"), ("twins[{k}, {k}]", "u64"), ("octets[{k}, {i}]", "u8"), ("a[{i}, {k}]", "s8"),
    ("cube[{k}, {k}, 2]", "u16"), ("vi[{k}, {i}]", "s32"), ("guarded[{i}]", "s12"), ("x[rd]", "u32"), ("flag", "u1"),
]  # fmt: skip
SCATTERED = [
    ("x[{n} & 31]", "u32"),
    ("y[{n} & 7]", "u64"),
    ("a[{n} & 7, {k}]", "s8"),
    ("guarded[{n} & 15]", "s12"),
]

TO_INTEGER = [
    f'round="{how}", nan=0' for how in ("nearest_even", "toward_zero", "away", "up", "down", "nearest_away")
]
CONFLICTS = [
    "",
    "",
    *(f', conflict="{how}"' for how in ("last", "first", "add")),
    ', conflict="fault", fault=plain',
]


class Bodies:
    """Writes bodies; ``i`` and ``k`` are the indices that may be used, below 8 and below 4."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.eight, self.four = ["0", "3", "7", "imm[2:0]"], ["1", "3", "rd[1:0]"]
        self.made = 0

    def body(self) -> str:
        """A whole body."""
        return "\n".join(line for _ in range(self.random.randint(1, 3)) for line in self.statement(1, ""))

    def _place(self, form: str) -> str:
        pick = self.random.choice
        return form.format(i=pick(self.eight), k=pick(self.four), n=self.integer(0) if "{n}" in form else "")

    def integer(self, depth: int) -> str:
        """An integer."""
        pick = self.random.choice
        if depth == 0 or self.random.random() < 0.2:
            return pick(
                [
                    self._place(pick(INTEGERS)),
                    self._place(pick(INTEGERS)),
                    str(self.random.randint(-300, 300)),
                ]
            )
        one, two = self.integer(depth - 1), self.integer(depth - 1)
        kind = pick(["u32", "s32", "s64", "u64", "s9", "u17", "s100", "u128"])
        return pick([
            f"({pick(['u32', 's32', 'u16'])}({one}) {pick('+-*&|^')} {pick(['u32', 's20'])}({two}))",
            f"{kind}({one})",
            f"({pick(['s32', 'u64'])}({one}) >> ({two} & {pick([3, 31, 127])}))",
            f"(u16({one}) << ({two} & 15))",
            f"{pick(['quot', 'rem', 'floordiv', 'mod'])}({self._wide(one)}, {self._wide(two)}, zero=-1)",
            f"{pick(['min', 'max'])}(s64({one}), u32({two}))",
            f"(s32({one}) if {self.test(depth - 1)} else {two})",
            f"cat(u7({one}), u9({two}))",
            f"u40({one})[{pick(['39:8', '15:8', '33:33'])}]",
            f"saturate({pick(['s8', 'u12', 's40'])}, s64({one}))",
            f"to_int({pick(['s32', 'u8', 's64', 'u64'])}, {self.real(pick(list(FLOATS)), depth - 1)}, {pick(TO_INTEGER)})",
            f"bits({self.real(pick(list(FLOATS)), depth - 1)})",
            f"abs(s32({one}))",
            f"sram.read({pick(['u32', 's16', 'u8'])}, 256 + 4 * (u32({one}) & {pick([255, 1023])}))",
            f"{pick(['free', 'back'])}.read({pick(['u24', 's12', 'u64'])}, u32({one}) & 1023)",
        ])  # fmt: skip

    def _wide(self, value: str) -> str:
        return f"{self.random.choice(['s32', 's64', 'u64'])}({value})"

    def real(self, kind: str, depth: int) -> str:
        """A float of a format."""
        pick = self.random.choice
        if depth == 0 or self.random.random() < 0.2:
            return self._place(pick(FLOATS[kind]))
        one, two, three = (self.real(kind, depth - 1) for _ in range(3))
        other = pick(list(FLOATS))
        options = [
            f"({one} {pick('+-*/')} {two})",
            f"fma({one}, {two}, {three})",
            f"{pick(['minimum', 'maximum', 'minimum_number', 'maximum_number'])}({one}, {two})",
            f"({one} if {self.test(depth - 1)} else {two})",
            f"-{one}",
            f"abs({one})",
            f"sqrt({one})",
            f"ldexp({one}, s32({self.integer(depth - 1)})[5:0])",
            f"{kind}({self.real(other, depth - 1)})" if other != kind else one,
            f'convert({kind}, {self.integer(depth - 1)}, round="{pick(["toward_zero", "up", "odd"])}")',
            f"convert({kind}, {self.real(other, depth - 1)}, {self._mode()})",
            f'{pick(["add", "mul"])}({one}, {two}, daz=true, ftz="after_rounding")',
        ]
        return pick(options)

    def _mode(self) -> str:
        """A rounding, with its random bits where it takes some, and an overflow that every format has."""
        how = self.random.choice(ROUNDINGS)
        drawn = (
            f", random=u{self.random.choice((1, 5, 18, 63))}({self.integer(0)})" if how in STOCHASTIC else ""
        )
        return f'round="{how}"{drawn}, overflow="{self.random.choice(("saturate", "propagate"))}"'

    def test(self, depth: int) -> str:
        """A condition."""
        pick = self.random.choice
        if self.random.random() < 0.3:
            kind = pick(list(FLOATS))
            return f"{self.real(kind, 0)} {pick(['<', '<=', '==', '!=', '>'])} {self.real(kind, 0)}"
        return f"{self.integer(max(depth, 0))} {pick(['<', '<=', '==', '!=', '>='])} {self.integer(0)}"

    def statement(self, depth: int, indent: str) -> list[str]:
        """One statement, and what is inside of it."""
        pick = self.random.choice
        kind = pick(
            ["integer", "integer", "real", "real", "local", "store", "raise"]
            + ["if", "for", "grid", "grid"] * depth
        )
        if kind == "integer":
            place, of = pick(TARGETS)
            return [f"{indent}{self._place(place)} = {of}({self.integer(2)})"]
        if kind == "real":
            of = pick(list(FLOATS))
            return [f"{indent}{self._place(pick(FLOATS[of]))} = {self.real(of, 2)}"]
        if kind == "local":
            self.made += 1
            name = f"m{self.made}"
            return [
                f"{indent}{name}: {pick(['u32', 's8', 's33'])} = {self.integer(2)}",
                f"{indent}y[{pick(self.eight)}] = u64({name})",
            ]
        if kind == "store":
            memory, of = pick(
                [("sram", "u32"), ("free", "s20"), ("back", "u64"), ("free", "f32"), ("sram", "bf16")]
            )
            value = self.real(of, 1) if of in FLOATS else self.integer(1)
            address = f"{256 if memory == 'sram' else 0} + {pick([4, 2])} * (u32({self.integer(0)}) & 511)"
            return [f"{indent}{memory}.write({of}, {address}, {value})"]
        if kind == "raise":
            return [
                f"{indent}if {self.test(1)}:",
                f"{indent}    raise {pick(['plain', 'bad_index(' + self.integer(1) + ')'])}",
            ]
        return getattr(self, f"_{kind}")(indent)  # type: ignore[no-any-return]

    def _block(self, indent: str) -> list[str]:
        return [line for _ in range(self.random.randint(1, 2)) for line in self.statement(0, indent + "    ")]

    def _if(self, indent: str) -> list[str]:
        lines = [f"{indent}if {self.test(1)}:", *self._block(indent)]
        return lines + ([f"{indent}else:", *self._block(indent)] if self.random.random() < 0.5 else [])

    def _for(self, indent: str) -> list[str]:
        self.made += 1
        name = f"l{self.made}"
        extent, known = self.random.choice([("8", self.eight), ("4", self.four)])
        known.append(name)
        lines = [f"{indent}for {name} in range({extent}):", *self._block(indent)]
        known.remove(name)
        return lines

    def _grid(self, indent: str) -> list[str]:
        pick = self.random.choice
        self.made += 1
        one, two = f"i{self.made}", f"j{self.made}"
        conflict = pick(
            [
                "",
                "",
                ', conflict="last"',
                ', conflict="first"',
                ', conflict="add"',
                ', conflict="fault", fault=plain',
            ]
        )
        before = self.eight, self.four
        inside = indent + "    "
        if conflict:
            self.eight, self.four = [one, "3"], [two, "1"]
            lines = []
            for _ in range(self.random.randint(1, 2)):
                place, of = pick(SCATTERED + TARGETS[:6])
                lines.append(f"{inside}{self._place(place)} = {of}({self.integer(2)})")
            if self.random.random() < 0.3:
                lines.append(f"{inside}free.write(u16, 2 * ({self.integer(0)} & 63), {self.integer(1)})")
        else:
            self.eight, self.four = [one], [two]
            lines = self._block(indent)
        self.eight, self.four = before
        extents = pick(["8, 4", "8, 4", "n[0], 4", "8, n[1] >> 1"])
        return [f"{indent}for {one}, {two} in grid({extents}{conflict}):", *lines]


ONE = """\
  body{number}:
    format: r
    encoding: {{opcode: 1, more: {number}, dtype: 0}}
    assembly: "body{number} {{rd:x}}, {{rs1:x}}, {{rs2:x}}, {{imm}}"
    summary: One.
    semantics: |
{semantics}
"""


def random_bench(folder: Path, random: Random, count: int) -> FunctionsBench:
    """The bench's spec with ``count`` random instructions, without those that do not type."""
    spec = SPEC.replace('reserved: "63:38"', 'more: "45:38", reserved: "63:46"') + "instructions:\n"
    for number in range(count):
        spec += ONE.format(number=number, semantics=indent(Bodies(random).body(), "      "))
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    architecture = load(folder).architecture()
    semantics = analyse(architecture, Diagnostics())
    typed = {n: i for n, i in architecture.instructions.items() if n in semantics.programs}
    return FunctionsBench(replace(architecture, instructions=typed), semantics)


def random_cases(bench: FunctionsBench, random: Random, turns: int) -> list[Case]:
    """Each body from ``turns`` random states."""
    made = []
    for routine in bench.plan.routines:
        for turn in range(turns):
            machine = scramble(bench.architecture, random)
            if turn % 2:
                test_memory.near_the_edges(machine, random)
            made.append(random_case(routine, random, machine))
    return made
