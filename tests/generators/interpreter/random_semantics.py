"""Random texts of the semantics language over integers, and a spec of instructions that have them."""

from __future__ import annotations

from pathlib import Path
from random import Random

HEAD = """
name: random
version: 0.1.0
summary: Instructions with random semantics.
faults:
  illegal: {code: 1, value: u32, summary: The word is no instruction.}
  fetch: {code: 2, value: u32, summary: The program counter left the memory.}
  range: {code: 3, value: u16, summary: Something is out of range.}
memories:
  code: {size: 4 KiB, address: u32, out_of_range: range}
  data: {size: 256, address: u32, base: 256, out_of_range: range, misaligned: range}
  raw: {size: 100, address: u16, base: 10, out_of_range: range, endianness: big}
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 8, constant: {0: 0}, out_of_range: range}
  s: {type: s16, count: 4, initial: 5}
  w: {type: s128}
  n: {type: u7, count: 3, out_of_range: range}
tables:
  t: {type: s16, values: [3, -1, 4, 1, -5, 9, 2, -6]}
processors:
  control: {program_counter: pc, memory: code, reset: 0, unit: 1, granule: 32, illegal: illegal, fetch: fetch}
formats:
  f: {width: 32, fields: {op: "7:0", a: "10:8", b: "13:11", c: "15:14", imm: {bits: "31:16", signed: true}}}
instructions:
"""


class Writer:
    """Writes one instruction's text; ``locals`` are the names that may be read."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.locals: list[str] = []
        self.made = 0

    def value(self, depth: int) -> str:
        """An integer expression."""
        pick = self.random.choice
        if depth == 0 or self.random.random() < 0.15:
            return pick(
                [
                    "x[a]",
                    "x[b]",
                    "s[c]",
                    "w",
                    "imm",
                    "a",
                    "c",
                    "pc",
                    "next_pc",
                    "instruction",
                    str(self.random.randint(-9, 300)),
                    *self.locals,
                ]
            )
        one, two = self.value(depth - 1), self.value(depth - 1)
        small, other = (
            f"{pick(['u32', 's32', 's16', 'u8'])}({one})",
            f"{pick(['u32', 's32', 's16', 'u8'])}({two})",
        )
        return pick(
            [
                f"({small} {pick(['+', '-', '*', '&', '|', '^'])} {other})",
                f"({small} + {other})",
                f"({small} << ({two} & {pick([7, 31])}))",
                f"({small} >> ({two} & {pick([3, 63])}))",
                f"{pick(['-', '~'])}{small}",
                f"abs({small})",
                f"{pick(['min', 'max'])}({small}, {other})",
                f"{pick(['quot', 'rem', 'floordiv', 'mod'])}({small}, {other}, zero={self.value(0)})",
                f"{small} // {self.random.randint(1, 9)}",
                f"saturate({pick(['s8', 'u5', 's20'])}, {small})",
                f"u32({one})[{pick(['15:8', '31:31', '6:0', '31:0'])}]",
                f"cat(u8({one}), {pick(['u1', 's5', 'u32'])}({two}))",
                f"({small} if {self.test(depth - 1)} else {other})",
                f"u1({self.test(depth - 1)})",
                f"{pick(['u64', 's9', 'u17', 's128'])}({one})",
                "t[x[a] & 7]",
                f"data.read({pick(['u8', 's16', 'u32', 's64'])}, 256 + (u32({one}) & {pick([0xF8, 0x1FF])}))",
                f"raw.read({pick(['u16', 's24', 'u32'])}, u16({one}) & 127)",
                f"n[u32({one}) & 3]",
            ]
        )

    def test(self, depth: int) -> str:
        """A condition."""
        one, two = self.value(max(depth - 1, 0)), self.value(max(depth - 1, 0))
        kind = self.random.choice(["compare", "compare", "signed", "not", "both", "chain"])
        sign = self.random.choice(["==", "!=", "<", "<=", ">", ">="])
        if kind == "signed":
            return f"s32({one}) {sign} s32({two})"
        if kind == "not":
            return f"not (u8({one}) {sign} u8({two}))"
        if kind == "both":
            return f"({one} {sign} {two} {self.random.choice(['and', 'or'])} {self.test(0)})"
        return f"-5 <= {one} {sign} {two}" if kind == "chain" else f"{one} {sign} {two}"

    def block(self, depth: int, indent: str = "") -> list[str]:
        """Some statements."""
        known = len(self.locals)
        lines = [line for _ in range(self.random.randint(1, 3)) for line in self.statement(depth, indent)]
        del self.locals[known:]
        return lines

    def statement(self, depth: int, indent: str) -> list[str]:
        """One statement, and what is inside of it."""
        kind = self.random.choice(
            ["state"] * 4 + ["local", "store", "raise", "pc"] + ["if", "for", "while"] * (depth > 0)
        )
        value = self.value(self.random.randint(1, 3))
        if kind == "state":
            place = self.random.choice(
                [
                    "x[a]",
                    "x[b]",
                    "s[c]",
                    "s[3]",
                    "w",
                    "x[3]",
                    "x[x[b] & 7]",
                    "n[1]",
                    "n[x[a] & 3]",
                    "x[a][15:8]",
                ]
            )
            return [f"{indent}{place} = {value}"]
        if kind == "local":
            self.made += 1
            name, width = f"v{self.made}", self.random.choice(["u32", "s8", "s33"])
            self.locals.append(name)
            return [f"{indent}{name}: {width} = {value}"]
        if kind == "store":
            memory, types = self.random.choice(
                [("data", ["u8", "u16", "s32", "u64"]), ("raw", ["u16", "s24"])]
            )
            address = (
                f"256 + (u32({self.value(1)}) & 0x1f8)" if memory == "data" else f"u16({self.value(1)}) & 127"
            )
            return [f"{indent}{memory}.write({self.random.choice(types)}, {address}, {value})"]
        if kind == "raise":
            return [f"{indent}if {self.test(1)}:", f"{indent}    raise range({value})"]
        if kind == "pc":
            return [f"{indent}pc = u32({value})"]
        return self._nested(kind, depth, indent)

    def _nested(self, kind: str, depth: int, indent: str) -> list[str]:
        inside = indent + "    "
        if kind == "if":
            lines = [f"{indent}if {self.test(1)}:", *self.block(depth - 1, inside)]
            return lines + (
                [f"{indent}else:", *self.block(depth - 1, inside)] if self.random.random() < 0.5 else []
            )
        self.made += 1
        name = f"i{self.made}"
        if kind == "for":
            self.locals.append(name)
            head = f"{indent}for {name} in range(0, {self.random.choice(['3', 'c', 'u2(x[a])'])}):"
            lines = [head, *self.block(depth - 1, inside)]
            self.locals.remove(name)
            return lines
        return [
            f"{indent}while limit(x[b] < {self.random.randint(1, 99)}, 4):",
            f"{inside}x[b] = x[b] + {self.value(1)}",
            *self.block(0, inside),
        ]


def write_spec(folder: Path, seed: int, count: int) -> None:
    """Writes a spec of ``count`` instructions; some of them may not type."""
    random = Random(seed)
    parts = [HEAD]
    for number in range(count):
        lines = "\n".join(f"      {line}" for line in Writer(random).block(2))
        parts.append(
            f"  i{number}:\n    format: f\n    encoding: {{op: {number}}}\n"
            f'    assembly: "i{number} {{a}}, {{b}}, {{c}}, {{imm}}"\n'
            f"    summary: One.\n    semantics: |\n{lines}\n"
        )
    (folder / "spec.yaml").write_text("".join(parts), encoding="utf-8")
