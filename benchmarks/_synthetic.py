"""A spec as large as the largest public one: 1,300 instructions in 2,000 files, made by rule."""

from __future__ import annotations

from pathlib import Path

#: Files that hold no instruction: enums, functions and aliases, in equal parts.
KINDS = 3

_SPEC = """\
name: synthetic
version: 1.0.0
summary: Many instructions, made by rule.
parameters:
  LIMIT: {type: integer, default: 4096, summary: Where an operand is out of range.}
include: [enums/*.yaml, functions/*.yaml, aliases/*.yaml, instructions/*.yaml]
state:
  pc: {type: u32, role: program_counter, summary: The program counter.}
  x: {type: u32, count: 32, names: "x{i}", constant: {0: 0}, summary: The registers.}
memories:
  ram: {size: 64 KiB, address: u32, out_of_range: out_of_range, summary: Program and data.}
processors:
  core: {program_counter: pc, memory: ram, illegal: illegal, fetch: out_of_range, summary: The only one.}
faults:
  illegal: {code: 1, value: u32, summary: The word is no instruction.}
  out_of_range: {code: 2, value: u64, summary: No such place.}
  too_large: {code: 3, value: u32, summary: An operand is over the limit.}
formats:
  r:
    width: 32
    fields: {opcode: "10:0", rd: "15:11", rs1: "20:16", rs2: "25:21", reserved: "31:26"}
  s:
    width: 32
    fields: {opcode: "10:0", rd: "15:11", rs1: "20:16", rs2: "25:21", shift: "30:26", reserved: "31"}
"""

_ENUM = """\
enums:
  mode{n}:
    summary: Ways of working, number {n}.
    values: {{near: 0, zero: 1, up: 2, down: 3}}
"""

_FUNCTION = """\
functions:
  mix{n}:
    summary: Mixes two words, way {n}.
    arguments: {{a: u32, b: u32}}
    returns: u32
    body: "return u32(a * {odd} + (b ^ mode{mode}.up))"
"""

_ALIAS = """\
aliases:
  short{n}:
    summary: Instruction {of} with one source.
    assembly: "short{n} {{rd:x}}, {{rs1:x}}"
    expands: "op{of} {{rd}}, {{rs1}}, x0{shift}"
"""

_INSTRUCTION = """\
instructions:
  op{n}:
    format: {form}
    encoding: {{opcode: {n}}}
    assembly: "op{n} {{rd:x}}, {{rs1:x}}, {{rs2:x}}{shift}"
    summary: Instruction number {n}.
    semantics: |
{body}
    timing: {{issue: 1, occupancy: 1, latency: {latency}}}
"""

_BODIES = (
    """\
      total = x[rs1] + x[rs2] * {odd}
      if total > {n} and shift != 0:
          total = total - (x[rs2] >> shift)
      x[rd] = mix{function}(u32(total), x[rs1])
""",
    """\
      if s32(x[rs1]) < s32(x[rs2]) - {n}:
          x[rd] = (s32(x[rs1]) * s32(x[rs2])) >> 32
      else:
          x[rd] = saturate(s16, x[rs1] - x[rs2])
""",
    """\
      address = u32(x[rs1] + shift * 4)
      if x[rs2] > LIMIT:
          raise too_large(x[rs2])
      x[rd] = ram.read(u32, address) + {n}
""",
    """\
      total: u32 = 0
      for i in range(4):
          total = total + s8(x[rs1] >> (8 * i)) * s8(x[rs2] >> (8 * i))
      x[rd] = total ^ {n}
""",
)


def write(folder: Path, instructions: int = 1300, files: int = 2000) -> None:
    """Writes the spec into a folder that does not exist yet; ``files`` counts all but ``spec.yaml``."""
    each = (files - instructions) // KINDS
    mixes = files - instructions - 2 * each
    folder.mkdir(parents=True)
    (folder / "spec.yaml").write_text(_SPEC, encoding="utf-8")
    _write(folder / "enums", "mode", [_ENUM.format(n=n) for n in range(each)])
    functions = [_FUNCTION.format(n=n, odd=2 * n + 1, mode=n % each) for n in range(mixes)]
    _write(folder / "functions", "mix", functions)
    _write(folder / "aliases", "short", [_alias(n, n * instructions // each) for n in range(each)])
    _write(folder / "instructions", "op", [_instruction(n, mixes) for n in range(instructions)])


def _alias(n: int, of: int) -> str:
    return _ALIAS.format(n=n, of=of, shift=", 1" if _shifts(of) else "")


def _instruction(n: int, functions: int) -> str:
    body = _BODIES[n % len(_BODIES)].format(n=n, odd=2 * n + 1, function=n // len(_BODIES) % functions)
    shift = ", {shift}" if _shifts(n) else ""
    form = "s" if shift else "r"
    return _INSTRUCTION.format(n=n, form=form, shift=shift, body=body.rstrip("\n"), latency=1 + n % 7)


def _shifts(n: int) -> bool:
    return "shift" in _BODIES[n % len(_BODIES)]


def _write(folder: Path, stem: str, texts: list[str]) -> None:
    folder.mkdir()
    for n, text in enumerate(texts):
        (folder / f"{stem}{n}.yaml").write_text(text, encoding="utf-8")
